/* The keys of the Explore page: J and K, / and Esc, wherever the focus is, also inside the map's frame (map.js hands them on). A key
   belongs to whoever is typing, to an open list or dialog, and with Ctrl, Alt or the like to the browser.
   Put before panel.js: both make one script. */
const TYPED_IN = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const IN_FRONT = '[role="dialog"], [data-testid="stPopoverBody"], [data-baseweb="popover"]';
const SEARCH = ".st-key-search";

function keyOf(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const target = event.composedPath()[0];
  if (target.closest?.(TYPED_IN)) return null;
  if (event.key === "/" || event.key === "Escape") return event.key;
  if (event.shiftKey) return null;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : { KeyJ: "j", KeyK: "k" }[event.code]; // other alphabets by the key's place
  return letter === "j" || letter === "k" ? letter : null;
}

/* Text of the search field is marked, so that what is typed next replaces it. */
function toSearch() {
  const host = [...document.querySelectorAll(`${SEARCH} *`)].find((node) => node.shadowRoot?.querySelector("input"));
  const field = host?.shadowRoot.querySelector("input");
  const fold = document.querySelector(".st-key-fold input");
  if (field && !field.checkVisibility() && fold && !fold.checked) fold.click();
  requestAnimationFrame(() => { window.focus(); field?.focus(); field?.select(); });
}

/* Calls `act` with "next", "previous" or "clear", and whether the focus is inside the map; returns how to stop. */
function listenToKeys(act) {
  const press = (key, inMap) => {
    if (document.querySelector(IN_FRONT)) return false;
    if (key === "/") toSearch();
    else act({ j: "next", k: "previous", Escape: "clear" }[key], inMap);
    return true;
  };
  const onKey = (event) => { const key = keyOf(event); if (key && press(key, false)) event.preventDefault(); };
  const onHandedOn = (event) => press(event.detail, true);
  document.addEventListener("keydown", onKey);
  document.addEventListener("contested-key", onHandedOn);
  return () => { document.removeEventListener("keydown", onKey); document.removeEventListener("contested-key", onHandedOn); };
}

