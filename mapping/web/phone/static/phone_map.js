/* The map of the phone: zones outlined, one point by a tap, or an outline and a route point after point. */
(function () {
  "use strict";
  const Phone = window.Phone;
  const PLUM = "#561c4d";
  const SEEN = 17;
  const NAMED = 13.5;

  /* told: {tiles, bounds, words}; onPoint(lon, lat) at a tap, onCorner(i, lon, lat) when a corner was moved. */
  Phone.makeMap = function (element, told, onPoint, onCorner) {
    const still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(element, {
      zoomControl: false,
      tap: false,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      maxZoom: 20,
      // Tiles are sharp at whole zooms only; without them the territory may fill the map.
      zoomSnap: told.tiles ? 1 : 0.25,
    });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "bottomleft" }).addTo(map);
    const bounds = told.bounds;
    map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { animate: false, padding: [8, 8] });
    if (told.tiles) {
      L.tileLayer(told.tiles.url, {
        attribution: told.tiles.attribution,
        minNativeZoom: told.tiles.min_zoom,
        maxNativeZoom: told.tiles.max_zoom,
        maxZoom: 20,
      }).addTo(map);
    }
    const around = L.layerGroup().addTo(map);
    const drawn = L.layerGroup().addTo(map);
    const points = L.layerGroup().addTo(map);
    let moving = false;

    /* From afar, small points and no names. */
    const size = () => Math.max(3, Math.min(8, map.getZoom() - 8.5));
    const measure = function () {
      element.classList.toggle("loin", map.getZoom() < NAMED);
      around.eachLayer((layer) => layer.setRadius && layer.setRadius(size()));
    };
    map.on("zoomend", measure);
    measure();

    map.on("click", function (event) {
      if (!moving) onPoint(event.latlng.lng, event.latlng.lat);
    });

    const view = {};
    view.resize = () => map.invalidateSize({ pan: false });
    view.centre = () => map.getCenter().wrap();
    view.look = function (lon, lat, near) {
      map.setView([lat, lon], near ? Math.max(map.getZoom(), SEEN) : map.getZoom(), { animate: false });
    };

    view.surroundings = function (card) {
      around.clearLayers();
      L.geoJSON(card.zones, {
        interactive: false,
        style: { color: "#6b6472", weight: 2.4, fill: !told.tiles, fillColor: "#fffdf8", fillOpacity: 0.9 },
        onEachFeature: function (feature, layer) {
          const name = document.createElement("span");
          name.textContent = feature.properties.name;
          layer.bindTooltip(name, { permanent: true, direction: "center", className: "nom" });
        },
      }).addTo(around);
      (card.points || []).forEach(function (row) {
        if (typeof row[0] !== "number" || typeof row[1] !== "number") return;
        const color = told.colors[row[2]] || "#5b5563";
        const official = row[3] === "official";
        L.circleMarker([row[1], row[0]], {
          interactive: false,
          radius: size(),
          weight: official ? 1.5 : 3,
          color: official ? "#ffffff" : color,
          fillColor: official ? color : "#ffffff",
          fillOpacity: 1,
        }).addTo(around);
      });
    };

    view.point = function (lon, lat) {
      points.clearLayers();
      drawn.clearLayers();
      if (lon === null) return;
      const icon = L.divIcon({ className: "lieu", iconSize: [44, 44] });
      const marker = L.marker([lat, lon], { icon: icon, draggable: true, keyboard: false }).addTo(points);
      movable(marker, (spot) => onPoint(spot.lng, spot.lat));
    };

    view.line = function (corners, closed) {
      points.clearLayers();
      drawn.clearLayers();
      const spots = corners.map((corner) => [corner[1], corner[0]]);
      const shape = closed && spots.length > 2 ? L.polygon : L.polyline;
      const line = shape(spots, { color: PLUM, weight: 5, fillOpacity: 0.15, interactive: false }).addTo(drawn);
      spots.forEach(function (spot, i) {
        const label = document.createElement("span");
        label.textContent = String(i + 1);
        const icon = L.divIcon({ className: "lieu", html: label, iconSize: [44, 44] });
        const marker = L.marker(spot, { icon: icon, draggable: true, keyboard: false }).addTo(points);
        marker.on("drag", function () {
          spots[i] = marker.getLatLng();
          line.setLatLngs(spots);
        });
        movable(marker, (placed) => onCorner(i, placed.lng, placed.lat));
      });
    };

    function movable(marker, after) {
      marker.on("dragstart", () => (moving = true));
      marker.on("dragend", function () {
        // The finger that lets go also clicks the map.
        setTimeout(() => (moving = false), 50);
        after(marker.getLatLng());
      });
    }
    return view;
  };
})();
