/* The panel: tabs of events, claims, the article and places. All text by textContent; nothing is ever parsed as HTML. */

/* A card can be chosen with mouse and keyboard, and holds buttons of its own. */
function selectable(card, chosen, act) {
  card.tabIndex = 0;
  card.setAttribute("aria-current", chosen ? "true" : "false");
  card.classList.toggle("chosen", chosen);
  card.onclick = () => { if (!getSelection().toString()) act(); };
  card.onkeydown = (event) => { if (event.target === card && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); act(); } };
  return card;
}

/* On the card that is chosen: the way to its question on the Review page. */
const check = (id, view) => (view.check && view.selected === id ? [" · ", button("link", () => view.act("check", id), view.check)] : []);

function eventCard(card, view) {
  const who = html("span", "who", card.sources ? html("b", "", card.sources) : null, card.targets ? ` → ${card.targets}` : null);
  const type = html("span", "type", card.type);
  type.title = card.code;
  const head = html("div", "head", sign(card.look), type, card.facts ? html("span", "quiet", card.facts) : null, html("span", "grow"),
    card.disputed ? html("span", "against", halfDisk(view.words.disputed), ` ${view.words.disputed}`) : null);
  const foot = html("div", "foot", `${card.when} · ${card.where}`, card.passages ? " · " : null, card.passages ? button("link", () => view.act("read", card.id), card.passages) : null, ...check(card.id, view));
  const made = html("article", "card event", head, card.sources || card.targets ? who : null, card.tolls ? html("p", "tolls", card.tolls) : null, html("p", "quote", ...pieces(card.quote)), foot);
  made.dataset.id = card.id;
  return selectable(made, view.selected === card.id, () => view.act("select", card.id));
}

function claimCard(card, view) {
  const title = html("h3", "", card.spoken ? quoted(card.title) : card.title);
  const lines = card.lines.map((line, i) => {
    const people = html("span", "people");
    if (!line.speakers.length) people.append(line.nobody);
    line.speakers.forEach((name, at) => people.append(at ? ", " : "", html("b", "", name)));
    if (line.beside) people.append(` ${line.beside}`);
    if (i === 0) people.append(html("span", "quiet", ` · ${line.how}`));
    else if (line.words) people.append(" — ", html("i", "", line.spoken ? quoted(line.words) : line.words));
    const row = i === 0 ? html("div", "line") : button("line jump", () => view.act("follow", line.id));
    row.append(html("span", line.against ? "label against" : "label", line.label), people);
    row.dataset.claim = line.id;
    if (card.lines.length > 1 && view.selected === line.id) row.classList.add("hot-line");
    return row;
  });
  const answered = card.disputes ? button("line jump", () => view.act("follow", card.disputes.id), html("span", "label against", card.disputes.label), html("span", "people", html("i", "", card.disputes.text))) : null;
  const foot = html("div", "foot", `${card.when} · ${card.where} · `, button("link", () => view.act("read", card.id), card.passages), ...check(card.id, view));
  const made = html("article", card.disputed ? "card claim disputed" : "card claim", html("div", "head", card.disputed ? halfDisk(view.words.disputed) : null, title), ...lines, answered, foot);
  made.dataset.id = card.id;
  return selectable(made, card.ids.includes(view.selected), () => view.act("select", card.id));
}

