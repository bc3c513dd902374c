/* The tour: a card beside a ring around what it tells of. The page stays usable under it. All text by textContent. */
const SEEN = "contested-ground-tour";

/* A browser may forbid keeping anything: the tour is then simply shown again. */
function remembered() {
  try { return localStorage.getItem(SEEN) !== null; } catch { return false; }
}

function remember() {
  try { localStorage.setItem(SEEN, "1"); } catch { /* kept nowhere */ }
}

const memories = new WeakMap();

export default function ({ data, parentElement }) {
  const memory = memories.get(parentElement) || { at: 0, closed: false };
  memories.set(parentElement, memory);
  const wanted = data.asked || (!remembered() && !navigator.webdriver);
  parentElement.querySelector(".tour")?.remove();
  if (!wanted || memory.closed) return undefined;

  const ring = html("div", "ring"), card = html("div", "card"), root = html("div", "tour", ring, card);
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-labelledby", "tour-title");
  parentElement.append(root);

  function close() {
    memory.closed = true;
    remember();
    root.remove();
  }

  function place() {
    const target = document.querySelector(data.steps[memory.at].target);
    const box = target?.getBoundingClientRect();
    ring.hidden = !box || !box.width;
    const width = card.offsetWidth, height = card.offsetHeight, gap = 14;
    let left = (innerWidth - width) / 2, top = (innerHeight - height) / 2;
    if (!ring.hidden) {
      Object.assign(ring.style, { left: `${box.left - 5}px`, top: `${box.top - 5}px`, width: `${box.width + 10}px`, height: `${box.height + 10}px` });
      const below = box.bottom + gap + height < innerHeight, right = box.right + gap + width < innerWidth, before = box.left - gap - width > 0;
      if (below) [left, top] = [box.left + Math.min(40, box.width / 4), box.bottom + gap];
      else if (right) [left, top] = [box.right + gap, box.top + 40];
      else if (before) [left, top] = [box.left - gap - width, box.top + 40];
    }
    card.style.left = `${Math.max(10, Math.min(left, innerWidth - width - 10))}px`;
    card.style.top = `${Math.max(10, Math.min(top, innerHeight - height - 10))}px`;
  }

  function show(at) {
    memory.at = at;
    const step = data.steps[at], last = at === data.steps.length - 1;
    const title = html("h2", "", step.title);
    title.id = "tour-title";
    const where = html("span", "where", data.words.step.replace("{n}", at + 1).replace("{of}", data.steps.length));
    const row = html("div", "row", where);
    if (at) row.append(button("", () => show(at - 1), data.words.back));
    const forward = button("main", () => (last ? close() : show(at + 1)), last ? data.words.done : data.words.next);
    row.append(forward);
    const cross = button("cross", close, "×");
    cross.setAttribute("aria-label", data.words.dismiss);
    cross.title = data.words.dismiss;
    card.replaceChildren(cross, title, html("p", "", step.text), row);
    place();
    forward.focus({ preventScroll: true });
  }

  root.onkeydown = (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
  const moved = () => { if (root.isConnected) place(); };
  addEventListener("resize", moved);
  const settle = setInterval(moved, 400); // the page's parts come one after the other
  show(memory.at);
  return () => { removeEventListener("resize", moved); clearInterval(settle); };
}
