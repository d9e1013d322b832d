/* The part of a map that does not change: basemap, zones, their names, controls in French, the first view. */
(function () {
  "use strict";
  const Carto = (window.Carto = window.Carto || {});
  const MOST_LABELS = 80;

  /* Room above for the names, which stand over their zones. */
  Carto.MARGINS = { paddingTopLeft: [12, 52], paddingBottomRight: [12, 12] };

  Carto.base = function (data) {
    return { addTo: (map) => build(map, data) };
  };

  function build(map, data) {
    map.cartoWords = data.words;
    const container = map.getContainer();
    container.classList.add("carto-map");
    // Leaflet takes the focus when a finger or a button goes down; scrolling the page at that moment would put the
    // click elsewhere than where it was aimed.
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(data.attribution);
    if (data.tiles) underlay(data.tiles).addTo(map);
    map.cartoTiled = Boolean(data.tiles);
    container.classList.toggle("carto-tiled", map.cartoTiled);
    // At the bottom, where a bubble opened on a phone does not pass under them.
    L.control.scale({ imperial: false }).addTo(map);
    const words = { zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out };
    L.control.zoom({ position: "bottomleft", ...words }).addTo(map);
    map.createPane("carto-labels").style.zIndex = 420;
    map.cartoZones = new Map();
    data.zones.forEach(function (zone) {
      const [code, name, lat, lon, parts] = zone;
      // Over streets, a white edge tells the outline from them, and the inside is left clear.
      if (data.tiles) L.polygon(parts, { interactive: false, color: "#ffffff", weight: 6, opacity: 0.85, fill: false }).addTo(map);
      const outline = L.polygon(parts, {
        interactive: false,
        color: data.line,
        weight: data.tiles ? 2.4 : 1.6,
        fillColor: data.fill,
        fillOpacity: data.tiles ? 0 : 0.9,
      }).addTo(map);
      map.cartoZones.set(code, { name: name, spot: L.latLng(lat, lon), top: topOf(parts), parts: parts, bounds: outline.getBounds() });
    });
    const place = showNames(map);
    fitOnce(map, data.bounds);
    whenDressed(function () {
      map.invalidateSize({ pan: false });
      if (map._popup) map._popup.update();
      place();
    });
  }

  const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

  /* Tiles of our server, or those that an exported page carries. */
  const Carried = L.TileLayer.extend({
    getTileUrl: function (spot) {
      return this.options.pictures[`${this._getZoomForUrl()}/${spot.x}/${spot.y}`] || NOTHING;
    },
  });

  function underlay(told) {
    const options = {
      attribution: told.attribution,
      bounds: told.bounds,
      minNativeZoom: told.min_zoom,
      maxNativeZoom: told.max_zoom,
      // Further out the map is too small for streets, and one screen would ask for hundreds of tiles.
      minZoom: told.min_zoom - 2,
      maxZoom: 22,
    };
    return told.url ? L.tileLayer(told.url, options) : new Carried("", { ...options, pictures: told.pictures });
  }

  /* streamlit-folium does not wait for style sheets: what was measured before they came is measured again. */
  function whenDressed(measure) {
    document.querySelectorAll('link[rel="stylesheet"]').forEach((link) => link.addEventListener("load", measure));
    if (document.fonts && document.fonts.ready) document.fonts.ready.then(measure);
  }

  /* A map is often born in a hidden tab or before its frame has a width: fit again until somebody moves it. */
  function fitOnce(map, bounds) {
    let touched = false;
    const fit = function () {
      map.invalidateSize({ pan: false });
      const size = map.getSize();
      if (!touched && size.x && size.y) map.fitBounds(bounds, { animate: false, ...Carto.MARGINS });
    };
    ["pointerdown", "wheel", "keydown"].forEach(function (name) {
      map.getContainer().addEventListener(name, () => (touched = true), { capture: true, passive: true });
    });
    if (window.ResizeObserver) new ResizeObserver(fit).observe(map.getContainer());
    fit();
  }

  /* The names of the largest zones in view, as many as do not overlap. */
  function showNames(map) {
    const layer = L.layerGroup().addTo(map);
    const place = function () {
      layer.clearLayers();
      const taken = [];
      const frame = map.getContainer().getBoundingClientRect();
      inView(map).forEach(function (zone) {
        const label = nameOf(map, zone).addTo(layer);
        const box = label.getElement().getBoundingClientRect();
        const cut = box.top < frame.top || box.left < frame.left || box.right > frame.right;
        if (cut || taken.some((other) => overlap(box, other))) layer.removeLayer(label);
        else taken.push(box);
      });
    };
    map.on("zoomend moveend resize", L.Util.throttle(place, 120));
    map.whenReady(place);
    return place;
  }

  function inView(map) {
    const view = map.getBounds();
    const side = (zone) => map.latLngToLayerPoint(zone.bounds.getSouthEast()).distanceTo(
      map.latLngToLayerPoint(zone.bounds.getNorthWest())
    );
    return [...map.cartoZones.values()]
      .filter((zone) => view.contains(zone.spot) || view.contains(zone.top))
      .map((zone) => ({ ...zone, side: side(zone) }))
      .filter((zone) => zone.side > 34)
      .sort((one, other) => other.side - one.side)
      .slice(0, MOST_LABELS);
  }

  /* Above the zone, where its points are not; inside it when one looks so close that its top is out of sight. */
  function nameOf(map, zone) {
    const above = map.getBounds().contains(zone.top);
    const text = document.createElement("span");
    text.textContent = zone.name;
    const label = L.tooltip({
      permanent: true,
      interactive: false,
      direction: above ? "top" : "center",
      pane: "carto-labels",
      className: "carto-name",
      opacity: 1,
    });
    return label.setLatLng(above ? zone.top : zone.spot).setContent(text);
  }

  function topOf(parts) {
    return L.latLng(parts.flat(2).reduce((top, spot) => (spot[0] > top[0] ? spot : top)));
  }

  function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  /* One colour per zone, hatched where nothing can be said; geometry is that of the base map. */
  Carto.verdicts = function (rows, hatch) {
    const group = L.featureGroup();
    group.onAdd = function (map) {
      rows.forEach(function (row) {
        const [code, color, hatched] = row;
        const zone = map.cartoZones.get(code);
        if (!zone) return;
        // Streets stay in sight under a verdict, which stays the strongest thing of the map.
        const fill = { interactive: false, stroke: false, fillOpacity: map.cartoTiled ? 0.78 : 1, fillColor: color };
        group.addLayer(L.polygon(zone.parts, fill));
        if (hatched) group.addLayer(L.polygon(zone.parts, { ...fill, fillColor: hatching(map, hatch) }));
        group.addLayer(L.polyline(closed(zone.parts), { interactive: false, color: hatch, weight: 1.6 }));
      });
      L.FeatureGroup.prototype.onAdd.call(group, map);
    };
    group.onRemove = function (map) {
      L.FeatureGroup.prototype.onRemove.call(group, map);
      group.clearLayers();
    };
    return group;
  };

  /* The thick outline of the zone that a page speaks of. */
  Carto.highlight = function (code, color) {
    const group = L.featureGroup();
    group.onAdd = function (map) {
      const zone = map.cartoZones.get(code);
      const line = { interactive: false, lineJoin: "round" };
      if (zone) {
        group.addLayer(L.polyline(closed(zone.parts), { ...line, color: "#ffffff", weight: 8 }));
        group.addLayer(L.polyline(closed(zone.parts), { ...line, color: color, weight: 4 }));
      }
      L.FeatureGroup.prototype.onAdd.call(group, map);
    };
    group.onRemove = function (map) {
      L.FeatureGroup.prototype.onRemove.call(group, map);
      group.clearLayers();
    };
    return group;
  };

  /* How far one walks: outlines told apart by their dashes and by the minutes written on them. */
  Carto.reach = function (rows, color) {
    const group = L.featureGroup();
    group.onAdd = function (map) {
      rows.forEach(function (row) {
        const [label, dash, rings] = row;
        const line = { interactive: false, lineJoin: "round", color: color, weight: 2, dashArray: dash };
        group.addLayer(L.polyline(rings, { ...line, color: "#ffffff", weight: 5, opacity: 0.7, dashArray: null }));
        group.addLayer(L.polyline(rings, line));
        if (!rings.length) return;
        const text = document.createElement("span");
        text.textContent = label;
        const tag = L.tooltip({ permanent: true, interactive: false, direction: "top", className: "carto-name", opacity: 1 });
        group.addLayer(tag.setLatLng(rings[0].reduce((top, spot) => (spot[0] > top[0] ? spot : top))).setContent(text));
      });
      L.FeatureGroup.prototype.onAdd.call(group, map);
    };
    group.onRemove = function (map) {
      L.FeatureGroup.prototype.onRemove.call(group, map);
      group.clearLayers();
    };
    return group;
  };

  function closed(parts) {
    return parts.flat().map((ring) => [...ring, ring[0]]);
  }

  Carto.hatching = hatching;

  function hatching(map, color) {
    const id = "carto-hatch";
    if (!document.getElementById(id)) {
      const make = (name, attributes) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));
        return element;
      };
      const holder = make("svg", { width: 0, height: 0, "aria-hidden": "true", class: "carto-patterns" });
      const pattern = make("pattern", {
        id: id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
      });
      pattern.append(make("line", { x1: 0, y1: 0, x2: 0, y2: 8, stroke: color, "stroke-width": 4 }));
      holder.append(pattern);
      map.getContainer().append(holder);
    }
    return `url(#${id})`;
  }
})();
