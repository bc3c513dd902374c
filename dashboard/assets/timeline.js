/* Timeline: a bar a day (week, month, year); drag or click to choose days, arrows and Enter by keyboard. Text by textContent only. */
const SIGNS = { play: "M-4,-6 L6,0 L-4,6 Z", pause: "M-5,-6 H-1.5 V6 H-5 Z M1.5,-6 H5 V6 H1.5 Z", back: "M4,-6 L-4,0 L4,6 Z M-6,-6 H-4.2 V6 H-6 Z", step: "M-4,-6 L4,0 L-4,6 Z M4.2,-6 H6 V6 H4.2 Z" };
const STEP_MS = 1000; // at normal speed, after the step before is shown

function signed(name, label, act) {
  const made = html("button", `control ${name}`), icon = svg("svg", { width: 14, height: 14, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
  icon.append(svg("path", { d: SIGNS[name] }));
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.dataset.key = name === "pause" ? "play" : name;
  made.append(icon);
  made.onclick = act;
  return made;
}

function choices(key, label, options, value, act) {
  const made = html("select");
  made.setAttribute("aria-label", label);
  made.title = label;
  made.dataset.key = key;
  for (const [id, text] of options) {
    const option = html("option", "", text);
    option.value = id;
    option.selected = id === value;
    made.append(option);
  }
  made.onchange = () => act(made.value);
  return made;
}

/* The controls of the playback. Each step is asked for when the one before is on the screen, so that a slow server is never hurried.
   While it plays Python keeps the days to itself; paused, they stand in the URL. */
function player(data, memory, send) {
  const bars = data.bars, last = bars.length - 1, words = data.playback;
  const asked = memory.going, shown = asked && asked.since === data.since && asked.until === data.until;
  if (asked && !shown && (memory.answered || data.heard === asked.nth)) { clearTimeout(memory.timer); Object.assign(memory, { playing: false, going: null }); } // other days were chosen meanwhile
  if (!memory.going) { // days that were chosen otherwise, or come with the link
    memory.at = data.at ? data.at.nth : null;
    if (data.at) memory.mode = data.at.mode;
  }
  const days = (nth) => ({ since: memory.mode === "upto" ? null : bars[nth].start, until: bars[nth].end });
  const go = (nth, playing, after) => { memory.at = nth; memory.answered = false; memory.going = { ...days(nth), playing, after, nth: Date.now() }; send(memory.going); memory.draw(); };
  const pause = (after) => { clearTimeout(memory.timer); memory.playing = false; go(memory.at, false, after); };
  const play = () => { memory.playing = true; go(memory.at === null || memory.at >= last ? 0 : memory.at + 1, true); };
  const step = (by) => {
    clearTimeout(memory.timer);
    memory.playing = false;
    go(memory.at === null ? (by > 0 ? 0 : last) : Math.max(0, Math.min(last, memory.at + by)), false);
  };
  if (shown) { // what was asked for is on the screen
    clearTimeout(memory.timer);
    memory.answered = true;
    if (!memory.playing) memory.going = null;
    else {
      memory.timer = setTimeout(() => {
        if (!memory.playing) return;
        const after = { since: data.since, until: data.until }; // whoever chose other days, which are not here yet, is not overruled
        if (memory.at >= last) pause(after);
        else go(memory.at + 1, true, after);
      }, STEP_MS / Number(memory.speed));
    }
  }
  const box = html("span", "player"), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Who asks for less motion steps by hand.
  if (!still) box.append(memory.playing ? signed("pause", words.pause, () => pause()) : signed("play", words.play, play));
  const back = signed("back", words.back, () => step(-1)), on = signed("step", words.step, () => step(1));
  back.disabled = memory.at === 0;
  on.disabled = memory.at === last;
  box.append(back, on);
  const now = html("span", "now", memory.at === null ? "" : bars[memory.at].when);
  now.setAttribute("aria-live", memory.playing ? "off" : "polite");
  if (memory.at !== null) {
    if (!memory.going || memory.answered) now.append(html("small", "", ` · ${data.shown}`));
    const again = () => (memory.playing ? go(memory.at, true) : go(memory.at, false));
    box.append(now, choices("mode", words.mode, words.modes, memory.mode, (mode) => { memory.mode = mode; again(); }));
    if (!still) box.append(choices("speed", words.speed, words.speeds, memory.speed, (speed) => { memory.speed = speed; }));
  }
  return box;
}

const memories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const memory = memories.get(parentElement) || { playing: false, at: null, mode: "only", speed: "1", going: null };
  memories.set(parentElement, memory);
  memory.draw = () => draw(data, parentElement, memory, (days) => setTriggerValue("days", days)); // also where Python has nothing new to tell
  whenLetGo(parentElement, memory.draw);
  return () => clearTimeout(memory.timer);
}

function draw(data, parentElement, memory, send) {
  const box = html("div", "timeline"), head = html("div", "head");
  const choose = (since, until) => {
    clearTimeout(memory.timer);
    Object.assign(memory, { playing: false, going: null });
    send({ since, until });
  };
  const left = html("span", "left");
  if (data.bars.length > 1) left.append(player(data, memory, send));
  if (memory.at === null || !data.bars.length) left.append(html("span", "title", data.title));
  head.append(left);
  const right = html("span", "notes");
  if (memory.at === null) for (const note of data.notes) {
    const button = html("button", "", note.text);
    button.type = "button";
    button.onclick = () => choose(note.since, note.until);
    right.append(button);
  }
  if (data.undated) right.append(html("span", "", data.undated));
  if (data.since || data.until) {
    const reset = html("button", "reset", data.reset);
    reset.type = "button";
    reset.dataset.key = "reset";
    reset.onclick = () => choose(null, null);
    right.append(reset);
  }
  head.append(right);
  box.append(head);
  if (!data.bars.length) box.append(html("div", "empty", data.empty));
  else box.append(plot(data, choose, parentElement.host?.clientWidth || parentElement.clientWidth || 700));
  const held = parentElement.querySelector(":focus"), key = held?.dataset.key, bar = held?.dataset.start;
  parentElement.querySelector(".timeline")?.remove();
  parentElement.append(box);
  const again = key ? `[data-key="${key}"]` : bar ? `[data-start="${bar}"]` : null;
  if (again) box.querySelector(again)?.focus({ preventScroll: true }); // the keyboard stays where it was
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
