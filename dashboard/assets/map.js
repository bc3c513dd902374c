/* The map of the Explore page: an offline base map, and on it the marks of one filter.

   Loaded by folium as the last script of the map's page. The base map is constant; the marks come as one JSON object through
   `map.contested.show(base64)`. Whatever is text goes into the page by textContent, never as HTML. */
(function (own) {
  "use strict";

  const { CELL, BaseMap, Cells, Legend, Marks, Pointing, Tiles, allButton } = own;

  class Contested {
    constructor(map) {
      this.map = map;
      this.shown = null;
      this.focus = undefined;
      map.createPane("contested-cells").style.zIndex = 425;
      map.getPane("contested-cells").style.pointerEvents = "none";
      this.cells = new Cells();
      this.marks = new Marks(this);
      this.pointing = new Pointing(this);
      this.legend = new Legend(map, (colour) => this.marks.hatch(colour));
      this.tiles = new Tiles(map, () => this.marks.labelCountries());
      this.base = new BaseMap({ attribution: map.options.baseCredit || "" }).addTo(map);
      this._followTheme();
      map.attributionControl.setPosition("bottomright");
      map.zoomControl.setPosition("topleft");
      map.on("zoomstart movestart", () => { delete document.documentElement.dataset.settled; });
      map.on("zoomanim", (e) => this._askFor(e.center, e.zoom)); // while the map still moves
      this.allLink = allButton(map, () => this._fit(this.shown && this.shown.home, 8, true));
      // The style sheets come after the script, and the page may stretch the frame: Leaflet hears of neither.
      new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
      // Marks that move under a resting mouse are not pointed at: no tooltip until the mouse moves.
      map.getContainer().addEventListener("mousemove", (e) => { if (e.movementX || e.movementY) this.resting = false; }, true); // before Leaflet hears of it
      map.on("tooltipopen", (e) => { if (this.resting || this.pointing.covers(e.tooltip)) e.tooltip.close(); });
      map.on("moveend zoomend", () => { this._placeNames(); this._askFor(map.getCenter(), map.getZoom()); this._settleSoon(); });
      fetch(new URL(map.options.baseMap, own.folder)).then((r) => r.json()).then((data) => {
        this.base.once("load", () => { this.ready = true; this._settleSoon(); });
        this.marks.countryNames = data.labels;
        this.base.setData(data);
        this.marks.labelCountries();
      });
    }

    /* Whether hexagons are drawn; whether hexagons or dots are. */
    hasCells() { return this.hasCanvas() && this.cells.size > 0; }
    hasCanvas() { return this.map.hasLayer(this.cells); }

    /* Streamlit sends its theme with every render; the first one came before this script was loaded. */
    _followTheme() {
      const set = (isDark) => {
        document.documentElement.dataset.theme = isDark ? "dark" : "light";
        if (isDark === own.dark) return;
        own.dark = isDark;
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

    /* Called by the page with the marks of the current filter: base64 of UTF-8 JSON, so that no text can become script. */
    show(base64) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const data = JSON.parse(new TextDecoder().decode(bytes));
      if (data.told) this.pointing.tell(data.told);
      if (data.told && this._shows(data)) return; // nothing else was asked for
      delete document.documentElement.dataset.settled;
      const first = !this.fitted;
      this.resting = true;
      if (!this.shown || this.shown.key !== data.key) this.pointing.forget();
      this.shown = data;
      own.dark = document.documentElement.dataset.theme === "dark";
      for (const mark of data.looks ? data.marks : []) {
        const of = data.looks[mark.look < 0 ? data.looks.length - 1 : mark.look];
        Object.assign(mark, { colour: of.colour, dark: of.dark, shape: of.shape, disputed_colour: data.disputed.colour, disputed_dark: data.disputed.dark });
      }
      if (data.tiles) this.tiles.offer(data.tiles);
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

    /* Whether the marks of these data are those on the map. */
    _shows(data) {
      return this.shown !== null && this.shown.key === data.key && JSON.stringify(this.shown.window) === JSON.stringify(data.window);
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

    /* Asks Python for the words of places that are dots on the canvas; a window that is asked for goes before. */
    askAbout(places) {
      if (!this.asked && window.Streamlit) window.Streamlit.setComponentValue({ about: places, nth: Date.now() });
    }

    /* Tells Python which place was clicked, at once. streamlit-folium attaches its own click handler to every layer and sends
       `latlng` a quarter of a second later: the same object goes there, so that it finds nothing new to send. */
    choose(mark, latlng) {
      Object.assign(latlng, { place_id: mark.id, nth: Date.now() });
      const page = window.__GLOBAL_DATA__;
      if (!page || !window.Streamlit) return;
      page.last_object_clicked = latlng;
      page.previous_data = { last_object_clicked: latlng };
      window.Streamlit.setComponentValue(page.previous_data);
    }

    _draw(data) {
      this.pointing.leave();
      this.marks.draw(data);
      this._drawCanvas(data);
      this.legend.draw(data, this.cells);
      this.allLink.textContent = data.words.all;
      this.allLink.title = data.words.all_title;
      this._placeNames();
    }

    /* The cells or dots of the data. */
    _drawCanvas(data) {
      if (data.cells) {
        this.cells.setData(data.cells, data.looks, data.disputed, data.faint);
        if (!this.map.hasLayer(this.cells)) this.cells.addTo(this.map);
      } else this.cells.remove();
      const n = data.cells ? this.cells.data.length / CELL.width : 0;
      document.documentElement.dataset.cells = String(data.cells && data.cells.size ? n : 0);
      document.documentElement.dataset.marks = String(data.marks.length + (data.cells && data.cells.ids ? n : 0));
    }

    _placeNames() {
      if (!this.shown) { this.marks.labelCountries(); return; }
      this.marks.declutter();
      this.legend.tellMore(this.shown, this.shown.looks ? this.shown.more + this.marks.under : 0);
    }

    _fit(bounds, zoom, animate) {
      if (!bounds) return;
      const map = this.map, box = L.latLngBounds(bounds);
      const inView = map.getBounds().pad(-0.12).contains(box), wide = map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;
      if (animate && inView && (wide > map.getSize().x / 3 || map.getZoom() >= zoom)) return; // already seen well: stay
      this.moving = true; // an animation begins a frame later: until it ends the map has not settled
      map.once("moveend", () => { this.moving = false; this._settleSoon(); });
      map.fitBounds(box, { maxZoom: zoom, paddingTopLeft: [60, 40], paddingBottomRight: [50, this.legend.open ? 100 : 40], animate, duration: 0.15 });
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
})(window.contestedMap);
