/* The marks of places: areas, dots, shapes with numbers and names, what they tell under the mouse, and which names there is room for. */
(function (own) {
  "use strict";

  const { look, colourOf, element, html, picture, rings, told } = own;
  const MANY = 300; // points beyond which marks are plain canvas circles without labels
  const FEW_RADII = 12; // circles around approximate points up to which they are tinted

  class Marks {
    /* `owner` has the map, its cells, and says whether the mouse rests; it is told what is chosen. */
    constructor(owner) {
      this.owner = owner;
      this.map = owner.map;
      this.all = [];
      this.map.createPane("contested-areas").style.zIndex = 410;
      this.map.createPane("contested-countries").style.zIndex = 420;
      this.map.createPane("contested-marks").style.zIndex = 620;
      this.areas = L.svg({ pane: "contested-areas", padding: 0.5 });
      this.dots = L.canvas({ padding: 0.3 });
      this.group = L.layerGroup().addTo(this.map);
      this.countries = L.layerGroup().addTo(this.map);
    }

    draw(data) {
      const held = document.activeElement?.dataset.place; // the keyboard stays on the place where it was
      this.data = data;
      this.group.clearLayers();
      this.all = [];
      const many = data.marks.filter((m) => m.where === "point").length > MANY;
      const areas = data.marks.filter((m) => m.rings).length; // those that lie over each other still let the marks be seen
      this.shade = 0.2 / (1 + areas / 10);
      this.line = 0.9 / (1 + areas / 40);
      this.tint = data.marks.filter((m) => m.radius_km).length > FEW_RADII ? 0 : 0.05;
      const order = { country: 0, area: 1, group: 2, point: 3 };
      for (const mark of [...data.marks].sort((a, b) => order[a.where] - order[b.where] || a.events + a.claims - b.events - b.claims)) {
        if (mark.rings) this._drawArea(mark);
        if (mark.radius_km) this._drawRadius(mark);
        if (mark.where === "point" && many) this._drawDot(mark);
        else this._drawMark(mark);
      }
      if (held !== undefined) this.all.find((one) => one.mark.id === held)?.marker.getElement()?.focus({ preventScroll: true });
    }

    hatch(colour) {
      if (!this.areas._container) this.areas.addTo(this.map);
      const id = "contested-hatch-" + colour.replace("#", ""), svg = this.areas._container;
      if (!svg.querySelector("#" + id)) {
        svg.prepend(element("defs", {}, element("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          element("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, "stroke-width": 2.4, "stroke-opacity": 0.75 }))));
      }
      return `url(#${id})`;
    }

    _drawArea(mark) {
      const colour = colourOf(mark), group = mark.where === "group";
      const area = L.polygon(rings(mark), {
        pane: "contested-areas", renderer: this.areas, color: colour, weight: mark.chosen ? 2.6 : 1.5, opacity: mark.faint ? 0.35 : mark.chosen ? 0.9 : this.line,
        dashArray: group || mark.where === "country" ? "5 4" : null, fill: true,
        interactive: !(this.data.cells && this.data.cells.size), // else its mark alone can be pointed at, and the cells below it
        fillColor: group ? this.hatch(colour) : colour, fillOpacity: group ? (mark.faint ? 0.3 : 1) : mark.where === "country" ? 0.05 : mark.faint ? 0.35 * this.shade : mark.chosen ? 0.2 : this.shade,
      });
      this._live(area, mark);
      this.group.addLayer(area);
    }

    /* The circle within which an approximate point lies, at the scale of the map: beneath all marks, and not in the way of the mouse. */
    _drawRadius(mark) {
      const colour = colourOf(mark);
      this.group.addLayer(L.circle([mark.lat, mark.lon], { pane: "contested-areas", renderer: this.areas, radius: mark.radius_km * 1000, interactive: false,
        className: "contested-radius", color: colour, weight: mark.chosen ? 1.8 : 1, opacity: mark.faint ? 0.25 : mark.chosen ? 0.9 : 0.55, dashArray: "2 4", fillColor: colour, fillOpacity: mark.faint ? 0 : this.tint }));
    }

    _drawDot(mark) {
      const dot = L.circleMarker([mark.lat, mark.lon], { renderer: this.dots, radius: mark.events > 1 ? 6 : 4, weight: mark.disputed ? 2.5 : 1,
        color: mark.disputed ? mark.disputed_colour : look().paper, fill: true, fillColor: colourOf(mark), fillOpacity: mark.faint ? 0.3 : 0.85 });
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
        node.addEventListener("focus", () => { if (node.matches(":focus-visible")) { this.owner.resting = false; marker.openTooltip(); } });
        node.addEventListener("blur", () => marker.closeTooltip());
        node.setAttribute("aria-label", mark.says);
        node.setAttribute("role", "button");
        node.dataset.place = mark.id;
        node.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); this.owner.choose(mark, marker.getLatLng()); } });
      }
      this.all.push({ marker, mark, label, size });
    }

    _live(layer, mark) {
      const tip = () => {
        const made = html("div", "contested-tip");
        made.append(html("strong", "", mark.label), html("div", "contested-tip-counts", mark.says_counts), ...told(mark));
        if (mark.note) made.append(html("div", "contested-tip-note", mark.note));
        return made;
      };
      layer.bindTooltip(tip, { sticky: mark.where !== "point", direction: "top", offset: [0, -10], opacity: 1, className: "contested-tooltip" });
      layer.on("mousemove", (event) => { if (!this.owner.resting && !this.owner.pointing.busy && !layer.isTooltipOpen()) layer.openTooltip(mark.where === "point" ? undefined : event.latlng); });
      layer.on("click", (event) => {
        if (mark.rings && this.owner.pointing.busy) return; // a dot that lies on the area goes before: the map hears of it
        L.DomEvent.stopPropagation(event);
        this.owner.choose(mark, event.latlng);
      });
    }

    /* Hides the labels that would cover another label or mark; the places with most to tell come first. */
    declutter() {
      for (const one of this.all.filter((m) => m.mark.where === "group")) { // its label keeps off its hatched area
        const [sw, ne] = one.mark.bounds.map((b) => this.map.latLngToContainerPoint(b));
        one.size = Math.min(150, Math.max(14, ne.x - sw.x));
        one.label.style.setProperty("--off", `${one.size / 2 - 2}px`);
      }
      // All is measured before anything changes: a change between two measurements would lay the page out anew for each.
      for (const one of this.all) { one.at = this.map.latLngToContainerPoint(one.marker.getLatLng()); one.wide = one.label.offsetWidth; one.high = one.label.offsetHeight; }
      const byWeight = [...this.all].sort((a, b) => (b.mark.chosen || 0) - (a.mark.chosen || 0) || b.mark.events + b.mark.claims - a.mark.events - a.mark.claims);
      const taken = [];
      const near = (one) => { const third = one.size / 3; return { owner: one.marker, l: one.at.x - third, r: one.at.x + third, t: one.at.y - third, b: one.at.y + third }; };
      const covered = (at) => this.owner.hasCells() && this.owner.cells.at(at) >= 0;
      this.under = 0;
      for (const one of byWeight) { // in a crowd the regions with less to tell shrink to a dot; on a cell they wait for a closer zoom
        const box = near(one), may = this.data.looks && one.mark.rings && one.mark.where !== "group" && !one.mark.chosen;
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
      this.labelCountries();
    }

    labelCountries() {
      if (!this.countryNames) return;
      this.countries.clearLayers();
      if (this.owner.tiles.laid) return; // an online map brings its own names
      const zoom = this.map.getZoom(), view = this.map.getBounds().pad(0.1);
      for (const [name, lon, lat, smallest] of this.countryNames) {
        if (zoom < smallest + 0.5 || zoom > smallest + 6 || !view.contains([lat, lon])) continue;
        const p = this.map.latLngToContainerPoint([lat, lon]), half = name.length * 4.6;
        if ((this.taken || []).some((o) => p.x - half < o.r && p.x + half > o.l && p.y - 8 < o.b && p.y + 8 > o.t)) continue;
        this.countries.addLayer(L.marker([lat, lon], { interactive: false, keyboard: false, pane: "contested-countries",
          icon: L.divIcon({ className: "contested-country", html: html("span", "", name), iconSize: [0, 0] }) }));
      }
    }
  }

  own.Marks = Marks;
})(window.contestedMap);
