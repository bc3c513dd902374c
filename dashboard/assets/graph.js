/* Who disputes whom: names in a column, an arc from each who denies to each who is denied. All text by textContent. */
const ROW = 34, TOP = 20, NAMES = 168, WIDEST = 150;

function titled(element, text) {
  const title = svg("title", {});
  title.textContent = text;
  element.append(title);
  element.setAttribute("aria-label", text);
}

/* Both take Enter and the space bar as a click. */
function live(element, act) {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
}

function shorten(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 1).trimEnd()}…` : text;
}

function draw(data, act) {
  const n = data.actors.length, height = TOP * 2 + ROW * Math.max(n - 1, 0);
  const width = NAMES + WIDEST + 26;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "drawing", role: "group", "aria-label": data.title });
  const y = (i) => TOP + i * ROW;
  const reach = (d) => 20 + ((WIDEST - 20) * Math.abs(d.to - d.from)) / Math.max(n - 1, 1);
  for (const dispute of [...data.disputes].sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))) {
    const down = dispute.to > dispute.from ? 1 : -1;
    const start = y(dispute.from) + 4 * down, end = y(dispute.to) - 4 * down, x = NAMES + 6 + reach(dispute);
    const path = `M${NAMES + 6},${start} C${x},${start} ${x},${end} ${NAMES + 13},${end}`;
    const arc = svg("g", { class: "arc", "data-from": dispute.from, "data-to": dispute.to });
    arc.append(svg("path", { d: path, class: "grip" }), svg("path", { d: path, class: "stroke", "stroke-width": Math.min(1.3 + 0.7 * (dispute.n - 1), 5) }));
    arc.append(svg("path", { d: `M${NAMES + 6},${end} l8,-3.6 v7.2 Z`, class: "head" }));
    titled(arc, dispute.says);
    live(arc, () => act("select", dispute.id));
    drawing.append(arc);
  }
  data.actors.forEach((actor, i) => {
    const label = svg("g", { class: actor.chosen ? "actor chosen" : "actor", "data-actor": i });
    const text = svg("text", { x: NAMES - 6, y: y(i) + 4.5, "text-anchor": "end" });
    text.textContent = shorten(actor.name, 24);
    label.append(svg("rect", { x: 0, y: y(i) - 13, width: NAMES, height: 26, rx: 6, class: "plate" }), text, svg("circle", { cx: NAMES + 1, cy: y(i), r: 3.2 }));
    titled(label, actor.says);
    live(label, () => act("actor", actor.name));
    const near = () => {
      drawing.classList.add("pointed");
      for (const arc of drawing.querySelectorAll(".arc")) arc.classList.toggle("near", arc.dataset.from === String(i) || arc.dataset.to === String(i));
    };
    label.addEventListener("mouseenter", near);
    label.addEventListener("focus", near);
    for (const gone of ["mouseleave", "blur"]) label.addEventListener(gone, () => drawing.classList.remove("pointed"));
    drawing.append(label);
  });
  return drawing;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const act = (what, id) => setTriggerValue("act", { do: what, id, nth: Date.now() });
  const made = html("section", "graph", html("h2", "", data.title), html("p", "", data.hint));
  if (data.actors.length) made.append(html("div", "frame", draw(data, act)));
  if (data.left_out) made.append(html("p", "", data.left_out));
  parentElement.querySelector(".graph")?.remove();
  parentElement.append(made);
}
