/* What is too many to draw as marks of their own: places as dots, or beyond some thousands hexagons in which the server has counted
   them. Of each x, y in web-Mercator 0..1, events, claims, type, events of that type, disputed share. Drawn on one canvas that Leaflet
   moves and scales with the map, so that nothing flashes. */
(function (own) {
  "use strict";

  const { look, colourOf, element, html } = own;
  const CELL = { x: 0, y: 1, events: 2, claims: 3, type: 4, top: 5, disputed: 6, width: 7 };
  const CORNERS = [0, 1, 2, 3, 4, 5].map((i) => [Math.cos(Math.PI / 3 * i + Math.PI / 6), Math.sin(Math.PI / 3 * i + Math.PI / 6)]);
  const SHADES = 5; // steps of a cell's strength, and of the legend
  const MOST_RADII = 80; // circles around approximate places on the screen at once
  const EQUATOR_KM = 40075;

  const short = (n) => (n < 1000 ? String(n) : n < 9950 ? (n / 1000).toFixed(1).replace(".0", "") + "k" : n < 999500 ? Math.round(n / 1000) + "k" : (n / 1e6).toFixed(1) + "M");

  /* Events, or claims where there is no event. */
  const weight = (d, i) => d[i + CELL.events] || d[i + CELL.claims];

  const Cells = L.Renderer.extend({
    options: { padding: 0.5, pane: "contested-cells" },
    initialize(options) { L.setOptions(this, options); L.stamp(this); this._layers = {}; this.data = new Float32Array(0); },
    _initContainer() { this._container = html("canvas", "contested-cells"); this._pen = this._container.getContext("2d"); },
    _destroyContainer() { this._container.remove(); },
    /* `cells` has `data` and either `size`, of a hexagon in world coordinates, or `ids`, `names` and `radii` of the places that are dots:
       the kilometres within which an approximate one lies, else 0. */
    setData(cells, looks, disputed, faint) {
      const bytes = Uint8Array.from(atob(cells.data), (c) => c.charCodeAt(0));
      this.data = new Float32Array(bytes.buffer);
      this.size = cells.size || 0; this.ids = cells.ids; this.names = cells.names; this.radii = cells.radii || [];
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
      return colourOf(this.looks[type < 0 ? this.looks.length - 1 : type]);
    },
    _draw() { if (this.size) this._drawCells(); else this._drawDots(); this._pen.globalAlpha = 1; },
    radius(n) { return Math.min(11, 3.4 + 1.25 * Math.log2(n)); },
    _drawDots() {
      const d = this.data, pen = this._pen, l = look(), seen = [];
      this._each(12, (x, y, i) => seen.push([x, y, i, this.radius(weight(d, i))]));
      seen.sort((one, other) => other[3] - one[3]); // small ones above large ones
      this._drawRadii(seen);
      for (const [x, y, i, r] of seen) {
        const only = d[i + CELL.type] < 0;
        pen.beginPath(); pen.arc(x, y, only ? r - 0.8 : r, 0, 2 * Math.PI);
        pen.globalAlpha = this.faint ? 0.3 : 0.86;
        pen.fillStyle = only ? l.paper : this._colour(d[i + CELL.type]); pen.fill();
        pen.globalAlpha = this.faint ? 0.4 : 1;
        const disputed = d[i + CELL.disputed] > 0;
        pen.lineWidth = only || disputed ? 1.8 : 1;
        pen.strokeStyle = disputed ? colourOf(this.disputed) : only ? this._colour(-1) : l.paper;
        pen.stroke();
        if (disputed && !only) { pen.beginPath(); pen.arc(x, y, r - 1.8, Math.PI / 2, -Math.PI / 2); pen.fillStyle = l.paper; pen.fill(); } // half open, as its mark is
      }
    },
    /* The circles within which approximate places lie, where there are few; of many the mouse shows one at a time. */
    _drawRadii(seen) {
      const pen = this._pen, wide = seen.filter(([, , i, r]) => this.radius_km(i) && this.pixels(i, this.radius_km(i)) > r + 2);
      if (!wide.length || wide.length > MOST_RADII) return;
      pen.globalAlpha = this.faint ? 0.2 : 0.5;
      pen.lineWidth = 1; pen.setLineDash([2, 4]);
      for (const [x, y, i] of wide) {
        pen.beginPath(); pen.arc(x, y, this.pixels(i, this.radius_km(i)), 0, 2 * Math.PI);
        pen.strokeStyle = this._colour(this.data[i + CELL.type]); pen.stroke();
      }
      pen.setLineDash([]);
    },
    radius_km(i) { return this.radii[i / CELL.width] || 0; },
    /* How many pixels a distance is at the place of an entry: the web map stretches with the latitude. */
    pixels(i, km) { return km / EQUATOR_KM * Math.cosh(Math.PI * (1 - 2 * this.data[i + CELL.y])) * this._view().scale; },
    _drawCells() {
      const d = this.data, pen = this._pen, r = this.size * this._view().scale, l = look();
      const inner = r - Math.max(0.5, r * 0.045), strengths = own.dark ? [0.3, 0.45, 0.6, 0.78, 0.95] : [0.26, 0.42, 0.6, 0.78, 0.95];
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
      pen.strokeStyle = colourOf(this.disputed); pen.lineJoin = "round";
      for (const [x, y, share] of marked) { pen.lineWidth = 1.2 + 2 * share; pen.beginPath(); hexagon(x, y, inner - 1); pen.stroke(); }
      if (r < 12) return;
      pen.globalAlpha = this.faint ? 0.5 : 1;
      pen.font = `600 ${Math.min(12, Math.max(9.5, r * 0.62)).toFixed(1)}px ${getComputedStyle(this._map.getContainer()).fontFamily}`;
      pen.textAlign = "center"; pen.textBaseline = "middle";
      for (const [x, y, i, shade] of seen) {
        pen.fillStyle = own.dark ? (shade > 2 ? "#151515" : l.ink) : shade > 2 ? "#FFFFFF" : l.ink;
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
    /* The shades of the cells, from few to the most. */
    legend(words) {
      const most = this.most, steps = most < 2 ? 1 : SHADES, width = 15, row = html("div", "contested-legend-cells");
      const icon = element("svg", { width: width * steps, height: 16, viewBox: `0 -8 ${width * steps} 16`, "aria-hidden": "true" });
      for (let i = 0; i < steps; i++) {
        const points = CORNERS.map(([x, y]) => `${(x * 7.4 + width * (i + 0.5)).toFixed(1)},${(y * 7.4).toFixed(1)}`).join(" ");
        icon.append(element("polygon", { points, fill: look().quiet, "fill-opacity": steps === 1 ? 0.9 : [0.26, 0.42, 0.6, 0.78, 0.95][i] }));
      }
      row.append(html("span", "", "1"), icon, html("span", "", `${short(most)} ${words}`));
      return row;
    },
  });

  Object.assign(own, { CELL, Cells });
})(window.contestedMap);
