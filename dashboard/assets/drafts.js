/* Articles that were read and are not kept yet. All text by textContent or as an input's value; nothing is parsed as HTML. */

function line(row, words) {
  const main = html("span", "main");
  if (row.who) main.append(html("b", "", row.who), " ");
  main.append(row.who ? html("i", "", row.main) : html(row.label ? "span" : "b", "", row.main));
  const label = row.label ? html("span", row.disputed ? "label against" : "label", row.look ? sign(row.look, 12) : null, row.label) : null;
  const facts = html("span", "facts", row.facts, row.disputed ? html("span", "against", ` · ${words.disputed}`) : null);
  const made = html("li", row.doubt ? "line doubt" : "line", label, html("span", "body", main, facts), row.end ? html("span", "end", row.end) : null);
  return made;
}

function part(data, draft, memory, words) {
  const made = html("details", `part ${data.id}`, html("summary", "", data.label, html("small", "", data.count)));
  const key = `${draft.id} ${data.id}`;
  made.open = memory.open.has(key) ? memory.open.get(key) : data.lines.length > 0 && (data.id === "places" || data.lines.length <= 6);
  made.ontoggle = () => memory.open.set(key, made.open);
  if (!data.lines.length) made.append(html("p", "none", data.none));
  const list = html("ul", "", ...data.lines.map((row) => line(row, words)));
  if (data.lines.length) made.append(list);
  if (data.more) made.append(html("p", "none", data.more));
  return made;
}

function fact(draft, name, kind, words, act) {
  const input = html("input");
  input.type = kind;
  input.dataset.key = name;
  input.value = draft[name];
  input.disabled = draft.stands !== "read";
  input.maxLength = 500;
  if (kind === "date") { input.min = "1800-01-01"; input.max = "2200-12-31"; }
  input.onchange = () => { if (kind !== "date" || input.validity.valid) act("edit", draft.id, { field: name, value: input.value }); };
  return html("label", `fact ${name}`, html("span", "", words[name]), input);
}

function card(draft, alone, first, memory, words, act) {
  const open = (id) => act("open", id);
  const foot = html("div", "foot");
  if (draft.stands === "read") {
    foot.append(button("primary", () => act("keep", draft.id), words.keep), button("", () => act("drop", draft.id), words.drop));
  } else {
    foot.append(html("span", "kept", words[draft.stands]), button(draft.stands === "kept" ? "primary" : "", () => open(draft.id), words.open), button("", () => act("drop", draft.id), words.away));
  }
  const notes = html("ul", "notes", ...draft.notes.map((note) =>
    html("li", note.quiet ? "note quiet" : "note", html("span", "", note.text), note.article ? button("link", () => open(note.article), words.open_kept) : null)));
  const facts = html("div", "facts-row", fact(draft, "title", "text", words, act), fact(draft, "outlet", "text", words, act), fact(draft, "published", "date", words, act));
  const parts = draft.parts.map((p) => part(p, draft, memory, words));
  const known = html("div", "inside", facts, draft.notes.length ? notes : null);
  const inside = html("div", "inside", known, alone ? foot : null, ...parts);
  const title = html("h2", "", alone ? draft.name : null);
  const head = html("div", "head", title, html("div", "counts", draft.counts));
  const made = html("article", `draft ${draft.stands}`, head);
  made.dataset.id = draft.id;
  made.setAttribute("aria-label", draft.name);
  if (!alone) {
    const toggle = button("toggle", () => show(inside.hidden), draft.name);
    const show = (open) => { inside.hidden = !open; toggle.setAttribute("aria-expanded", String(open)); made.classList.toggle("open", open); memory.open.set(draft.id, open); };
    show(memory.open.has(draft.id) ? memory.open.get(draft.id) : first);
    title.append(toggle);
    const told = draft.notes.find((n) => !n.quiet);
    if (told) head.append(html("div", "note told", told.text));
    made.append(foot);
  }
  made.append(inside);
  return made;
}

/* Where in its card an element stands, so that its successor in a card drawn anew can be found. */
const where = (element) => element.dataset.key || `${element.tagName} ${[...element.closest(".draft").querySelectorAll(element.tagName)].indexOf(element)}`;

/* Whoever writes or tabs through a card that is drawn anew stays where they were. */
function restore(made, held) {
  const [tag, number] = held.at.split(" ");
  const element = made && (number === undefined ? made.querySelector(`[data-key="${held.at}"]`) : made.querySelectorAll(tag)[number]);
  if (!element) return;
  if (element.dataset.key && !element.disabled) element.value = held.value;
  element.focus({ preventScroll: true });
  if (element.type === "text" && held.start !== undefined) element.setSelectionRange(held.start, held.end);
}

const memories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const memory = memories.get(parentElement) || { open: new Map(), drawn: new Map(), edits: new Map() };
  memories.set(parentElement, memory);
  // A button pressed right after a change of an input comes before the page has heard of the change: it takes the changes along.
  for (const draft of data.drafts) for (const name of ["title", "outlet", "published"]) if (memory.edits.get(`${draft.id} ${name}`)?.value === draft[name]) memory.edits.delete(`${draft.id} ${name}`);
  const act = (what, id, edit) => {
    if (edit) memory.edits.set(`${id} ${edit.field}`, { id, ...edit });
    setTriggerValue("act", { do: what, id: id === undefined ? null : id, nth: Date.now(), edits: [...memory.edits.values()] });
  };
  let root = parentElement.querySelector(".drafts");
  if (!root) {
    root = html("section", "drafts", html("div", "failures"), html("div", "bar"), html("div", "list"));
    parentElement.append(root);
  }
  root.setAttribute("aria-label", data.words.drafts);
  const failed = root.querySelector(".failures");
  failed.setAttribute("role", "status");
  failed.replaceChildren(...data.failures.map((f) => html("p", "note", f.name && !f.text.startsWith(f.name) ? html("b", "", f.name, ": ") : null, f.text)),
    ...(data.failures.length ? [button("link", () => act("forget"), data.words.forget)] : []));
  const bar = root.querySelector(".bar");
  bar.replaceChildren(...(data.drafts.length > 1 ? [html("span", "quiet", data.words.summary), button("primary", () => act("keep_all"), data.words.keep_all), button("", () => act("drop_all"), data.words.drop_all)] : []));
  if (data.drafts.length > 1 && !data.left) bar.querySelector(".primary").disabled = true;
  const list = root.querySelector(".list");
  const wanted = data.drafts.map((draft, i) => {
    const print = JSON.stringify([draft, data.drafts.length === 1, data.words]);
    const before = memory.drawn.get(draft.id);
    if (before && before.print === print) return before.made;
    const made = card(draft, data.drafts.length === 1, i === 0, memory, data.words, act);
    memory.drawn.set(draft.id, { print, made });
    return made;
  });
  const active = root.getRootNode().activeElement;
  const held = active?.closest?.(".draft") && { id: active.closest(".draft").dataset.id, at: where(active), value: active.value, start: active.selectionStart, end: active.selectionEnd };
  // A card that has not changed stays as it is.
  wanted.forEach((made, i) => { if (list.children[i] !== made) list.insertBefore(made, list.children[i] || null); });
  while (list.children.length > wanted.length) list.lastChild.remove();
  if (held && root.getRootNode().activeElement !== active) restore(list.querySelector(`[data-id="${held.id}"]`), held);
}
