/* The About page: sections of text, lists, tables and keys, with a list of contents. All text by textContent. */

function table(rows) {
  const [head, ...body] = rows;
  const made = html("table", "", html("thead", "", html("tr", "", ...head.map((cell) => html("th", "", cell)))));
  made.append(html("tbody", "", ...body.map((row) => html("tr", "", ...row.map((cell) => html("td", "", cell))))));
  const frame = html("div", "wide", made);
  frame.tabIndex = 0; // wide tables scroll by themselves, by keyboard too
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", head.join(", "));
  return frame;
}

export default function ({ data, parentElement }) {
  const contents = html("nav", "contents");
  contents.setAttribute("aria-label", data.contents);
  const text = html("div", "text");
  for (const part of data.parts) {
    const section = html("section", "", html("h2", "", part.title));
    section.id = `about-${part.id}`;
    for (const words of part.paragraphs || []) section.append(html("p", "", words));
    if (part.items?.length) section.append(html("ul", "", ...part.items.map((item) => html("li", "", item))));
    for (const rows of part.tables || []) section.append(table(rows));
    if (part.keys) {
      const list = html("dl", "keys");
      for (const [keys, meaning] of part.keys) list.append(html("dt", "", ...keys.split(" ").map((key) => html("kbd", "", key))), html("dd", "", meaning));
      section.append(list);
    }
    if (part.note) section.append(html("p", "note", part.note));
    text.append(section);
    const link = html("button", "", part.title);
    link.type = "button";
    link.onclick = () => { section.scrollIntoView({ block: "start", behavior: "smooth" }); section.querySelector("h2").focus({ preventScroll: true }); };
    section.querySelector("h2").tabIndex = -1;
    contents.append(link);
  }
  const tour = html("a", "", data.tour.label);
  tour.href = data.tour.href;
  contents.append(tour);
  parentElement.querySelector(".about")?.remove();
  parentElement.append(html("div", "about", contents, text));
}
