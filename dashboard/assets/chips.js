/* Chips: which filters are on, each removable, and Clear. Text by textContent only. */
export default function ({ data, parentElement, setTriggerValue }) {
  const row = document.createElement("div");
  row.className = "chips";
  for (const chip of data.chips) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.title = chip.remove;
    button.setAttribute("aria-label", chip.remove);
    const label = document.createElement("span");
    label.textContent = chip.label;
    const cross = document.createElement("span");
    cross.textContent = "×";
    cross.className = "cross";
    button.append(label, cross);
    button.onclick = () => setTriggerValue("remove", { filter: chip.filter, value: chip.value });
    row.append(button);
  }
  if (data.chips.length || data.selected) {
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "clear";
    clear.textContent = data.clear;
    clear.onclick = () => setTriggerValue("remove", { filter: "all", value: "" });
    row.append(clear);
  }
  whenLetGo(parentElement, () => {
    parentElement.querySelector(".chips")?.remove();
    parentElement.append(row);
  });
}
