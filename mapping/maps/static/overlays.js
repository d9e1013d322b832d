/* Surfaces laid over a map, with the official lines on top: what residents call their neighbourhood. */
(function () {
  "use strict";
  const Carto = (window.Carto = window.Carto || {});

  /* rows: [parts, fill or null, hatched, dash, letter]; line: colour of the official outlines. */
  Carto.surfaces = function (rows, line) {
    const group = L.featureGroup();
    group.onAdd = function (map) {
      rows.forEach(function (row) {
        const [parts, fill, hatched, dash, letter] = row;
        const look = { interactive: false, stroke: false };
        if (fill && !letter) group.addLayer(L.polygon(parts, { ...look, fillColor: fill, fillOpacity: 0.72 }));
        if (hatched) group.addLayer(L.polygon(parts, { ...look, fillColor: Carto.hatching(map, line), fillOpacity: 1 }));
        if (letter) outlined(group, parts, fill, dash, letter);
      });
      [...map.cartoZones.values()].forEach(function (zone) {
        const rings = closed(zone.parts);
        group.addLayer(L.polyline(rings, { interactive: false, color: "#ffffff", weight: 5, opacity: 0.8 }));
        group.addLayer(L.polyline(rings, { interactive: false, color: line, weight: 2.2 }));
      });
      L.FeatureGroup.prototype.onAdd.call(group, map);
    };
    group.onRemove = function (map) {
      L.FeatureGroup.prototype.onRemove.call(group, map);
      group.clearLayers();
    };
    return group;
  };

  function outlined(group, parts, color, dash, letter) {
    const rings = closed(parts);
    group.addLayer(L.polyline(rings, { interactive: false, color: "#ffffff", weight: 7, opacity: 0.85 }));
    group.addLayer(L.polyline(rings, { interactive: false, color: color, weight: 4, dashArray: dash }));
    const text = document.createElement("span");
    text.textContent = letter;
    const tag = L.tooltip({ permanent: true, interactive: false, direction: "center", className: "carto-name", opacity: 1 });
    const top = rings[0].reduce((highest, spot) => (spot[0] > highest[0] ? spot : highest));
    group.addLayer(tag.setLatLng(top).setContent(text));
  }

  function closed(parts) {
    return parts.flat().map((ring) => [...ring, ring[0]]);
  }
})();
