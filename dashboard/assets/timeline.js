/* Timeline: a bar a day (week, month, year); drag or click to choose days, arrows and Enter by keyboard. Text by textContent only. */
const SVG = "http://www.w3.org/2000/svg";
const make = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
};
const html = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const box = html("div", "timeline"), head = html("div", "head");
  head.append(html("span", "", data.title));
  const right = html("span", "notes");
  const choose = (since, until) => setTriggerValue("days", { since, until });
  for (const note of data.notes) {
    const button = html("button", "", note.text);
    button.type = "button";
    button.onclick = () => choose(note.since, note.until);
    right.append(button);
  }
  if (data.undated) right.append(html("span", "", data.undated));
  if (data.since || data.until) {
    const reset = html("button", "reset", data.reset);
    reset.type = "button";
    reset.onclick = () => choose(null, null);
    right.append(reset);
  }
  head.append(right);
  box.append(head);
  if (!data.bars.length) box.append(html("div", "empty", data.empty));
  else box.append(plot(data, choose, parentElement.host?.clientWidth || parentElement.clientWidth || 700));
  parentElement.querySelector(".timeline")?.remove();
  parentElement.append(box);
}

function plot(data, choose, width) {
  const holder = html("div", "plot"), n = data.bars.length, most = Math.max(1, ...data.bars.map((b) => b.n));
  const every = Math.ceil((n * 44) / Math.max(200, width)); // as many labels as fit
  const inRange = (bar) => (!data.since || bar.end >= data.since) && (!data.until || bar.start <= data.until);
  const columns = data.bars.map((bar, i) => {
    const column = html("button", "bar" + (inRange(bar) ? "" : " out"));
    column.type = "button";
    column.title = bar.says;
    column.setAttribute("aria-label", bar.says);
    column.dataset.start = bar.start;
    const stack = html("span", "stack"), other = html("span", "other"), disputed = html("span", "disputed");
    other.style.height = `${(100 * (bar.n - bar.disputed)) / most}%`;
    disputed.style.height = `${(100 * bar.disputed) / most}%`;
    stack.append(other, disputed);
    const tick = html("span", "tick", i % every === 0 ? bar.tick : " ");
    if (bar.tick2 && i % every === 0 && width / n > 48) tick.append(html("span", "tick2", " " + bar.tick2));
    column.append(stack, tick);
    holder.append(column);
    return column;
  });
  let from = null, to = null, moved = false;
  const index = (event) => {
    const rect = holder.getBoundingClientRect();
    return Math.max(0, Math.min(n - 1, Math.floor(((event.clientX - rect.left) / rect.width) * n)));
  };
  const paint = () => columns.forEach((c, i) => c.classList.toggle("taken", from !== null && i >= Math.min(from, to) && i <= Math.max(from, to)));
  holder.onpointerdown = (event) => { from = to = index(event); moved = false; paint(); };
  holder.onpointermove = (event) => {
    if (from === null || !event.buttons) return;
    const at = index(event);
    if (at !== to) { to = at; moved = true; holder.setPointerCapture(event.pointerId); paint(); }
  };
  holder.onpointerup = () => {
    if (from !== null && moved) choose(data.bars[Math.min(from, to)].start, data.bars[Math.max(from, to)].end);
    from = null;
  };
  columns.forEach((column, i) => {
    column.onclick = () => {
      if (moved) { moved = false; return; }
      const bar = data.bars[i];
      if (data.since === bar.start && data.until === bar.end) choose(null, null);
      else choose(bar.start, bar.end);
    };
  });
  return holder;
}