/* Quotation marks around words that do not bring their own. */
const quoted = (text) => (/^["“„«']/.test(text.trim()) ? text : `“${text.trim().replace(/[,.]$/, "")}”`);

function pager(page, view) {
  if (page.pages < 2) return null;
  const turn = (to, label) => { const b = button("", () => view.act("page", to), label); b.disabled = to < 1 || to > page.pages; return b; };
  return html("div", "pager", turn(page.page - 1, page.previous), html("span", "quiet", page.text), turn(page.page + 1, page.next));
}

function empty(text, view) {
  const made = html("div", "empty", html("p", "", view.words.empty || text));
  if (view.narrowed && !view.words.empty) made.append(button("link", () => view.act("clear"), view.words.clear));
  return made;
}

function cardList(part, make, view) {
  const list = html("div", "list");
  for (const card of part.lone) list.append(html("div", "lone", view.words.outside), make(card, view));
  for (const card of part.cards) list.append(make(card, view));
  if (!part.cards.length) list.append(empty(part.empty, view));
  const pages = pager(part.page, view);
  if (pages) list.append(pages);
  return list;
}

function excerpt(data, view) {
  if (!data) return null;
  const head = html("div", "head", html("span", "quiet", data.label), html("span", "grow"), button("link", () => view.act("read", view.selected), data.open));
  return html("section", "excerpt", head, html("p", "", ...pieces(data.pieces)));
}

function placeList(part, view) {
  const list = html("div", "list");
  for (const row of part.rows) {
    const name = html("div", "head", html("b", "", row.name), row.disputed ? halfDisk(view.words.disputed) : null, html("span", "grow"), html("span", "quiet", row.counts));
    const card = html("article", "card place", name, html("div", "foot", row.facts), row.note ? html("div", "note", row.note) : null);
    card.dataset.id = row.id;
    list.append(selectable(card, part.chosen === row.id, () => view.act("place", row.id)));
  }
  if (!part.rows.length) list.append(empty(part.empty, view));
  const pages = pager(part.page, view);
  if (pages) list.append(pages);
  return list;
}

function reader(data, view, memory) {
  if (data.none !== undefined) return html("div", "list", html("div", "empty", html("p", "", view.words.empty || data.none)));
  const bar = html("div", "layers");
  const text = html("div", "text");
  const tip = explainer(data, view);
  const fill = () => { tip.hide(); text.replaceChildren(...data.paragraphs.map((block) => markedParagraph(block, data, view, memory, tip))); };
  for (const layer of data.layers) {
    const box = html("input");
    box.type = "checkbox";
    box.checked = !memory.hidden.has(layer.id);
    box.onchange = () => { memory.hidden[box.checked ? "delete" : "add"](layer.id); fill(); };
    bar.append(html("label", `layer ${layer.id}`, box, html("span", "", layer.label)));
  }
  const head = html("header", "", html("h3", "", data.title), html("div", "quiet", data.facts));
  if (data.choices.length > 1) {
    const select = html("select");
    select.setAttribute("aria-label", data.choose);
    for (const choice of data.choices) {
      const option = html("option", "", choice.label);
      option.value = choice.id;
      option.selected = choice.id === data.article_id;
      select.append(option);
    }
    select.onchange = () => view.act("article", select.value);
    head.append(select);
  }
  fill();
  return html("div", "list reader", head, bar, text);
}

/* A paragraph with the marks of the layers that are switched on; the innermost mark that can be chosen is what a click chooses. */
function markedParagraph(block, data, view, memory, tip) {
  const paragraph = html("p");
  for (const piece of block) {
    const marks = piece.marks.map((i) => data.marks[i]).filter((m) => !memory.hidden.has(m.layer));
    if (!marks.length && !piece.hot) { paragraph.append(piece.text); continue; }
    const span = html("span", piece.hot ? "hot" : "", piece.text);
    for (const mark of marks) {
      span.classList.add(`m-${mark.layer}`);
      if (mark.layer === "events") span.style.setProperty("--mark", `light-dark(${mark.colour}, ${mark.dark})`);
      if (mark.disputed) span.classList.add("m-disputed");
    }
    if (marks.length && piece.text.trim()) {  // a space between two marks is nothing to stop at
      const target = ["events", "actors", "claims", "places"].map((name) => marks.find((m) => m.id && m.layer === name)).find(Boolean);
      const choose = () => view.act({ places: "place", actors: "actor" }[target.layer] || "select", target.id);
      if (target) {
        span.classList.add("live");
        span.setAttribute("role", "button");
        span.onclick = () => { if (!getSelection().toString()) choose(); };
      }
      span.tabIndex = 0;
      span.onkeydown = (event) => {
        if (target && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); choose(); }
        if (event.key === "Escape" && span.hasAttribute("aria-describedby")) { event.preventDefault(); tip.hide(); }
      };
      tip.explain(span, marks);
    }
    paragraph.append(span);
  }
  return paragraph;
}

/* One box that says of the marks under the mouse, or in focus, what they are and why. It stands in the text right after its mark, so
   that the keyboard comes from the mark to its buttons. */
function explainer(data, view) {
  const box = html("span", "explain");
  box.id = "explain";
  let timer = null, owner = null;
  const hide = () => { clearTimeout(timer); owner?.removeAttribute("aria-describedby"); owner = null; box.remove(); };
  const later = () => { clearTimeout(timer); timer = setTimeout(hide, 250); };
  const show = (span, marks) => {
    clearTimeout(timer);
    if (owner === span) return;
    hide();
    owner = span;
    box.replaceChildren(...marks.map((mark) => explained(mark, data, view)));
    span.after(box);
    span.setAttribute("aria-describedby", box.id);
    place(span, box);
  };
  box.onmouseenter = () => clearTimeout(timer);
  box.onmouseleave = later;
  box.onfocusin = () => clearTimeout(timer);
  box.onfocusout = later;
  box.onclick = (event) => event.stopPropagation();
  box.onkeydown = (event) => { if (event.key === "Escape") { event.preventDefault(); const back = owner; hide(); back?.focus(); } };
  const explain = (span, marks) => {
    span.onmouseenter = () => { clearTimeout(timer); timer = setTimeout(() => show(span, marks), owner ? 60 : 180); };
    span.onmouseleave = later;
    span.onfocus = () => show(span, marks);
    span.onblur = later;
  };
  return { explain, hide };
}

/* Below its mark, or above where there is no room; inside the window. */
function place(span, box) {
  const at = span.getClientRects()[0] || span.getBoundingClientRect();
  box.style.left = "0px"; box.style.top = "0px";
  const size = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
  const below = at.bottom + 6 + size.height < innerHeight;
  box.style.left = `${left - size.left}px`;
  box.style.top = `${(below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)) - size.top}px`;
}

function explained(mark, data, view) {
  const told = data.told[mark.why];
  const part = html("span", `part ${mark.layer}`, html("b", "", told.title), ...(told.lines || []).map((line) => html("span", "fact", line)));
  if (told.candidates) {
    part.append(html("span", "fact label", data.considered));
    for (const one of told.candidates) {
      part.append(html("span", "fact one", html("span", "score", one.score), html("span", "", html("b", "", one.name), one.reason ? ` — ${one.reason}` : "")));
    }
  }
  if (data.check && mark.check) part.append(button("link", () => view.act("check", mark.check), data.check));
  return part;
}

/* Events and claims in the order in which J and K go through them: of the article as it is read, else of the cards; each as the ids
   that stand for it, the first of which is what is chosen. */
function inOrder(tab, data) {
  if (tab !== "article") return data[tab].cards.map((card) => card.ids || [card.id]);
  const marks = (data.article.paragraphs || []).flat().flatMap((piece) => piece.marks.map((i) => data.article.marks[i]));
  return [...new Set(marks.filter((m) => m.id && (m.layer === "events" || m.layer === "claims")).map((m) => m.id))].map((id) => [id]);
}

/* Where the keyboard is among what is drawn anew: in which card, and at which of its buttons. Returns how to go back there. */
function heldFocus(body) {
  const all = "[tabindex='0'], button, select, input, [data-id]";
  const at = body.getRootNode().activeElement;
  if (!at || !body.contains(at)) return () => {};
  const id = at.closest("[data-id]")?.dataset.id;
  const home = () => (id ? body.querySelector(`[data-id="${CSS.escape(id)}"]`) : body);
  const within = (box) => (box ? [box, ...box.querySelectorAll(all)] : []);
  const nth = within(home()).indexOf(at);
  return () => within(home())[nth]?.focus({ preventScroll: true });
}

const memories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let stop = () => {};
  whenLetGo(parentElement, () => { stop = draw(data, parentElement, setTriggerValue); });
  return () => stop();
}

