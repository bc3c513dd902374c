/* The controls on the map: the legend that is a switch too, the button that shows all, the choice of an online map. */
(function (own) {
  "use strict";

  const { look, colourOf, formOf, element, html, shape, halfDisk } = own;

  class Legend {
    /* `hatch` gives the fill of a colour's hatching. */
    constructor(map, hatch) {
      this.map = map;
      this.hatch = hatch;
    }

    get open() { return Boolean(this.box && this.box.open); }

    draw(data, cells) {
      if (!this.box) {
        const Legend = L.Control.extend({ options: { position: "bottomleft" }, onAdd: () => {
          const box = html("details", "contested-legend");
          box.open = window.innerWidth > 600;
          L.DomEvent.disableClickPropagation(box);
          return box;
        } });
        this.box = new Legend().addTo(this.map).getContainer();
      }
      const rows = data.legend.map((item) => {
        const icon = element("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" }), colour = colourOf(item);
        if (item.shape === "region") icon.append(element("rect", { x: -7, y: -5, width: 14, height: 10, fill: colour, "fill-opacity": 0.22, stroke: colour }));
        else if (item.shape === "hatch") icon.append(element("rect", { x: -7, y: -5, width: 14, height: 10, fill: this.hatch(colour), stroke: colour, "stroke-dasharray": "3 2" }));
        else if (item.shape === "half") icon.append(element("circle", { r: 6, fill: look().paper, stroke: colour, "stroke-width": 1.6 }), element("path", { d: halfDisk(6), fill: colour }));
        else if (item.shape === "radius") icon.append(element("circle", { r: 6.6, fill: colour, "fill-opacity": 0.08, stroke: colour, "stroke-dasharray": "2 2.6" }), element("circle", { r: 2.2, fill: colour }));
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
      if (data.cells && data.cells.size) rows.push(cells.legend(data.words.cells));
      if (data.looks && rows.length) rows.push(html("div", "contested-legend-more"));
      const list = html("div", "contested-legend-rows");
      list.append(...rows);
      this.box.style.display = rows.length ? "" : "none";
      const held = this.box.contains(document.activeElement) ? document.activeElement.dataset.codes || "summary" : null;
      this.box.replaceChildren(html("summary", "", data.words.legend), list);
      if (held === "summary") this.box.firstChild.focus();
      else if (held) rows.find((row) => row.dataset.codes === held)?.focus(); // the keyboard stays where it was
    }

    /* How many regions are not drawn at this zoom. */
    tellMore(data, n) {
      const row = this.box && this.box.querySelector(".contested-legend-more");
      if (!row) return;
      row.style.display = n ? "" : "none";
      row.textContent = n ? formOf(data.words.more, n).replace("{n}", n.toLocaleString("en")) : "";
    }
  }

  function allButton(map, act) {
    const Button = L.Control.extend({
      options: { position: "topleft" },
      onAdd: () => {
        const bar = html("div", "leaflet-bar contested-all"), link = html("a", "", "All");
        link.href = "#"; link.setAttribute("role", "button");
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(link, "click", (e) => { L.DomEvent.preventDefault(e); act(); });
        bar.append(link);
        return bar;
      },
    });
    return new Button().addTo(map).getContainer().firstChild;
  }

  /* The control that lays an online map under the marks. Nothing is asked of its server before it is chosen, and the choice is kept
     nowhere: neither a link nor a reload asks it anything. */
  class Tiles {
    constructor(map, changed) {
      this.map = map;
      this.changed = changed;
      this.maxZoom = map.options.maxZoom;
      this.laid = null;
    }

    offer({ servers, words }) {
      const print = JSON.stringify([servers, words]);
      if (this.offered === print) return;
      this.offered = print;
      if (!this.box) {
        const Box = L.Control.extend({ options: { position: "topright" }, onAdd: () => {
          const box = html("details", "contested-tiles");
          L.DomEvent.disableClickPropagation(box);
          L.DomEvent.disableScrollPropagation(box);
          return box;
        } });
        this.box = new Box().addTo(this.map).getContainer();
      }
      this.box.style.display = servers.length ? "" : "none";
      const choice = (server) => {
        const row = html("label", ""), radio = html("input", ""), text = html("span", "", server ? server.name : words.offline);
        Object.assign(radio, { type: "radio", name: "tiles", checked: (this.laid ? this.laid.options.server : "") === (server ? server.id : "") });
        radio.onchange = () => this._lay(server);
        if (server) text.append(html("small", "", words.warning.replace("{host}", server.host)));
        row.append(radio, text);
        return row;
      };
      this.box.replaceChildren(html("summary", "", words.title), choice(null), ...servers.map(choice));
    }

    _lay(server) {
      if (this.laid) this.laid.remove();
      this.laid = null;
      if (server) {
        this.laid = L.tileLayer(server.url, { server: server.id, maxZoom: server.max_zoom, attribution: server.attribution.replace(/&/g, "&amp;").replace(/</g, "&lt;"), referrerPolicy: "strict-origin-when-cross-origin" });
        this.laid.addTo(this.map);
      }
      this.map.setMaxZoom(server ? server.max_zoom : this.maxZoom);
      this.changed();
    }
  }

  Object.assign(own, { Legend, allButton, Tiles });
})(window.contestedMap);
