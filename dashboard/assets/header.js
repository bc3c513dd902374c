/* The name, the counts, and a button that copies the link to this very view. Text by textContent only. */
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
}
