/* The name, the counts, and a button that copies the link to this very view. Text by textContent only. */
/* A download takes the focus from its button while the file is made: Esc then reaches no dialog, and is handed on to it here. */
function closeDialog(event) {
  if (event.key !== "Escape" || document.activeElement !== document.body) return;
  document.querySelector('[role="dialog"] button[aria-label="Close"]')?.click();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const row = document.createElement("div");
  row.className = "title";
  const name = document.createElement("h1");
  name.textContent = data.name;
  const counts = document.createElement("span");
  counts.className = "counts";
  counts.textContent = data.counts;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = data.copy;
  copy.onclick = async () => {
    await navigator.clipboard.writeText(window.location.href);
    copy.textContent = data.copied;
    setTimeout(() => { copy.textContent = data.copy; }, 1600);
  };
  const languages = data.languages.map((language) => {
    const choose = document.createElement("button");
    choose.type = "button";
    choose.className = "language";
    choose.lang = language.code;
    choose.textContent = language.name;
    choose.onclick = () => setTriggerValue("language", language.code);
    return choose;
  });
  row.append(name, counts, ...languages, copy);
  parentElement.querySelector(".title")?.remove();
  parentElement.append(row);
  document.addEventListener("keydown", closeDialog);
  return () => document.removeEventListener("keydown", closeDialog);
}
