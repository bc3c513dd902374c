/* The search field: a combobox whose suggestions come from Python while somebody types. Enter without a choice searches the words.
   All text by textContent. */
const WAIT_MS = 110; // after the last letter

function build(parentElement) {
  const field = html("input", "field"), list = html("div", "list"), told = html("div", "told");
  Object.assign(field, { type: "text", autocomplete: "off", spellcheck: false, maxLength: 200 });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "suggestions" })) field.setAttribute(name, value);
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.popover = "manual"; // above the map, whatever lies around the field
  told.setAttribute("role", "status");
  parentElement.append(html("div", "search", field, list, told));
  return { field, list, told, options: [], at: -1, open: false, data: null, tell: null, timer: 0 };
}

/* The option at `at` is the one that Enter chooses; the focus stays in the field. */
function point(box, at) {
  box.at = at;
  box.options.forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
  if (at < 0) box.field.removeAttribute("aria-activedescendant");
  else { box.field.setAttribute("aria-activedescendant", box.options[at].id); box.options[at].scrollIntoView({ block: "nearest" }); }
}

function close(box) {
  box.open = false;
  point(box, -1);
  box.field.setAttribute("aria-expanded", "false");
  if (box.list.matches(":popover-open")) box.list.hidePopover();
  box.told.textContent = "";
}

function choose(box, kind, value) {
  clearTimeout(box.timer);
  close(box);
  box.wanted = kind === "text" ? value.trim() : ""; // what the field shows once Python has answered
  box.field.value = box.wanted;
  box.tell("chosen", { kind, value, nth: Date.now() });
}

/* Shows the suggestions, where they are for what stands in the field now. */
function suggest(box) {
  const { groups, typed, words } = box.data, here = box.field.value.trim();
  if (!box.open || !here || typed.trim() !== here) { if (!here) close(box); return; }
  box.options = [];
  box.list.replaceChildren(...groups.map((group, g) => {
    const title = html("div", "title", group.title), made = html("div", "group", title);
    title.id = `group-${g}`;
    made.setAttribute("role", "group");
    made.setAttribute("aria-labelledby", title.id);
    for (const option of group.options) {
      const row = html("div", `option ${option.kind}`, html("span", "label", option.label), html("span", "counts", option.counts));
      row.id = `option-${box.options.length}`;
      row.setAttribute("role", "option");
      row.onpointerdown = (event) => event.preventDefault(); // the focus stays in the field
      row.onclick = () => choose(box, option.kind, option.value);
      row.choose = row.onclick;
      box.options.push(row);
      made.append(row);
    }
    return made;
  }));
  point(box, -1);
  const at = box.field.getBoundingClientRect();
  const wide = Math.min(380, innerWidth - 16);
  Object.assign(box.list.style, { left: `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`, top: `${at.bottom + 4}px`, width: `${wide}px`, maxHeight: `${innerHeight - at.bottom - 16}px` });
  if (!box.list.matches(":popover-open")) box.list.showPopover();
  box.field.setAttribute("aria-expanded", "true");
  box.told.textContent = words.found.replace("{n}", String(box.options.length));
}

function listen(box) {
  const { field } = box;
  field.oninput = () => {
    box.open = true;
    box.wanted = null;
    clearTimeout(box.timer);
    if (!field.value.trim()) { close(box); return; }
    box.timer = setTimeout(() => { if (box.data.typed.trim() === field.value.trim()) suggest(box); else box.tell("typed", field.value); }, WAIT_MS);
  };
  field.onkeydown = (event) => {
    if (event.isComposing) return;
    const n = box.options.length, shown = field.getAttribute("aria-expanded") === "true";
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!shown) { box.open = true; field.oninput(); return; }
      point(box, ((box.at + 1 + step + n + 1) % (n + 1)) - 1); // after the last one the field itself, then the first
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown && box.at >= 0) box.options[box.at].choose();
      else choose(box, "text", field.value);
    } else if (event.key === "Escape") {
      if (shown) close(box);
      else field.value = box.data.text;
    }
  };
  field.onblur = () => close(box);
  addEventListener("resize", () => close(box));
  addEventListener("scroll", (event) => { if (box.open && !box.list.contains(event.composedPath()[0])) close(box); }, true); // it hangs at the window
}

const boxes = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let box = boxes.get(parentElement);
  const first = !box;
  if (first) { box = build(parentElement); boxes.set(parentElement, box); listen(box); }
  const before = box.data;
  Object.assign(box, { data, tell: setTriggerValue });
  box.field.placeholder = data.words.label;
  box.field.setAttribute("aria-label", data.words.label);
  box.list.setAttribute("aria-label", data.words.label);
  if (first || before.text !== data.text) { // another text stands in the URL: also while the field has the focus, unless somebody types
    if (box.field.getRootNode().activeElement !== box.field || !box.open) box.field.value = data.text;
  }
  suggest(box);
}
