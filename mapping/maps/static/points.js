/* Points and lines of a map, from the compact arrays of mapping/maps/points.py and shapes.py. */
(function () {
  "use strict";
  const Carto = (window.Carto = window.Carto || {});
  const LAT = 0, LON = 1, DRAWING = 2, FORM = 3, ID = 4, TITLE = 5, TEXTS = 6;
  const CELL_PX = 64, ALONE = 1500, GOLDEN_ANGLE = 2.39996, STEP_PX = 22;

  /* Points within a metre of one another are spread on a spiral, so that each can be clicked. */
  function spreads(rows) {
    const places = new Map();
    return rows.map(function (row) {
      const key = row[LAT].toFixed(5) + " " + row[LON].toFixed(5);
      const rank = places.get(key) || 0;
      places.set(key, rank + 1);
      if (!rank) return null;
      const angle = rank * GOLDEN_ANGLE, reach = STEP_PX * Math.sqrt(rank);
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    });
  }

  function feature(id, sign) {
    return { type: "Feature", properties: { id: id, kind: sign } };
  }

  /* Ranks beside signs, always shown: a number is read from further than a bubble. */
  Carto.ranks = function (rows) {
    return L.featureGroup(
      rows.map(function (row) {
        const text = document.createElement("span");
        text.textContent = row[2];
        const tag = L.tooltip({ permanent: true, interactive: false, direction: "right", offset: [14, 0], className: "carto-name carto-rank", opacity: 1 });
        return tag.setLatLng([row[0], row[1]]).setContent(text);
      })
    );
  };

  const PointGroup = L.FeatureGroup.extend({
    initialize: function (data) {
      L.FeatureGroup.prototype.initialize.call(this);
      this.data = data;
      this.spreads = spreads(data.rows);
      this.clustered = data.rows.length > data.cluster_over;
      this.drawn = data.drawings.map((strokes) => Carto.sprite(strokes, data.paths, data.side));
      this.byId = new Map(data.rows.map((row, index) => [row[ID], index]));
      this.on("click", this._answer, this);
    },
    onAdd: function (map) {
      this.map = map;
      if (this.clustered) {
        this.world = this.data.rows.map((row) => map.options.crs.latLngToPoint(L.latLng(row[LAT], row[LON]), 0));
        map.on("moveend", this._arrange, this);
        this._arrange();
      } else {
        this.data.rows.forEach((_row, index) => this.addLayer(this._marker(index)));
      }
      L.FeatureGroup.prototype.onAdd.call(this, map);
      this._showChosen();
    },
    onRemove: function (map) {
      map.off("moveend", this._arrange, this);
      if (this.popup) map.closePopup(this.popup);
      L.FeatureGroup.prototype.onRemove.call(this, map);
      this.clearLayers();
    },
    _marker: function (index) {
      const row = this.data.rows[index];
      const marker = new Carto.SignMarker([row[LAT], row[LON]], {
        renderer: Carto.canvasOf(this.map),
        interactive: this.data.interactive,
        sprite: this.drawn[row[DRAWING]],
        spread: this.spreads[index],
        chosen: row[ID] === this.data.selected,
        index: index,
      });
      marker.feature = feature(row[ID], this.data.signs[row[DRAWING]]);
      return marker;
    },
    /* Above the limit: few in view, each is drawn; many, one disc per cell of a grid that does not move with the map. */
    _arrange: function () {
      const scale = this.map.options.crs.scale(this.map.getZoom()) / this.map.options.crs.scale(0);
      const view = this.map.getPixelBounds();
      const margin = view.getSize().multiplyBy(0.2);
      const low = view.min.subtract(margin), high = view.max.add(margin);
      const inside = [];
      this.world.forEach(function (point, index) {
        const x = point.x * scale, y = point.y * scale;
        if (x >= low.x && x <= high.x && y >= low.y && y <= high.y) inside.push([index, x, y]);
      });
      this.clearLayers();
      const last = this.map.getZoom() >= this.map.getMaxZoom();
      if (inside.length <= ALONE || last) inside.forEach((found) => this.addLayer(this._marker(found[0])));
      else this._addCells(inside);
    },
    _addCells: function (inside) {
      const cells = new Map();
      inside.forEach(function (found) {
        const key = Math.floor(found[1] / CELL_PX) + " " + Math.floor(found[2] / CELL_PX);
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(found[0]);
      });
      cells.forEach((members) => this.addLayer(members.length === 1 ? this._marker(members[0]) : this._cell(members)));
    },
    _cell: function (members) {
      const rows = this.data.rows;
      const mean = (field) => members.reduce((sum, index) => sum + rows[index][field], 0) / members.length;
      return new Carto.SignMarker([mean(LAT), mean(LON)], {
        renderer: Carto.canvasOf(this.map),
        interactive: this.data.interactive,
        count: members.length,
        members: members,
      });
    },
    _answer: function (event) {
      const marker = event.layer || event.propagatedFrom;
      if (marker.options.members) {
        const spots = marker.options.members.map((index) => this.data.rows[index].slice(LAT, DRAWING));
        this.map.fitBounds(L.latLngBounds(spots).pad(0.1), { maxZoom: this.map.getMaxZoom() });
        return;
      }
      this._open(marker);
      this.fire("carto:choose", { id: this.data.rows[marker.options.index][ID] });
    },
    _open: function (marker) {
      const row = this.data.rows[marker.options.index];
      if (!row[TITLE]) return;
      const content = Carto.bubble(row[TITLE], this.data.forms[row[FORM]], row.slice(TEXTS));
      this.popup = Carto.openBubble(this.map, marker.shownAt(), content);
    },
    _showChosen: function () {
      const index = this.byId.get(this.data.selected);
      if (index === undefined) return;
      let marker = null;
      this.eachLayer(function (layer) {
        if (layer.options.index === index) marker = layer;
      });
      if (!marker) {
        marker = this._marker(index);
        this.addLayer(marker);
      }
      marker.bringToFront();
      this._open(marker);
    },
  });

  Carto.points = function (data) {
    return new PointGroup(data);
  };

  /* Lines and outlines people drew: [kind, parts, color, dashed, form, id, title, texts...]. */
  Carto.shapes = function (data) {
    const group = L.featureGroup();
    group.onAdd = function (map) {
      data.rows.forEach(function (row) {
        const [kind, parts, color, dashed, form, id, title] = row;
        const shared = { renderer: Carto.canvasOf(map), bubblingMouseEvents: false, fill: false };
        group.addLayer(L.polyline(parts, { ...shared, color: "#ffffff", weight: 7, opacity: 0.9, interactive: false }));
        const line = L.polyline(parts, {
          ...shared,
          color: color,
          weight: id === data.selected ? 6 : 3.5,
          dashArray: dashed ? "7 6" : null,
          interactive: data.interactive,
        });
        line.feature = feature(id, kind);
        line.on("click", function (event) {
          Carto.openBubble(map, event.latlng, Carto.bubble(title, data.forms[form], row.slice(7)), [0, 0]);
          group.fire("carto:choose", { id: id });
        });
        group.addLayer(line);
      });
      L.FeatureGroup.prototype.onAdd.call(group, map);
    };
    group.onRemove = function (map) {
      L.FeatureGroup.prototype.onRemove.call(group, map);
      group.clearLayers();
    };
    return group;
  };
})();
