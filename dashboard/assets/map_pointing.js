/* What a cell or dot of the canvas does under the mouse: it tells what it holds, a dot also its words, which the server gives when they
   are asked for; a click comes closer to a cell, or chooses the place of a dot. */
(function (own) {
  "use strict";

  const { CELL, colourOf, formOf, html, told } = own;
  const DWELL = 120; // milliseconds that the mouse stays on a dot before its words are asked for
  const TOGETHER = 40; // dots whose words are asked for at once: the mouse goes on to one near by

  class Pointing {
    constructor(owner) {
      this.owner = owner;
      this.map = owner.map;
      this.cells = owner.cells;
      this.at = -1;
      this.known = new Map(); // what the server told of a place under this view
      this.tip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 1, className: "contested-tooltip" });
      this.map.on("mousemove", (event) => this._move(event));
      this.map.on("mouseout zoomstart movestart", () => this.leave());
      this.map.on("click", (event) => this._open(event));
    }

    _move(event) {
      const i = this.owner.resting || !this.owner.hasCanvas() ? -1 : this.cells.at(event.containerPoint);
      if (i === this.at) return;
      this.leave();
      if (i < 0) return;
      this.at = i;
      this.map.eachLayer((layer) => { if (layer.getTooltip?.()) layer.closeTooltip(); });
      this.map.getContainer().style.cursor = "pointer";
      this.tip.setLatLng(this.cells.latLng(i)).setContent(this._words(i)).addTo(this.map);
      this._circle(i);
      const place = this._place();
      if (place && !this.known.has(place)) this.waiting = setTimeout(() => this.owner.askAbout(this._around(i)), DWELL);
    }

    /* Whether a cell or dot is under the mouse: then it alone tells and is clicked, and no area that it lies on. */
    get busy() { return this.at >= 0; }
    covers(tooltip) { return this.busy && tooltip !== this.tip; }

    /* The id of the place under the mouse; none for a cell of many. */
    _place() { return this.at < 0 || !this.cells.ids ? null : this.cells.ids[this.at / CELL.width]; }

    /* The ids of a dot and of those nearest to it, as far as their words are not known. */
    _around(at) {
      const { data: d, ids } = this.cells, far = (k) => Math.hypot(d[k * CELL.width] - d[at], d[k * CELL.width + 1] - d[at + 1]);
      return ids.map((id, k) => [far(k), id]).filter(([, id]) => !this.known.has(id)).sort(([one], [other]) => one - other).slice(0, TOGETHER).map(([, id]) => id);
    }

    _words(i) {
      const { words, looks, counted } = this.owner.shown, d = this.cells.data, of = looks[d[i + CELL.type] < 0 ? looks.length - 1 : d[i + CELL.type]];
      const say = (thing, n) => formOf(counted[thing], n).replace("{n}", n.toLocaleString("en"));
      const percent = (share) => (share > 0 && share < 0.01 ? "<1" : String(Math.round(100 * share)));
      const tip = html("div", "contested-tip"), events = d[i + CELL.events], claims = d[i + CELL.claims], { names } = this.cells;
      const quiet = (text) => tip.append(html("div", "contested-tip-counts", text));
      if (names) tip.append(html("strong", "", names[i / CELL.width]));
      tip.append(html(names ? "div" : "strong", "", events ? say("event", events) : say("claim", claims)));
      if (events && (events > 1 || !names)) quiet(words.mostly.replace("{type}", of.label).replace("{share}", percent(d[i + CELL.top] / events)));
      else if (events) quiet(of.label);
      if (events && claims) quiet(say("claim", claims));
      if (d[i + CELL.disputed] > 0) quiet(words.cell_disputed.replace("{share}", percent(d[i + CELL.disputed])));
      const more = this.known.get(this._place());
      if (more) tip.append(...told(more));
      return tip;
    }

    /* The circle within which an approximate place lies. */
    _circle(i) {
      const km = this.cells.radius_km(i);
      if (!km) return;
      const type = this.cells.data[i + CELL.type], { looks } = this.owner.shown, color = colourOf(looks[type < 0 ? looks.length - 1 : type]);
      this.circle = L.circle(this.cells.latLng(i), { pane: "contested-areas", renderer: this.owner.marks.areas, radius: km * 1000, interactive: false, className: "contested-radius", color, weight: 1.6, opacity: 0.9, dashArray: "2 4", fillOpacity: 0.07 }).addTo(this.map);
    }

    leave() {
      this.at = -1;
      clearTimeout(this.waiting);
      this.tip.remove();
      if (this.circle) this.circle.remove();
      this.circle = null;
      this.map.getContainer().style.cursor = "";
    }

    /* What the server tells of places, asked for by `askAbout`. */
    tell(places) {
      for (const of of places) this.known.set(of.id, of);
      if (places.some((of) => of.id === this._place())) this.tip.setContent(this._words(this.at));
    }

    forget() { this.known.clear(); }

    _open(event) {
      const i = this.owner.hasCanvas() ? this.cells.at(event.containerPoint) : -1;
      if (i < 0) return;
      if (this.cells.ids) this.owner.choose({ id: this.cells.ids[i / CELL.width] }, event.latlng);
      else this.map.setView(this.cells.latLng(i), Math.min(this.map.getMaxZoom(), this.map.getZoom() + 2));
    }
  }

  own.Pointing = Pointing;
})(window.contestedMap);