function draw(data, parentElement, setTriggerValue) {
  const memory = memories.get(parentElement) || { hidden: new Set(["actors"]), scroll: {}, drawn: {} };
  memories.set(parentElement, memory);
  const view = {
    selected: data.selected, narrowed: data.narrowed, words: data.words, check: data.check,
    act: (what, id) => { memory.going = null; tell(what, id); },
  };
  const tell = (what, id) => setTriggerValue("act", { do: what, id: id === undefined ? null : id, tab: memory.tab, nth: Date.now() });
  let root = parentElement.querySelector(".panel");
  if (!root) {
    root = html("div", "panel", html("div", "tabs"), html("div", "body"), html("div", "below"));
    root.querySelector(".tabs").setAttribute("role", "tablist");
    root.querySelector(".body").setAttribute("role", "tabpanel");
    parentElement.append(root);
  }
  const body = root.querySelector(".body"), below = root.querySelector(".below");

  function show(tab, force) {
    if (memory.tab && body.firstChild) memory.scroll[memory.tab] = body.scrollTop;
    memory.tab = tab;
    const names = data.tabs.map((t) => t.id);
    root.querySelector(".tabs").replaceChildren(...data.tabs.map((t) => {
      const made = button("tab", () => { show(t.id); setTriggerValue("act", { do: "tab", id: null, tab: t.id, nth: Date.now() }); }, t.label, t.count ? html("small", "", t.count) : null);
      made.setAttribute("role", "tab");
      made.setAttribute("aria-selected", String(t.id === tab));
      made.tabIndex = t.id === tab ? 0 : -1;
      made.dataset.tab = t.id;
      made.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = names[(names.indexOf(t.id) + step + names.length) % names.length];
        show(next);
        root.querySelector(`[data-tab="${next}"]`).focus();
        setTriggerValue("act", { do: "tab", id: null, tab: next, nth: Date.now() });
      };
      return made;
    }));
    const print = JSON.stringify([tab, data[tab], data.selected, data.narrowed]);
    if (force || memory.print !== print) {
      memory.print = print;
      const make = { events: () => cardList(data.events, eventCard, view), claims: () => cardList(data.claims, claimCard, view),
        article: () => reader(data.article, view, memory), places: () => placeList(data.places, view) };
      const goBack = heldFocus(body);
      body.replaceChildren(make[tab]());
      goBack();
      body.scrollTop = memory.scroll[tab] || 0;
    }
    const below_it = tab === "events" || tab === "claims" ? excerpt(data.excerpt, view) : null;
    below.replaceChildren(...(below_it ? [below_it] : []));
    below_it?.querySelector("mark")?.scrollIntoView({ block: "nearest" });
    reveal(tab);
  }

  /* Brings the chosen card, or the chosen words, into view: once for each choice and tab. */
  function reveal(tab) {
    const what = `${tab} ${data.selected} ${tab === "article" ? data.article.focus : ""}`;
    root.dataset.shows = what;
    if (memory.revealed === what) return;
    memory.revealed = what;
    if (!data.selected) return;
    const target = tab === "article" ? body.querySelector(".hot") : body.querySelector(".chosen");
    if (!target) return;
    const from = body.getBoundingClientRect(), at = target.getBoundingClientRect();
    if (tab === "article") body.scrollTop += at.top - from.top - from.height / 4;
    else if (at.top < from.top || at.bottom > from.bottom) body.scrollTop += at.top - from.top - 8;
  }

  /* Chooses the next or previous event or claim; beyond the page's last card that of the next page. Keys may come quicker than answers:
     `going` is what was asked for last. */
  function step(by, inMap) {
    if (memory.tab === "places") memory.tab = memory.list;
    const tab = memory.tab, order = inOrder(tab, data), page = data[tab].page;
    const at = order.findIndex((ids) => ids.includes(memory.going || data.selected));
    const to = at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by;
    memory.follow = !inMap; // the focus stays in the map where it is there
    if (order[to]) { memory.going = order[to][0]; tell("follow", memory.going); }
    else if (order.length && page && page.page + by >= 1 && page.page + by <= page.pages) { memory.turning = by; tell("page", page.page + by); }
  }

  const onAct = (what, inMap) => {
    if (what !== "clear") step(what === "next" ? 1 : -1, inMap);
    else if (data.selected) view.act("select", data.selected);
  };
  memory.stop?.();
  memory.stop = listenToKeys(onAct);

  if (data.selected === memory.going) memory.going = null;
  if (data.tab === "events" || data.tab === "claims") memory.list = data.tab;
  memory.list ||= "claims";
  show(data.tab);
  if (memory.follow && data.selected) {
    const card = body.querySelector(data.tab === "article" ? ".hot[tabindex]" : ".chosen");
    card?.focus({ preventScroll: true });
    memory.follow = false;
  }
  const turned = data[data.tab].page?.page, by = memory.turning;
  if (by && turned !== memory.page) { // the page that was asked for is here
    memory.turning = 0;
    const order = inOrder(data.tab, data), first = order[by > 0 ? 0 : order.length - 1];
    memory.follow = true;
    if (first) { memory.going = first[0]; tell("follow", memory.going); }
  }
  memory.page = turned;
  root.dataset.map = data.map; // tests wait until the map has settled on it
  return () => memory.stop?.();
}
