/* The Review page: the list of questions, and one question with its passages. All text by textContent; nothing is parsed as HTML. */

/* Event types have the shapes of the map; a place, a claim and an actor a letterless sign each. */
const OUTLINES = { mention: "M0,7 C-6,0 -5,-7 0,-7 C5,-7 6,0 0,7 Z", claim: "M-7,-6 H7 V3 H0 L-4,7 V3 H-7 Z", actor: "M0,-7 A3.4,3.4 0 1 1 -0.1,-7 Z M-6,7 C-6,-1 6,-1 6,7 Z" };

function signOf(look) {
  if (!OUTLINES[look.layer]) return sign(look);
  const icon = svg("svg", { width: 14, height: 14, viewBox: "-8 -8 16 16", "aria-hidden": "true", class: "sign" });
  icon.append(svg("path", { d: OUTLINES[look.layer] }));
  return icon;
}

function queue(data, act) {
  const list = html("div", "queue");
  list.setAttribute("role", "list");
  for (const row of data.rows) {
    const made = button("row", () => act("open", row.id), signOf(row.look),
      html("span", "what", html("b", "", row.label), html("span", "quiet", [row.sort, row.doubts, row.article].filter(Boolean).join(" · "))), html("span", "quiet weight", row.weight));
    made.dataset.id = row.id;
    made.dataset.state = row.state;
    if (row.id === data.current) made.setAttribute("aria-current", "true");
    const item = html("div", "", made);
    item.setAttribute("role", "listitem");
    list.append(item);
  }
  if (!data.rows.length) list.append(html("p", "quiet", data.empty));
  if (data.note) list.append(html("p", "quiet", data.note));
  return list;
}

function item(data, act) {
  const box = html("div", "item");
  box.append(html("h2", "", data.title), html("div", "quiet", [data.sort, ...data.doubts].join(" · ")));
  const table = html("dl", "facts");
  for (const [name, words] of data.facts) table.append(html("dt", "", name), html("dd", "", words));
  if (data.facts.length) box.append(table);
  const told = html("section", "passages");
  told.setAttribute("aria-label", data.words.passage);
  for (const one of data.passages) told.append(html("p", "", ...pieces(one)));
  if (data.more) told.append(html("div", "quiet", data.more));
  box.append(told);
  if (data.candidates.length) {
    box.append(html("h3", "", data.words.considered));
    for (const one of data.candidates) box.append(candidate(one, data, act));
  }
  return box;
}

function candidate(one, data, act) {
  const chosen = data.picked === one.id;
  const head = html("div", "head", html("b", "", one.name), one.now ? html("span", "tag", data.words.now) : null, html("span", "grow"), one.score ? html("span", "quiet", one.score) : null,
    button(chosen ? "pick chosen" : "pick", () => act("pick", one.id), chosen ? data.words.picked : data.words.pick));
  head.querySelector("button").setAttribute("aria-label", `${chosen ? data.words.picked : data.words.pick}: ${one.name}`);
  head.querySelector("button").setAttribute("aria-pressed", String(chosen));
  const made = html("div", chosen ? "candidate chosen" : "candidate", head, one.reason ? html("div", "quiet reason", one.reason) : null);
  made.dataset.id = one.id;
  return made;
}

function results(data, act) {
  const box = html("div", "item results");
  for (const one of data.rows) box.append(candidate(one, data, act));
  if (!data.rows.length && data.empty) box.append(html("p", "quiet", data.empty));
  return box;
}

function villages(data, act) {
  const box = html("div", "item results", html("h3", "", data.title));
  for (const one of data.rows) {
    const drop = button("pick", () => act("drop", one.id), data.words.drop);
    drop.setAttribute("aria-label", `${data.words.drop}: ${one.name}`);
    box.append(html("div", "candidate", html("div", "head", html("b", "", one.name), html("span", "grow"), drop)));
  }
  return box;
}

function history(data, act) {
  const box = html("div", "item results history", html("h3", "", data.title));
  for (const one of data.rows) {
    const head = html("div", "head", html("b", "", one.who), html("span", "quiet", one.at), one.undone ? html("span", "tag", data.undone) : null, html("span", "grow"),
      button("pick", () => act(one.undone ? "redo" : "undo", one.ids), one.do));
    box.append(html("div", one.undone ? "candidate undone" : "candidate", head, html("div", "", one.changes.join(" · ")), html("div", "quiet reason", one.note),
      one.sources ? html("div", "quiet reason", one.sources) : null));
  }
  return box;
}

const memory = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const act = (what, id) => setTriggerValue("act", { do: what, id, nth: Date.now() });
  const make = { queue, item, results, villages, history }[data.part];
  const print = JSON.stringify(data);
  if (memory.get(parentElement) === print) return;
  memory.set(parentElement, print);
  let root = parentElement.querySelector(".review");
  if (!root) { root = html("div", "review"); parentElement.append(root); }
  const old = root.firstElementChild, scroll = old ? old.scrollTop : 0;
  const same = root.dataset.item === String(data.id || data.current || "");
  root.dataset.part = data.part;
  root.dataset.item = String(data.id || data.current || "");
  root.replaceChildren(make(data, act));
  if (data.part === "queue") {
    root.firstElementChild.scrollTop = scroll;
    root.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  } else if (same) root.firstElementChild.scrollTop = scroll;
}
