/* What the map's scripts share, and how things look on it: colours of both themes, the shapes of the types, the picture of a place.

   The scripts are loaded one after the other, as `dashboard.map.SCRIPTS` names them; each adds to `contestedMap`. */
(function (own) {
  "use strict";

  own.folder = document.currentScript.src;
  const SVG = "http://www.w3.org/2000/svg";
  const LOOKS = {
    light: { sea: "#EDEBE4", land: "#FBFAF8", lake: "#EDEBE4", river: "#E0E3E0", admin: "#DDD9D0", border: "#98948A", ink: "#1F2328", quiet: "#5B6068", paper: "#FFFFFF" },
    dark: { sea: "#101113", land: "#1D1F21", lake: "#101113", river: "#26292C", admin: "#3C4044", border: "#6E716F", ink: "#E8E4DC", quiet: "#A2A29D", paper: "#202224" },
  };

  L.Control.Attribution.prototype.options.prefix = "Leaflet"; // the default prefix shows a flag; our labels take no side
  L.Icon.Default.imagePath = new URL("images/", own.folder).href;

  own.dark = false;
  const look = () => (own.dark ? LOOKS.dark : LOOKS.light);
  const colourOf = (one) => (own.dark ? one.dark : one.colour);

  /* The form of a word that goes with a number: of two by one and others, of three as Slavic languages have them. */
  const slavic = new Intl.PluralRules("uk");
  const formOf = (forms, n) => forms[forms.length < 3 ? Number(n !== 1) : { one: 0, few: 1 }[slavic.select(n)] ?? 2];

  function element(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function html(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* The outline of a type's shape around (0, 0), about r wide. */
  function shape(kind, r) {
    const polygon = (points) => element("polygon", { points: points.map((p) => p.map((v) => (v * r).toFixed(2)).join(",")).join(" ") });
    if (kind === "square") return element("rect", { x: -r * 0.88, y: -r * 0.88, width: r * 1.76, height: r * 1.76, rx: 1.5 });
    if (kind === "triangle") return polygon([[0, -1.12], [1.1, 0.84], [-1.1, 0.84]]);
    if (kind === "diamond") return polygon([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
    if (kind === "cross") return polygon([[-0.36, -1.1], [0.36, -1.1], [0.36, -0.36], [1.1, -0.36], [1.1, 0.36], [0.36, 0.36], [0.36, 1.1], [-0.36, 1.1], [-0.36, 0.36], [-1.1, 0.36], [-1.1, -0.36], [-0.36, -0.36]]);
    return element("circle", { r });
  }

  const halfDisk = (r) => `M0,${-r} A${r},${r} 0 0 1 0,${r} Z`;

  /* The picture of one place: its main type's shape, a count where there is more than one, half filled where disputed. */
  function picture(mark) {
    const n = mark.events || mark.claims, l = look(), colour = colourOf(mark);
    const r = mark.where === "point" && !mark.disputed ? (n > 1 ? 10 : 7) : String(n).length > 1 ? 15 : 12.5;
    const size = Math.ceil(2 * r * 1.3 + 8);
    const icon = element("svg", { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, "aria-hidden": "true" });
    if (mark.chosen) icon.append(element("circle", { r: r * 1.15 + 2.5, fill: "none", stroke: l.ink, "stroke-width": 2 }));
    if (mark.disputed) {
      const ring = own.dark ? mark.disputed_dark : mark.disputed_colour;
      icon.append(element("circle", { r, fill: l.paper, stroke: l.paper, "stroke-width": 4 }), element("circle", { r, fill: l.paper, stroke: ring, "stroke-width": 2 }),
        element("path", { d: halfDisk(r), fill: ring }));
      if (n > 1 || mark.where !== "point") icon.append(count(n, -r * 0.46, l.ink, 12));
    } else if (mark.where !== "point") {
      icon.append(element("circle", { r, fill: l.paper, stroke: colour, "stroke-width": 2 }), count(n, 0, l.ink, 12.5));
    } else if (mark.events) {
      const body = shape(mark.shape, r);
      const halo = body.cloneNode();
      halo.setAttribute("stroke", l.paper); halo.setAttribute("stroke-width", 4); halo.setAttribute("stroke-linejoin", "round");
      body.setAttribute("fill", colour);
      icon.append(halo, body);
      if (n > 1) icon.append(count(n, 0, mark.shape === "cross" || mark.shape === "triangle" ? l.paper : "#FFFFFF", mark.shape === "cross" ? 9 : 11, mark.shape === "triangle" ? r * 0.25 : 0));
    } else {
      icon.append(element("circle", { r: n > 1 ? 10 : 6, fill: l.paper, stroke: colour, "stroke-width": 2 }));
      if (n > 1) icon.append(count(n, 0, l.ink, 11));
    }
    return { icon, size };
  }

  function count(n, x, fill, size, y) {
    const text = element("text", { x, y: y || 0, fill, "font-size": size, "font-weight": 700, "text-anchor": "middle", "dominant-baseline": "central" });
    text.textContent = n > 999 ? Math.round(n / 1000) + "k" : String(n);
    return text;
  }

  function rings(mark) {
    return mark.rings.map((polygon) => polygon.map((ring) => {
      const points = [];
      let x = 0, y = 0;
      for (let i = 0; i < ring.length; i += 2) { x += ring[i]; y += ring[i + 1]; points.push([y / 1000, x / 1000]); }
      return points;
    }));
  }

  /* What a tooltip tells of a place beside its counts: how exactly it is known, and words. */
  const told = ({ precision, quotes }) => [html("div", "contested-tip-counts", precision), ...quotes.map((quote) => html("q", "", quote))];

  Object.assign(own, { look, colourOf, formOf, element, html, shape, halfDisk, picture, rings, told });
})((window.contestedMap = window.contestedMap || {}));
