/* What the scripts of all components share: `dashboard.component` puts it before each. Text is never parsed as HTML. */
const SVG = "http://www.w3.org/2000/svg";

function html(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return made;
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/* A card around it may be a button too: a press is not handed on. */
function button(className, act, ...children) {
  const made = html("button", className, ...children);
  made.type = "button";
  made.onclick = (event) => { event.stopPropagation(); act(); };
  return made;
}

/* Text, and the parts of it that are marked, from pairs of text and class. */
const pieces = (list) => list.map(([text, kind]) => (kind ? html("mark", kind, text) : document.createTextNode(text)));

/* The same shapes as on the map. */
function sign(look, size = 14) {
  const icon = svg("svg", { width: size, height: size, viewBox: "-8 -8 16 16", "aria-hidden": "true", class: "sign" });
  const points = { triangle: "0,-7 7,5.5 -7,5.5", diamond: "0,-7.5 7.5,0 0,7.5 -7.5,0",
    cross: "-2.2,-7 2.2,-7 2.2,-2.2 7,-2.2 7,2.2 2.2,2.2 2.2,7 -2.2,7 -2.2,2.2 -7,2.2 -7,-2.2 -2.2,-2.2" };
  let body;
  if (look.shape === "square") body = svg("rect", { x: -6, y: -6, width: 12, height: 12, rx: 1 });
  else if (points[look.shape]) body = svg("polygon", { points: points[look.shape] });
  else body = svg("circle", { r: look.shape === "dot" ? 5 : 6.5 });
  body.setAttribute("style", `fill: light-dark(${look.colour}, ${look.dark})`);
  icon.append(body);
  return icon;
}

function halfDisk(title) {
  const icon = svg("svg", { width: 13, height: 13, viewBox: "-8 -8 16 16", class: "half", role: "img", "aria-label": title });
  icon.append(svg("circle", { r: 6.6, class: "half-ring" }), svg("path", { d: "M0,-6.6 A6.6,6.6 0 0 1 0,6.6 Z", class: "half-disk" }));
  return icon;
}

/* A click ends on what it began on, or is none: what answers come while somebody presses are drawn when the press is over. */
const HELD_MS = 5000; // the longest that a press is waited for
let press = null;
const held = new Map();

function letGo() {
  clearTimeout(press);
  press = null;
  const waiting = [...held];
  held.clear();
  for (const [part, draw] of waiting) if (part.isConnected) draw();
}

addEventListener("pointerdown", () => { clearTimeout(press); press = setTimeout(letGo, HELD_MS); }, true);
for (const end of ["pointerup", "pointercancel", "input", "keydown"]) addEventListener(end, () => setTimeout(letGo), true); // the click comes first; a list of choices may take the rest of a press

function whenLetGo(part, draw) {
  if (press) held.set(part, draw);
  else { held.delete(part); draw(); }
}
