/* The board of claims: one card a proposition or event, who says so beside who denies it. All text by textContent. */

/* Quotation marks around words that do not bring their own. */
const quoted = (text) => (/^["“„«']/.test(text.trim()) ? text : `“${text.trim().replace(/[,.]$/, "")}”`);

/* A range with a dot, or a stretch, for what each speaker gives. */
function scale(figure) {
  const WIDTH = 150, at = (n) => 6 + ((n - figure.low) / (figure.high - figure.low)) * (WIDTH - 12);
  const drawn = svg("svg", { width: WIDTH, height: 14, viewBox: `0 0 ${WIDTH} 14`, class: "scale", "aria-hidden": "true" });
  drawn.append(svg("line", { x1: 6, x2: WIDTH - 6, y1: 7, y2: 7, class: "axis" }));
  for (const given of figure.given) {
    if (given.low !== given.high) drawn.append(svg("line", { x1: at(given.low), x2: at(given.high), y1: 7, y2: 7, class: "stretch" }));
    for (const n of new Set([given.low, given.high])) drawn.append(svg("circle", { cx: at(n), cy: 7, r: 4.2, class: "dot" }));
  }
  return drawn;
}

function figureBlock(figure) {
  const list = html("ul", "given");
  for (const given of figure.given) list.append(html("li", "", html("b", "", given.words), ` ${given.who}`));
  return html("div", "figure", html("span", "range", figure.label), figure.low !== figure.high ? scale(figure) : null, list);
}

function line(data, view) {
  const who = html("span", "people");
  if (!data.speakers.length) who.append(data.nobody);
  data.speakers.forEach((name, i) => {
    const link = button("name", () => view.act("actor", name), name);
    link.title = view.words.filter;
    who.append(i ? ", " : "", link);
  });
  if (data.beside) who.append(` ${data.beside}`);
  const words = html("blockquote", "", data.spoken ? quoted(data.words) : data.words);
  words.title = data.quote;
  const open = html("a", "link", view.words.open);
  open.href = data.href;
  open.title = data.title;
  open.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    view.act("read", data.id);
  };
  const foot = html("div", "foot", data.source ? `${data.source} · ` : "", data.note ? `${data.note} · ` : "", open);
  const made = html("li", "line", html("div", "who", who, html("span", "label", data.label), html("span", "quiet", data.how)), words, foot);
  made.dataset.claim = data.id;
  if (view.selected === data.id) made.classList.add("hot");
  return made;
}

function card(data, view) {
  const facts = [data.type, data.when, data.where, data.counts].filter(Boolean).join(" · ");
  const head = html("div", "head", data.disputed ? halfDisk(view.words.disputed) : null, html("h3", "", data.spoken ? quoted(data.title) : data.title));
  const meta = html("div", "meta", data.look ? sign(data.look) : null, facts);
  const sides = html("div", data.sides.some((s) => s.id === "hold") && data.sides.some((s) => s.id === "deny") ? "sides both" : "sides");
  for (const side of data.sides) {
    const list = html("ul", "lines", ...side.lines.map((l) => line(l, view)));
    sides.append(html("section", `side ${side.id}${side.against ? " against" : ""}`, data.sides.length > 1 ? html("h4", "", side.label) : null, list));
  }
  const made = html("article", data.disputed ? "card disputed" : "card", head, meta, ...data.figures.map(figureBlock), sides);
  if (data.why.length) {
    const list = html("ul", "", ...data.why.map((text) => html("li", "", text)));
    made.append(html("details", "why", html("summary", "", view.words.why), list));
  }
  made.dataset.id = data.id;
  if (data.ids.includes(view.selected)) made.classList.add("chosen");
  return made;
}

function pager(page, view) {
  if (page.pages < 2) return null;
  const turn = (to, label) => { const b = button("", () => view.act("page", to), label); b.disabled = to < 1 || to > page.pages; return b; };
  return html("nav", "pager", turn(page.page - 1, page.previous), html("span", "quiet", page.text), turn(page.page + 1, page.next));
}

function voices(list, view) {
  if (!list.length) return html("span", "quiet hint", view.words.hint);
  const group = html("div", "voices");
  group.setAttribute("role", "group");
  for (const voice of list) {
    const made = button("", () => view.act("voice", voice.id), voice.label);
    made.setAttribute("aria-pressed", String(voice.chosen));
    group.append(made);
  }
  return group;
}

const memories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const view = { selected: data.selected, words: data.words, act: (what, id) => setTriggerValue("act", { do: what, id: id ?? null, nth: Date.now() }) };
  const memory = memories.get(parentElement) || {};
  memories.set(parentElement, memory);
  let root = parentElement.querySelector(".board");
  if (!root) {
    root = html("div", "board", html("header"), html("div", "body"));
    parentElement.append(root);
  }
  const body = root.querySelector(".body");
  root.querySelector("header").replaceChildren(html("h2", "", data.heading), html("span", "quiet", data.order), voices(data.voices, view));
  const print = JSON.stringify([data.lone, data.cards, data.page, data.selected]);
  if (memory.print !== print) {
    memory.print = print;
    const list = html("div", "list");
    for (const each of data.lone) list.append(html("div", "lone", data.words.outside), card(each, view));
    for (const each of data.cards) list.append(card(each, view));
    if (!data.cards.length) {
      const empty = html("div", "empty", html("p", "", data.empty));
      if (data.narrowed) empty.append(button("link", () => view.act("clear"), data.words.clear));
      list.append(empty);
    }
    const pages = pager(data.page, view);
    if (pages) list.append(pages);
    body.replaceChildren(list);
    if (memory.page !== data.page.page) body.scrollTop = 0;
    memory.page = data.page.page;
    const target = data.selected && memory.revealed !== data.selected ? body.querySelector(".line.hot, .card.chosen") : null;
    memory.revealed = data.selected;
    if (target) (target.closest(".card") || target).scrollIntoView({ block: "start" });
  }
  root.dataset.ready = "1";
}
