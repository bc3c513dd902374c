/* The map of the Review page: where the places considered lie; a click sets a pin, or clicks draw an area. The base map is that of
   ../map_base.js. Talks to Streamlit by its messages of version 1. Text goes into the page by textContent only. */
(function () {
  "use strict";

  const send = (type, more) => window.parent.postMessage({ isStreamlitMessage: true, type: `streamlit:${type}`, ...more }, "*");
  const tell = (value) => send("setComponentValue", { value: { ...value, nth: Date.now() }, dataType: "json" });
  const RINGS = 1000; // steps per degree in the outlines that come from the server
  let map, group, drawn, mode = null, ring = [], args = null, fitted = "";
  const tools = {};

  function script(src) {
    return new Promise((resolve, reject) => {
      const made = document.createElement("script");
      made.src = src; made.onload = resolve; made.onerror = reject;
      document.head.append(made);
    });
  }

  function sheet(href) {
    const made = document.createElement("link");
    made.rel = "stylesheet"; made.href = href;
    document.head.prepend(made);
  }

  async function start(first, theme) {
    sheet(`${first.assets}map.css`); sheet(`${first.leaflet}leaflet.css`);
    if (theme && theme.base) document.documentElement.style.setProperty("--background-color", theme.backgroundColor);
    await script(`${first.leaflet}leaflet.js`);
    for (const name of first.scripts) await script(`${first.assets}${name}`);
    map = L.map("map", { baseMap: first.base, baseCredit: first.credit, minZoom: 2, maxZoom: 14, zoomSnap: 0.25, worldCopyJump: true, doubleClickZoom: false }).setView([20, 20], 2);
    document.querySelector(".contested-all")?.remove();
    group = L.layerGroup().addTo(map);
    drawn = L.layerGroup().addTo(map);
    map.on("click", (event) => click(event.latlng.wrap()));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") turn(null); if (event.key === "Enter" && mode === "area" && event.target.tagName !== "BUTTON") finish(); });
    const Tools = L.Control.extend({ options: { position: "topright" }, onAdd: () => {
      const bar = document.createElement("div");
      bar.className = "tools";
      L.DomEvent.disableClickPropagation(bar);
      for (const name of ["pin", "area", "finish"]) {
        const button = document.createElement("button");
        button.type = "button";
        button.onclick = () => (name === "finish" ? finish() : turn(mode === name ? null : name));
        tools[name] = button;
        bar.append(button);
      }
      return bar;
    } });
    new Tools().addTo(map);
  }

  function turn(to) {
    mode = to; ring = [];
    tools.pin.setAttribute("aria-pressed", String(mode === "pin"));
    tools.area.setAttribute("aria-pressed", String(mode === "area"));
    tools.finish.hidden = mode !== "area";
    tools.finish.disabled = true;
    map.getContainer().classList.toggle("drawing", Boolean(mode));
    if (args) draw();
  }

  function click(at) {
    if (mode === "pin") { tell({ do: "pin", lat: at.lat, lon: at.lng }); turn(null); return; }
    if (mode !== "area") return;
    ring.push(at);
    tools.finish.disabled = ring.length < 3;
    draw();
  }

  function finish() {
    if (ring.length < 3) return;
    tell({ do: "area", ring: ring.map((p) => [p.lng, p.lat]) });
    turn(null);
  }

  const ink = () => (document.documentElement.dataset.theme === "dark" ? "#E8E4DC" : "#1F2328");

  function decoded(rings) {
    return rings.map((polygon) => polygon.map((flat) => {
      const points = [];
      let x = 0, y = 0;
      for (let i = 0; i < flat.length; i += 2) { x += flat[i]; y += flat[i + 1]; points.push([y / RINGS, x / RINGS]); }
      return points;
    }));
  }

  function label(layer, words, side) {
    const text = document.createElement("span");
    text.textContent = words;
    return layer.bindTooltip(text, { permanent: true, direction: side, offset: [side === "right" ? 8 : side === "left" ? -8 : 0, 0], className: "name", interactive: false });
  }

  function draw() {
    group.clearLayers(); drawn.clearLayers();
    for (const [i, place] of [...args.places].sort((a, b) => Boolean(b.rings) - Boolean(a.rings)).entries()) {
      const look = { color: place.now ? "#0072B2" : ink(), weight: place.chosen ? 3.2 : 1.5 };
      const layer = place.rings
        ? L.polygon(decoded(place.rings), { ...look, dashArray: place.now || place.chosen ? null : "4 4", fillOpacity: place.now ? 0.14 : 0.03, bubblingMouseEvents: true })
        : L.circleMarker([place.lat, place.lon], { ...look, radius: place.now ? 8 : 6, fillColor: place.now ? "#0072B2" : "#FFFFFF", fillOpacity: 0.9, bubblingMouseEvents: true });
      layer.on("click", (event) => { if (!mode) { L.DomEvent.stopPropagation(event); tell({ do: "pick", id: place.id }); } });
      group.addLayer(layer);
      if (place.rings) group.addLayer(label(L.circleMarker([place.lat, place.lon], { radius: 1, stroke: false, fill: false, interactive: false }), place.name, "center"));
      else label(layer, place.name, i % 2 ? "left" : "right");
    }
    const style = { color: "#B45309", weight: 2.2, fillOpacity: 0.15, interactive: false };
    for (const one of args.drawn) {
      if (one.ring) drawn.addLayer(L.polygon(one.ring.map(([lon, lat]) => [lat, lon]), style));
      else {
        drawn.addLayer(L.circle([one.lat, one.lon], { ...style, radius: one.km * 1000 }));
        drawn.addLayer(L.circleMarker([one.lat, one.lon], { ...style, radius: 4, fillOpacity: 1 }));
      }
    }
    if (ring.length) {
      drawn.addLayer(L.polygon(ring, { ...style, dashArray: "5 4" }));
      for (const p of ring) drawn.addLayer(L.circleMarker(p, { ...style, radius: 4, fillColor: "#FFFFFF", fillOpacity: 1 }));
    }
  }

  function fit() {
    if (fitted === args.fit_key || !args.bounds) return;
    fitted = args.fit_key;
    map.invalidateSize({ pan: false });
    map.fitBounds(args.bounds, { maxZoom: 9, padding: [30, 30], animate: false });
  }

  let starting = null;
  window.addEventListener("message", async (event) => {
    if (!event.data || event.data.type !== "streamlit:render") return;
    args = event.data.args;
    send("setFrameHeight", { height: args.height });
    starting = starting || start(args, event.data.theme);
    await starting;
    for (const name of Object.keys(tools)) tools[name].textContent = args.words[name];
    turn(mode);
    draw();
    fit();
    document.documentElement.dataset.shown = args.fit_key;
  });
  send("componentReady", { apiVersion: 1 });
})();
