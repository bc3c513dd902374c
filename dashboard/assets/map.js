/* The map of the Explore page: an offline base map drawn from our own lines, and the marks of one filter.

   Loaded by folium as a script of the map's page, after Leaflet. The base map is constant; the marks come as one JSON object through
   `map.contested.show(base64)`. Whatever is text goes into the page by textContent, never as HTML. */
(function () {
  "use strict";

  const HERE = document.currentScript.src;
  const SVG = "http://www.w3.org/2000/svg";
  const LOOKS = {
    light: { sea: "#EDEBE4", land: "#FBFAF8", lake: "#EDEBE4", river: "#E0E3E0", admin: "#DDD9D0", border: "#98948A", ink: "#1F2328", quiet: "#5B6068", paper: "#FFFFFF" },
    dark: { sea: "#101113", land: "#1D1F21", lake: "#101113", river: "#26292C", admin: "#3C4044", border: "#6E716F", ink: "#E8E4DC", quiet: "#A2A29D", paper: "#202224" },
  };
  const MANY = 300; // points beyond which marks are plain canvas circles without labels
  const ADMIN_ZOOM = 4.5, SMALL_ADMIN_ZOOM = 7, RIVER_ZOOM = 5;

  L.Control.Attribution.prototype.options.prefix = "Leaflet"; // the default prefix shows a flag; our labels take no side
  L.Icon.Default.imagePath = new URL("images/", HERE).href;

  /* The form of a word that goes with a number: of two by one and others, of three as Slavic languages have them. */
  const slavic = new Intl.PluralRules("uk");
  const formOf = (forms, n) => forms[forms.length < 3 ? Number(n !== 1) : { one: 0, few: 1 }[slavic.select(n)] ?? 2];

  let dark = false;
  const look = () => (dark ? LOOKS.dark : LOOKS.light);

  // ---------------------------------------------------------------- base map

  const worldX = (lon) => (lon + 180) / 360;
  const worldY = (lat) => {
    const clamped = Math.max(-85.05, Math.min(85.05, lat)) * Math.PI / 180;
    return 0.5 - Math.log(Math.tan(Math.PI / 4 + clamped / 2)) / (2 * Math.PI);
  };

  /* A stored line [x0, y0, dx, dy, ...] in 1/scale degrees as web-Mercator 0..1, with its box. */
  function decode(line, scale) {
    const points = new Float64Array(line.length);
    let x = 0, y = 0, west = 2, east = -1, north = 2, south = -1;
    for (let i = 0; i < line.length; i += 2) {
      x += line[i]; y += line[i + 1];
      const px = worldX(x / scale), py = worldY(y / scale);
      points[i] = px; points[i + 1] = py;
      if (px < west) west = px;
      if (px > east) east = px;
      if (py < north) north = py;
      if (py > south) south = py;
    }
    return { points, west, east, north, south };
  }

  const BaseMap = L.GridLayer.extend({
    options: { tileSize: 256, pane: "tilePane", updateWhenZooming: false, keepBuffer: 3 },
    setData(data) {
      this._data = {};
      for (const name of ["land", "lakes", "rivers", "borders", "undetermined", "admin1", "admin1_small"]) {
        this._data[name] = data[name].map((line) => decode(line, data.scale));
      }
      this.redraw();
    },
    createTile(coords) {
      const size = this.getTileSize().x, ratio = Math.min(2, window.devicePixelRatio || 1);
      const tile = document.createElement("canvas");
      tile.width = tile.height = size * ratio;
      const pen = tile.getContext("2d");
      pen.scale(ratio, ratio);
      pen.fillStyle = look().sea;
      pen.fillRect(0, 0, size, size);
      if (this._data) this._drawTile(pen, coords, size);
      return tile;
    },
    _drawTile(pen, coords, size) {
      const span = 1 / Math.pow(2, coords.z), zoom = coords.z, l = look(), d = this._data;
      const view = { x: coords.x * span, y: coords.y * span, k: size / span, size };
      this._trace(pen, d.land, view, true);
      pen.fillStyle = l.land; pen.fill("evenodd");
      pen.lineWidth = 0.8; pen.strokeStyle = l.admin; pen.stroke();
      if (zoom >= RIVER_ZOOM) { this._trace(pen, d.rivers, view); pen.strokeStyle = l.river; pen.lineWidth = 1.1; pen.stroke(); }
      this._trace(pen, d.lakes, view, true);
      pen.fillStyle = l.lake; pen.fill("evenodd");
      if (zoom >= ADMIN_ZOOM) { this._trace(pen, d.admin1, view); pen.strokeStyle = l.admin; pen.lineWidth = 0.9; pen.stroke(); }
      if (zoom >= SMALL_ADMIN_ZOOM) { this._trace(pen, d.admin1_small, view); pen.stroke(); }
      pen.strokeStyle = l.border; pen.lineWidth = zoom >= 5 ? 1.4 : 0.8;
      this._trace(pen, d.borders, view); pen.stroke();
      pen.setLineDash([4, 3]);
      this._trace(pen, d.undetermined, view); pen.stroke();
      pen.setLineDash([]);
    },
    /* Adds the lines to the pen's path. Runs of points that all lie beyond one edge of the tile shrink to their ends: the straight
       line between two points beyond an edge stays beyond it, so that filling stays right and big countries stay cheap. */
    _trace(pen, lines, view, close) {
      const { x: ox, y: oy, k, size } = view, pad = 4, span = size / k;
      pen.beginPath();
      for (const line of lines) {
        if (line.east < ox || line.west > ox + span || line.south < oy || line.north > oy + span) continue;
        const p = line.points;
        let lastX = (p[0] - ox) * k, lastY = (p[1] - oy) * k, waiting = false;
        let side = (lastX < -pad) | ((lastX > size + pad) << 1) | ((lastY < -pad) << 2) | ((lastY > size + pad) << 3);
        let heldX = 0, heldY = 0;
        pen.moveTo(lastX, lastY);
        for (let i = 2; i < p.length; i += 2) {
          const x = (p[i] - ox) * k, y = (p[i + 1] - oy) * k;
          const here = (x < -pad) | ((x > size + pad) << 1) | ((y < -pad) << 2) | ((y > size + pad) << 3);
          if (here & side) { heldX = x; heldY = y; waiting = true; side &= here; continue; }
          if (waiting) { pen.lineTo(heldX, heldY); lastX = heldX; lastY = heldY; waiting = false; }
          side = here;
          if (here === 0 && Math.abs(x - lastX) + Math.abs(y - lastY) < 0.6 && i < p.length - 2) continue;
          pen.lineTo(x, y); lastX = x; lastY = y;
        }
        if (waiting) pen.lineTo(heldX, heldY);
        if (close) pen.closePath();
      }
    },
  });

  // ---------------------------------------------------------------- marks

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
    const n = mark.events || mark.claims, l = look(), colour = dark ? mark.dark : mark.colour;
    const r = mark.where === "point" && !mark.disputed ? (n > 1 ? 10 : 7) : String(n).length > 1 ? 15 : 12.5;
    const size = Math.ceil(2 * r * 1.3 + 8);
    const icon = element("svg", { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, "aria-hidden": "true" });
    if (mark.chosen) icon.append(element("circle", { r: r * 1.15 + 2.5, fill: "none", stroke: l.ink, "stroke-width": 2 }));
    if (mark.disputed) {
      const ring = dark ? mark.disputed_dark : mark.disputed_colour;
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

  /* ------------------------------------------------------------ cells
     What is too many to draw as marks of their own: places as dots, or beyond some thousands hexagons in which the server has counted
     them. Of each x, y in web-Mercator 0..1, events, claims, type, events of that type, disputed share. Drawn on one canvas that Leaflet
     moves and scales with the map, so that nothing flashes. */

  const CELL = { x: 0, y: 1, events: 2, claims: 3, type: 4, top: 5, disputed: 6, width: 7 };
  const CORNERS = [0, 1, 2, 3, 4, 5].map((i) => [Math.cos(Math.PI / 3 * i + Math.PI / 6), Math.sin(Math.PI / 3 * i + Math.PI / 6)]);
  const SHADES = 5; // steps of a cell's strength, and of the legend

  const short = (n) => (n < 1000 ? String(n) : n < 9950 ? (n / 1000).toFixed(1).replace(".0", "") + "k" : n < 999500 ? Math.round(n / 1000) + "k" : (n / 1e6).toFixed(1) + "M");

  /* Events, or claims where there is no event. */
  const weight = (d, i) => d[i + CELL.events] || d[i + CELL.claims];

  const Cells = L.Renderer.extend({
    options: { padding: 0.5, pane: "contested-cells" },
    initialize(options) { L.setOptions(this, options); L.stamp(this); this._layers = {}; this.data = new Float32Array(0); },
    _initContainer() { this._container = html("canvas", "contested-cells"); this._pen = this._container.getContext("2d"); },
    _destroyContainer() { this._container.remove(); },
    /* `cells` has `data` and either `size`, of a hexagon in world coordinates, or `ids` and `names` of the places that are dots. */
    setData(cells, looks, disputed, faint) {
      const bytes = Uint8Array.from(atob(cells.data), (c) => c.charCodeAt(0));
      this.data = new Float32Array(bytes.buffer);
      this.size = cells.size || 0; this.ids = cells.ids; this.names = cells.names;
      this.looks = looks; this.disputed = disputed; this.faint = faint;
      this.most = 1;
      for (let i = 0; i < this.data.length; i += CELL.width) this.most = Math.max(this.most, weight(this.data, i));
      if (this._map) this._update();
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const b = this._bounds, size = b.getSize(), ratio = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this._container, b.min);
      this._container.width = ratio * size.x; this._container.height = ratio * size.y;
      this._container.style.width = size.x + "px"; this._container.style.height = size.y + "px";
      this._pen.scale(ratio, ratio);
      this._pen.translate(-b.min.x, -b.min.y);
      this._draw();
      this.fire("update");
    },
    /* Scale and offset from world coordinates to the layer's pixels. */
    _view() {
      const scale = 256 * Math.pow(2, this._map.getZoom()), origin = this._map.getPixelOrigin();
      return { scale, ox: origin.x, oy: origin.y };
    },
    shade(n) { return this.most < 2 ? SHADES - 1 : Math.min(SHADES - 1, Math.floor(SHADES * Math.log(n) / Math.log(this.most + 1))); },
    /* Calls with x, y in the layer's pixels and where in the data it is, for each entry on the canvas. */
    _each(reach, call) {
      const d = this.data, { scale, ox, oy } = this._view(), b = this._bounds;
      for (let i = 0; i < d.length; i += CELL.width) {
        const y = d[i + CELL.y] * scale - oy;
        if (y < b.min.y - reach || y > b.max.y + reach) continue;
        for (const round of [-1, 0, 1]) { // the world again beyond the antimeridian
          const x = (d[i + CELL.x] + round) * scale - ox;
          if (x >= b.min.x - reach && x <= b.max.x + reach) call(x, y, i);
        }
      }
    },
    _colour(type) {
      const of = this.looks[type < 0 ? this.looks.length - 1 : type];
      return dark ? of.dark : of.colour;
    },
    _draw() { if (this.size) this._drawCells(); else this._drawDots(); this._pen.globalAlpha = 1; },
    radius(n) { return Math.min(11, 3.4 + 1.25 * Math.log2(n)); },
    _drawDots() {
      const d = this.data, pen = this._pen, l = look(), seen = [];
      this._each(12, (x, y, i) => seen.push([x, y, i, this.radius(weight(d, i))]));
      seen.sort((one, other) => other[3] - one[3]); // small ones above large ones
      for (const [x, y, i, r] of seen) {
        const only = d[i + CELL.type] < 0;
        pen.beginPath(); pen.arc(x, y, only ? r - 0.8 : r, 0, 2 * Math.PI);
        pen.globalAlpha = this.faint ? 0.3 : 0.86;
        pen.fillStyle = only ? l.paper : this._colour(d[i + CELL.type]); pen.fill();
        pen.globalAlpha = this.faint ? 0.4 : 1;
        const disputed = d[i + CELL.disputed] > 0;
        pen.lineWidth = only || disputed ? 1.8 : 1;
        pen.strokeStyle = disputed ? (dark ? this.disputed.dark : this.disputed.colour) : only ? this._colour(-1) : l.paper;
        pen.stroke();
        if (disputed && !only) { pen.beginPath(); pen.arc(x, y, r - 1.8, Math.PI / 2, -Math.PI / 2); pen.fillStyle = l.paper; pen.fill(); } // half open, as its mark is
      }
    },
    _drawCells() {
      const d = this.data, pen = this._pen, r = this.size * this._view().scale, l = look();
      const inner = r - Math.max(0.5, r * 0.045), strengths = dark ? [0.3, 0.45, 0.6, 0.78, 0.95] : [0.26, 0.42, 0.6, 0.78, 0.95];
      const groups = new Map(), marked = [], seen = [];
      this._each(r, (x, y, i) => {
        const shade = this.shade(weight(d, i)), key = d[i + CELL.type] * SHADES + shade;
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(x, y);
        if (d[i + CELL.disputed] > 0) marked.push([x, y, d[i + CELL.disputed]]);
        seen.push([x, y, i, shade]);
      });
      const hexagon = (x, y, radius) => {
        CORNERS.forEach(([cx, cy], at) => (at ? pen.lineTo(x + cx * radius, y + cy * radius) : pen.moveTo(x + cx * radius, y + cy * radius)));
        pen.closePath();
      };
      for (const [key, list] of groups) {
        const type = Math.floor(key / SHADES);
        pen.beginPath();
        for (let k = 0; k < list.length; k += 2) hexagon(list[k], list[k + 1], inner);
        pen.globalAlpha = 1; pen.fillStyle = l.land; pen.fill(); // no river or border runs through the number
        pen.globalAlpha = (this.faint ? 0.35 : 1) * strengths[key - type * SHADES];
        pen.fillStyle = this._colour(type); pen.fill();
      }
      pen.globalAlpha = this.faint ? 0.4 : 1;
      pen.strokeStyle = dark ? this.disputed.dark : this.disputed.colour; pen.lineJoin = "round";
      for (const [x, y, share] of marked) { pen.lineWidth = 1.2 + 2 * share; pen.beginPath(); hexagon(x, y, inner - 1); pen.stroke(); }
      if (r < 12) return;
      pen.globalAlpha = this.faint ? 0.5 : 1;
      pen.font = `600 ${Math.min(12, Math.max(9.5, r * 0.62)).toFixed(1)}px ${getComputedStyle(this._map.getContainer()).fontFamily}`;
      pen.textAlign = "center"; pen.textBaseline = "middle";
      for (const [x, y, i, shade] of seen) {
        pen.fillStyle = dark ? (shade > 2 ? "#151515" : l.ink) : shade > 2 ? "#FFFFFF" : l.ink;
        pen.fillText(short(weight(d, i)), x, y + 0.5);
      }
    },
    /* Where in the data the cell under a point of the map is; -1 where there is none. */
    at(containerPoint) {
      if (!this._bounds) return -1;
      const p = this._map.containerPointToLayerPoint(containerPoint), r = this.size * this._view().scale;
      let best = -1, nearest = Infinity;
      this._each(r || 12, (x, y, i) => {
        const distance = Math.hypot(x - p.x, y - p.y), reach = r || this.radius(weight(this.data, i)) + 3;
        if (distance < nearest && distance <= reach) { nearest = distance; best = i; }
      });
      return best;
    },
    latLng(i) {
      return L.latLng((2 * Math.atan(Math.exp(Math.PI - 2 * Math.PI * this.data[i + CELL.y])) - Math.PI / 2) * 180 / Math.PI, this.data[i] * 360 - 180);
    },
  });

  function rings(mark) {
    return mark.rings.map((polygon) => polygon.map((ring) => {
      const points = [];
      let x = 0, y = 0;
      for (let i = 0; i < ring.length; i += 2) { x += ring[i]; y += ring[i + 1]; points.push([y / 1000, x / 1000]); }
      return points;
    }));
  }

  class Contested {
    constructor(map) {
      this.map = map;
      this.marks = [];
      this.shown = null;
      this.focus = undefined;
      this.maxZoom = map.options.maxZoom;
      map.createPane("contested-cells").style.zIndex = 425;
      map.getPane("contested-cells").style.pointerEvents = "none";
      map.createPane("contested-areas").style.zIndex = 410;
      map.createPane("contested-countries").style.zIndex = 420;
      map.createPane("contested-marks").style.zIndex = 620;
      this.areas = L.svg({ pane: "contested-areas", padding: 0.5 });
      this.dots = L.canvas({ padding: 0.3 });
      this.group = L.layerGroup().addTo(map);
      this.countries = L.layerGroup().addTo(map);
      this.base = new BaseMap({ attribution: map.options.baseCredit || "" }).addTo(map);
      this._followTheme();
      map.attributionControl.setPosition("bottomright");
      map.zoomControl.setPosition("topleft");
      this.cells = new Cells();
      this.cellTip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 1, className: "contested-tooltip" });
      map.on("mousemove", (e) => this._pointAtCell(e));
      map.on("mouseout zoomstart movestart", () => this._leaveCell());
      map.on("zoomstart movestart", () => { delete document.documentElement.dataset.settled; });
      map.on("click", (e) => this._openCell(e));
      map.on("zoomanim", (e) => this._askFor(e.center, e.zoom)); // while the map still moves
      this._allButton();
      // The style sheets come after the script, and the page may stretch the frame: Leaflet hears of neither.
      new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
      // Marks that move under a resting mouse are not pointed at: no tooltip until the mouse moves.
      map.getContainer().addEventListener("mousemove", (e) => { if (e.movementX || e.movementY) this.resting = false; }, true); // before Leaflet hears of it
      map.on("tooltipopen", (e) => { if (this.resting) e.tooltip.close(); });
      map.on("moveend zoomend", () => { this._labelCountries(); this._declutter(); this._askFor(map.getCenter(), map.getZoom()); this._settleSoon(); });
      fetch(new URL(map.options.baseMap, HERE)).then((r) => r.json()).then((data) => {
        this.base.once("load", () => { this.ready = true; this._settleSoon(); });
        this.countryLabels = data.labels;
        this.base.setData(data);
        this._labelCountries();
      });
    }

    /* Streamlit sends its theme with every render; the first one came before this script was loaded. */
    _followTheme() {
      const set = (isDark) => {
        document.documentElement.dataset.theme = isDark ? "dark" : "light";
        if (isDark === dark) return;
        dark = isDark;
        this.base.redraw();
        if (this.shown) this._draw(this.shown);
      };
      window.addEventListener("message", (event) => {
        const theme = event.data && event.data.type === "streamlit:render" && event.data.theme;
        if (theme && theme.base) set(theme.base === "dark");
      });
      const paper = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
      set(/^#[0-3]/.test(paper));
    }

    _allButton() {
      const Button = L.Control.extend({
        options: { position: "topleft" },
        onAdd: () => {
          const bar = html("div", "leaflet-bar contested-all"), link = html("a", "", "All");
          this.allLink = link;
          link.href = "#"; link.setAttribute("role", "button");
          L.DomEvent.disableClickPropagation(bar);
          L.DomEvent.on(link, "click", (e) => { L.DomEvent.preventDefault(e); this._fit(this.shown && this.shown.home, 8, true); });
          bar.append(link);
          return bar;
        },
      });
      new Button().addTo(this.map);
    }

    /* The control that lays an online map under the marks. Nothing is asked of its server before it is chosen, and the choice is kept
       nowhere: neither a link nor a reload asks it anything. */
    _offerTiles({ servers, words }) {
      const print = JSON.stringify([servers, words]);
      if (this.offered === print) return;
      this.offered = print;
      if (!this.tileBox) {
        const Box = L.Control.extend({ options: { position: "topright" }, onAdd: () => {
          const box = html("details", "contested-tiles");
          L.DomEvent.disableClickPropagation(box);
          L.DomEvent.disableScrollPropagation(box);
          return box;
        } });
        this.tileBox = new Box().addTo(this.map).getContainer();
      }
      this.tileBox.style.display = servers.length ? "" : "none";
      const choice = (server) => {
        const row = html("label", ""), radio = html("input", ""), text = html("span", "", server ? server.name : words.offline);
        Object.assign(radio, { type: "radio", name: "tiles", checked: (this.tiles ? this.tiles.options.server : "") === (server ? server.id : "") });
        radio.onchange = () => this._layTiles(server);
        if (server) text.append(html("small", "", words.warning.replace("{host}", server.host)));
        row.append(radio, text);
        return row;
      };
      this.tileBox.replaceChildren(html("summary", "", words.title), choice(null), ...servers.map(choice));
    }

    _layTiles(server) {
      if (this.tiles) this.tiles.remove();
      this.tiles = null;
      if (server) {
        this.tiles = L.tileLayer(server.url, { server: server.id, maxZoom: server.max_zoom, attribution: server.attribution.replace(/&/g, "&amp;").replace(/</g, "&lt;"), referrerPolicy: "strict-origin-when-cross-origin" });
        this.tiles.addTo(this.map);
      }
      this.map.setMaxZoom(server ? server.max_zoom : this.maxZoom);
      this._labelCountries();
    }

    /* Called by the page with the marks of the current filter: base64 of UTF-8 JSON, so that no text can become script. */
    show(base64) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const data = JSON.parse(new TextDecoder().decode(bytes));
      delete document.documentElement.dataset.settled;
      const first = !this.fitted;
      this.resting = true;
      this.shown = data;
      dark = document.documentElement.dataset.theme === "dark";
      for (const mark of data.looks ? data.marks : []) {
        const of = data.looks[mark.look < 0 ? data.looks.length - 1 : mark.look];
        Object.assign(mark, { colour: of.colour, dark: of.dark, shape: of.shape, disputed_colour: data.disputed.colour, disputed_dark: data.disputed.dark });
      }
      if (data.tiles) this._offerTiles(data.tiles);
      this._draw(data);
      if (data.focus && data.focus.key !== this.focus) {
        this.focus = data.focus.key;
        this._fit(data.focus.bounds, data.focus.zoom, !first);
      } else if (first) {
        this._fit(data.home, 7, false);
      }
      if (data.home) this.fitted = true;
      if (!data.focus) this.focus = null;
      this.answered = this.asked; // an answer that does not cover its window is not asked for again
      this.asked = null;
      if (!this.moving) this._askFor(this.map.getCenter(), this.map.getZoom());
      this._settleSoon();
    }

    /* Whether what was sent is true for a window; without a window it is true everywhere. */
    _covers(asked) {
      const sent = this.shown && this.shown.window;
      if (!sent) return true;
      const [west, south, east, north] = sent.box, turn = 360 * Math.round((asked.w - west) / 360), near = 1e-6;
      return asked.z >= sent.least && asked.z <= sent.most && asked.w - turn >= west - near && asked.e - turn <= east + near && asked.s >= south - near && asked.n <= north + near;
    }

    /* Asks Python for the marks or cells of a window that was not sent yet; once for each window. */
    _askFor(center, zoom) {
      if (!this.shown || !this.shown.window || !window.Streamlit) return;
      const size = this.map.getSize(), middle = this.map.project(center, zoom), half = size.divideBy(2);
      const nw = this.map.unproject(middle.subtract(half), zoom), se = this.map.unproject(middle.add(half), zoom);
      const asked = { z: zoom, w: nw.lng, s: Math.max(-85.05, se.lat), e: se.lng, n: Math.min(85.05, nw.lat), x: size.x, y: size.y };
      if (this._covers(asked)) { this.asked = null; return; }
      const print = JSON.stringify([this.shown.key, asked].flat().map((v) => (typeof v === "object" ? Object.values(v).map((n) => n.toFixed(4)) : v)));
      if (this.asked === print || this.answered === print) return;
      this.asked = print;
      window.Streamlit.setComponentValue({ window: asked, nth: Date.now() });
    }

    /* The cells or dots of the data. */
    _drawCells(data) {
      this._leaveCell();
      if (data.cells) {
        this.cells.setData(data.cells, data.looks, data.disputed, data.faint);
        if (!this.map.hasLayer(this.cells)) this.cells.addTo(this.map);
      } else this.cells.remove();
      const n = data.cells ? this.cells.data.length / CELL.width : 0;
      document.documentElement.dataset.cells = String(data.cells && data.cells.size ? n : 0);
      document.documentElement.dataset.marks = String(data.marks.length + (data.cells && data.cells.ids ? n : 0));
    }

    _pointAtCell(event) {
      const i = this.resting || !this.map.hasLayer(this.cells) ? -1 : this.cells.at(event.containerPoint);
      if (i === this.pointed) return;
      this.pointed = i;
      this.map.getContainer().style.cursor = i < 0 ? "" : "pointer";
      if (i < 0) { this.cellTip.remove(); return; }
      const d = this.cells.data, words = this.shown.words, of = this.shown.looks[d[i + CELL.type]];
      const say = (thing, n) => formOf(this.shown.counted[thing], n).replace("{n}", n.toLocaleString("en"));
      const percent = (share) => (share > 0 && share < 0.01 ? "<1" : String(Math.round(100 * share)));
      const tip = html("div", "contested-tip"), events = d[i + CELL.events], claims = d[i + CELL.claims];
      if (this.cells.names) tip.append(html("strong", "", this.cells.names[i / CELL.width]));
      tip.append(html(this.cells.names ? "div" : "strong", "", events ? say("event", events) : say("claim", claims)));
      if (events && (events > 1 || !this.cells.names)) tip.append(html("div", "contested-tip-counts", words.mostly.replace("{type}", of.label).replace("{share}", percent(d[i + CELL.top] / events))));
      else if (events) tip.append(html("div", "contested-tip-counts", of.label));
      if (events && claims) tip.append(html("div", "contested-tip-counts", say("claim", claims)));
      if (d[i + CELL.disputed] > 0) tip.append(html("div", "contested-tip-counts", words.cell_disputed.replace("{share}", percent(d[i + CELL.disputed]))));
      this.cellTip.setLatLng(this.cells.latLng(i)).setContent(tip).addTo(this.map);
    }

    _leaveCell() {
      this.pointed = -1;
      this.cellTip.remove();
      this.map.getContainer().style.cursor = "";
    }

    /* A click on a cell comes closer to it; on a dot it chooses its place. */
    _openCell(event) {
      const i = this.map.hasLayer(this.cells) ? this.cells.at(event.containerPoint) : -1;
      if (i < 0) return;
      if (this.cells.ids) this._choose({ id: this.cells.ids[i / CELL.width] }, event.latlng);
      else this.map.setView(this.cells.latLng(i), Math.min(this.map.getMaxZoom(), this.map.getZoom() + 2));
    }

    _fit(bounds, zoom, animate) {
      if (!bounds) return;
      const map = this.map, box = L.latLngBounds(bounds);
      const inView = map.getBounds().pad(-0.12).contains(box), wide = map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;
      if (animate && inView && (wide > map.getSize().x / 3 || map.getZoom() >= zoom)) return; // already seen well: stay
      this.moving = true; // an animation begins a frame later: until it ends the map has not settled
      map.once("moveend", () => { this.moving = false; this._settleSoon(); });
      map.fitBounds(box, { maxZoom: zoom, paddingTopLeft: [60, 40], paddingBottomRight: [50, this.legend && this.legend.open ? 100 : 40], animate, duration: 0.15 });
    }

    _draw(data) {
      const held = document.activeElement?.dataset.place;
      this.group.clearLayers();
      this.marks = [];
      const many = data.marks.filter((m) => m.where === "point").length > MANY;
      const order = { country: 0, area: 1, group: 2, point: 3 };
      for (const mark of [...data.marks].sort((a, b) => order[a.where] - order[b.where] || a.events + a.claims - b.events - b.claims)) {
        if (mark.rings) this._drawArea(mark);
        if (mark.where === "point" && many) this._drawDot(mark);
        else this._drawMark(mark);
      }
      this._drawCells(data);
      this._legend(data);
      if (this.allLink) { this.allLink.textContent = data.words.all; this.allLink.title = data.words.all_title; }
      this._declutter();
      if (held !== undefined) this.marks.find((one) => one.mark.id === held)?.marker.getElement()?.focus({ preventScroll: true });
    }

    _hatch(colour) {
      if (!this.areas._container) this.areas.addTo(this.map);
      const id = "contested-hatch-" + colour.replace("#", ""), svg = this.areas._container;
      if (!svg.querySelector("#" + id)) {
        svg.prepend(element("defs", {}, element("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          element("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, "stroke-width": 2.4, "stroke-opacity": 0.75 }))));
      }
      return `url(#${id})`;
    }

    _drawArea(mark) {
      const colour = dark ? mark.dark : mark.colour, group = mark.where === "group";
      const area = L.polygon(rings(mark), {
        pane: "contested-areas", renderer: this.areas, color: colour, weight: mark.chosen ? 2.6 : 1.5, opacity: mark.faint ? 0.35 : 0.9,
        dashArray: group || mark.where === "country" ? "5 4" : null, fill: true,
        interactive: !(this.shown.cells && this.shown.cells.size), // else its mark alone can be pointed at, and the cells below it
        fillColor: group ? this._hatch(colour) : colour, fillOpacity: group ? (mark.faint ? 0.3 : 1) : mark.where === "country" ? 0.05 : mark.faint ? 0.07 : 0.2,
      });
      this._live(area, mark);
      this.group.addLayer(area);
    }

    _drawDot(mark) {
      const dot = L.circleMarker([mark.lat, mark.lon], { renderer: this.dots, radius: mark.events > 1 ? 6 : 4, weight: mark.disputed ? 2.5 : 1,
        color: mark.disputed ? mark.disputed_colour : look().paper, fill: true, fillColor: dark ? mark.dark : mark.colour, fillOpacity: mark.faint ? 0.3 : 0.85 });
      this._live(dot, mark);
      this.group.addLayer(dot);
    }

    _drawMark(mark) {
      // A group has no spot of its own: its hatched area and its label stand for it.
      const group = mark.where === "group";
      const { icon, size } = group ? { icon: "", size: 16 } : picture(mark);
      const box = html("div", "contested-mark" + (mark.faint ? " faint" : "") );
      box.append(icon);
      const label = html("span", "contested-label" + (group ? " group" : "") + (mark.chosen ? " chosen" : ""), mark.label);
      if (mark.sub) label.append(html("span", "contested-sub", mark.sub));
      box.append(label);
      const marker = L.marker([mark.lat, mark.lon], { pane: "contested-marks", keyboard: true, riseOnHover: true,
        icon: L.divIcon({ className: "contested-icon", html: box, iconSize: [size, size], iconAnchor: [size / 2, size / 2] }) });
      this._live(marker, mark);
      this.group.addLayer(marker);
      const node = marker.getElement();
      if (node) {
        // By keyboard it says what it says under the mouse, also where it came to the focus without a move of the mouse.
        node.addEventListener("focus", () => { if (node.matches(":focus-visible")) { this.resting = false; marker.openTooltip(); } });
        node.addEventListener("blur", () => marker.closeTooltip());
        node.setAttribute("aria-label", mark.says);
        node.setAttribute("role", "button");
        node.dataset.place = mark.id;
        node.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); this._choose(mark, marker.getLatLng()); } });
      }
      this.marks.push({ marker, mark, label, size });
    }

    _live(layer, mark) {
      const tip = () => {
        const made = html("div", "contested-tip");
        made.append(html("strong", "", mark.label), html("div", "contested-tip-counts", mark.says_counts), html("div", "contested-tip-counts", mark.precision));
        for (const quote of mark.quotes) made.append(html("q", "", quote));
        if (mark.note) made.append(html("div", "contested-tip-note", mark.note));
        return made;
      };
      layer.bindTooltip(tip, { sticky: mark.where !== "point", direction: "top", offset: [0, -10], opacity: 1, className: "contested-tooltip" });
      layer.on("mousemove", (event) => { if (!this.resting && !layer.isTooltipOpen()) layer.openTooltip(mark.where === "point" ? undefined : event.latlng); });
      layer.on("click", (event) => { L.DomEvent.stopPropagation(event); this._choose(mark, event.latlng); });
    }

    /* Tells Python which place was clicked, at once. streamlit-folium attaches its own click handler to every layer and sends
       `latlng` a quarter of a second later: the same object goes there, so that it finds nothing new to send. */
    _choose(mark, latlng) {
      Object.assign(latlng, { place_id: mark.id, nth: Date.now() });
      const page = window.__GLOBAL_DATA__;
      if (!page || !window.Streamlit) return;
      page.last_object_clicked = latlng;
      page.previous_data = { last_object_clicked: latlng };
      window.Streamlit.setComponentValue(page.previous_data);
    }

    /* Hides the labels that would cover another label or mark; the places with most to tell come first. */
    _declutter() {
      for (const one of this.marks.filter((m) => m.mark.where === "group")) { // its label keeps off its hatched area
        const [sw, ne] = one.mark.bounds.map((b) => this.map.latLngToContainerPoint(b));
        one.size = Math.min(150, Math.max(14, ne.x - sw.x));
        one.label.style.setProperty("--off", `${one.size / 2 - 2}px`);
      }
      // All is measured before anything changes: a change between two measurements would lay the page out anew for each.
      for (const one of this.marks) { one.at = this.map.latLngToContainerPoint(one.marker.getLatLng()); one.wide = one.label.offsetWidth; one.high = one.label.offsetHeight; }
      const byWeight = [...this.marks].sort((a, b) => (b.mark.chosen || 0) - (a.mark.chosen || 0) || b.mark.events + b.mark.claims - a.mark.events - a.mark.claims);
      const taken = [];
      const near = (one) => { const third = one.size / 3; return { owner: one.marker, l: one.at.x - third, r: one.at.x + third, t: one.at.y - third, b: one.at.y + third }; };
      const covered = (at) => this.map.hasLayer(this.cells) && this.cells.size > 0 && this.cells.at(at) >= 0;
      this.under = 0;
      for (const one of byWeight) { // in a crowd the regions with less to tell shrink to a dot; on a cell they wait for a closer zoom
        const box = near(one), may = this.shown.looks && one.mark.rings && one.mark.where !== "group" && !one.mark.chosen;
        const under = may && covered(one.at), crowded = under || (may && taken.some((o) => box.l < o.r && box.r > o.l && box.t < o.b && box.b > o.t));
        if (under) this.under++;
        one.marker.getElement()?.classList.toggle("crowded", Boolean(crowded));
        one.marker.getElement()?.classList.toggle("under", Boolean(under));
        one.crowded = crowded;
        if (!crowded) taken.push(box);
      }
      const hits = (box, owner) => taken.some((o) => o.owner !== owner && box.l < o.r && box.r > o.l && box.t < o.b && box.b > o.t);
      for (const { marker, label, mark, size, at: p, wide, high, crowded } of byWeight) {
        if (crowded) { label.style.visibility = "hidden"; continue; }
        const w = wide || 7 * mark.label.length, h = high || 16, gap = size / 2 + (mark.where === "group" ? 4 : -4);
        const at = {
          right: { l: p.x + gap, r: p.x + gap + w, t: p.y - h / 2, b: p.y + h / 2 }, left: { l: p.x - gap - w, r: p.x - gap, t: p.y - h / 2, b: p.y + h / 2 },
          below: { l: p.x - w / 2, r: p.x + w / 2, t: p.y + gap, b: p.y + gap + h }, above: { l: p.x - w / 2, r: p.x + w / 2, t: p.y - gap - h, b: p.y - gap },
        };
        const order = mark.where === "point" ? ["right", "left", "below", "above"] : mark.where === "group" ? ["right", "below", "left", "above"] : ["below", "above", "right", "left"];
        const side = order.find((name) => !hits(at[name], marker)) || (mark.chosen ? order[0] : null);
        label.style.visibility = side ? "visible" : "hidden";
        if (side) { label.dataset.side = side; taken.push({ owner: marker, ...at[side] }); }
      }
      this.taken = taken;
      this._tellMore();
      this._labelCountries();
    }

    /* How many regions are not drawn at this zoom. */
    _tellMore() {
      const row = this.legend && this.legend.querySelector(".contested-legend-more"), n = this.shown && this.shown.looks ? this.shown.more + this.under : 0;
      if (!row) return;
      row.style.display = n ? "" : "none";
      row.textContent = n ? formOf(this.shown.words.more, n).replace("{n}", n.toLocaleString("en")) : "";
    }

    _labelCountries() {
      if (!this.countryLabels) return;
      this.countries.clearLayers();
      if (this.tiles) return; // an online map brings its own names
      const zoom = this.map.getZoom(), view = this.map.getBounds().pad(0.1);
      for (const [name, lon, lat, smallest] of this.countryLabels) {
        if (zoom < smallest + 0.5 || zoom > smallest + 6 || !view.contains([lat, lon])) continue;
        const p = this.map.latLngToContainerPoint([lat, lon]), half = name.length * 4.6;
        if ((this.taken || []).some((o) => p.x - half < o.r && p.x + half > o.l && p.y - 8 < o.b && p.y + 8 > o.t)) continue;
        this.countries.addLayer(L.marker([lat, lon], { interactive: false, keyboard: false, pane: "contested-countries",
          icon: L.divIcon({ className: "contested-country", html: html("span", "", name), iconSize: [0, 0] }) }));
      }
    }

    _legend(data) {
      if (!this.legend) {
        const Legend = L.Control.extend({ options: { position: "bottomleft" }, onAdd: () => {
          const box = html("details", "contested-legend");
          box.open = window.innerWidth > 600;
          L.DomEvent.disableClickPropagation(box);
          return box;
        } });
        this.legend = new Legend().addTo(this.map).getContainer();
      }
      const rows = data.legend.map((item) => {
        const icon = element("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" }), colour = dark ? item.dark : item.colour;
        if (item.shape === "region") icon.append(element("rect", { x: -7, y: -5, width: 14, height: 10, fill: colour, "fill-opacity": 0.22, stroke: colour }));
        else if (item.shape === "hatch") icon.append(element("rect", { x: -7, y: -5, width: 14, height: 10, fill: this._hatch(colour), stroke: colour, "stroke-dasharray": "3 2" }));
        else if (item.shape === "half") icon.append(element("circle", { r: 6, fill: look().paper, stroke: colour, "stroke-width": 1.6 }), element("path", { d: halfDisk(6), fill: colour }));
        else if (item.shape === "ring") icon.append(element("circle", { r: 5, fill: look().paper, stroke: colour, "stroke-width": 1.8 }));
        else { const s = shape(item.shape, 5.5); s.setAttribute("fill", colour); icon.append(s); }
        const row = html(item.codes ? "button" : "div", item.off ? "off" : "");
        row.append(icon, html("span", "", item.label));
        if (!item.codes) return row;
        row.type = "button";
        row.title = data.words.legend_hint;
        row.dataset.codes = item.codes.join(" ");
        row.setAttribute("aria-pressed", String(item.on));
        row.onclick = () => { if (window.Streamlit) window.Streamlit.setComponentValue({ legend: { codes: item.codes }, nth: Date.now() }); };
        return row;
      });
      if (data.cells && data.cells.size) rows.push(this._cellLegend(data));
      if (data.looks && rows.length) rows.push(html("div", "contested-legend-more"));
      const list = html("div", "contested-legend-rows");
      list.append(...rows);
      this.legend.style.display = rows.length ? "" : "none";
      const held = this.legend.contains(document.activeElement) ? document.activeElement.dataset.codes || "summary" : null;
      this.legend.replaceChildren(html("summary", "", data.words.legend), list);
      if (held === "summary") this.legend.firstChild.focus();
      else if (held) rows.find((row) => row.dataset.codes === held)?.focus(); // the keyboard stays where it was
    }

    /* The shades of the cells, from few to the most. */
    _cellLegend(data) {
      const most = this.cells.most, steps = most < 2 ? 1 : SHADES, width = 15, row = html("div", "contested-legend-cells");
      const icon = element("svg", { width: width * steps, height: 16, viewBox: `0 -8 ${width * steps} 16`, "aria-hidden": "true" });
      for (let i = 0; i < steps; i++) {
        const points = CORNERS.map(([x, y]) => `${(x * 7.4 + width * (i + 0.5)).toFixed(1)},${(y * 7.4).toFixed(1)}`).join(" ");
        icon.append(element("polygon", { points, fill: look().quiet, "fill-opacity": steps === 1 ? 0.9 : [0.26, 0.42, 0.6, 0.78, 0.95][i] }));
      }
      row.append(html("span", "", "1"), icon, html("span", "", `${short(most)} ${data.words.cells}`));
      return row;
    }

    /* Flags `data-settled` on the page's root once the base map is drawn and nothing moves: tests wait for it. */
    _settleSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        if (!this.ready || !this.shown || this.moving || this.asked) { if (this.ready) this._settleSoon(); return; }
        document.documentElement.dataset.settled = this.shown.key;
        document.documentElement.dataset.settledAt = String(Math.round(performance.timeOrigin + performance.now()));
      }, 10);
    }
  }

  /* The page's own keys work also while the focus is in here: they are handed on to it (see keys.js). */
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : { KeyJ: "j", KeyK: "k" }[event.code];
    const key = event.key === "/" || event.key === "Escape" ? event.key : event.shiftKey ? null : letter;
    if (!["j", "k", "/", "Escape"].includes(key)) return;
    event.preventDefault();
    window.parent.document.dispatchEvent(new CustomEvent("contested-key", { detail: key }));
  });

  L.Map.addInitHook(function () { if (this.options.baseMap) this.contested = new Contested(this); });
})();
