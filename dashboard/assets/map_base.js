/* The base map: land, lakes, rivers and borders from our own lines, drawn tile by tile with no network. */
(function (own) {
  "use strict";

  const { look } = own;
  const ADMIN_ZOOM = 4.5, SMALL_ADMIN_ZOOM = 7, RIVER_ZOOM = 5;

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

  own.BaseMap = BaseMap;
})(window.contestedMap);
