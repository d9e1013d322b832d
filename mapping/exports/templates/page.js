/* The exported page: one map, the same things as a list, chosen together. No request, no storage. */
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("carto-data");
  const find = (id) => document.getElementById(id);
  const entries = [...document.querySelectorAll("#things > li")];
  const buttons = new Map(entries.map((entry) => [entry.dataset.id, entry.querySelector("button")]));
  const controls = ["words", "filiere", "zone", "scheme", "gaps"].map(find);
  const [words, filiere, zone, scheme, gaps] = controls;
  const map = L.map("map", { zoomControl: false, zoomSnap: data.base.tiles ? 1 : 0.5, minZoom: data.min_zoom, maxZoom: data.max_zoom });
  let laid = [];
  let chosen = "";

  map.setView([0, 0], 2);
  Carto.base(data.base).addTo(map);

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(entries.map((entry) => [entry.dataset.id, plain(entry.textContent)]));

  function wanted(entry) {
    const told = data.things[entry.dataset.id];
    const asked = plain(words.value.trim());
    return (
      (!filiere.value || told.filieres.includes(filiere.value)) &&
      (!zone.value || told.zones.includes(zone.value)) &&
      (!scheme.value || told.scheme === scheme.value) &&
      asked.split(/\s+/).every((word) => texts.get(entry.dataset.id).includes(word))
    );
  }

  function draw() {
    const shown = new Set();
    entries.forEach(function (entry) {
      entry.hidden = !wanted(entry);
      if (!entry.hidden) shown.add(entry.dataset.id);
    });
    gaps.disabled = !filiere.value;
    const verdicts = gaps.checked && filiere.value ? data.verdicts[filiere.value] : null;
    find("count").textContent = data.counts[Math.min(shown.size, 2)].replace("{n}", shown.size);
    find("needs-legend").hidden = Boolean(verdicts);
    find("verdicts-legend").hidden = !verdicts;
    lay(shown, verdicts);
  }

  function lay(shown, verdicts) {
    laid.forEach((layer) => map.removeLayer(layer));
    const kept = (rows, column) => rows.filter((row) => shown.has(row[column]));
    const points = { ...data.points, rows: kept(data.points.rows, 4), selected: chosen };
    const shapes = { ...data.shapes, rows: kept(data.shapes.rows, 5), selected: chosen };
    if (verdicts) {
      points.drawings = data.grey_drawings;
      shapes.rows = shapes.rows.map((row) => Object.assign([...row], { 2: data.grey }));
    }
    laid = verdicts ? [Carto.verdicts(verdicts, data.hatch)] : [];
    if (zone.value) laid.push(Carto.highlight(zone.value, data.ink));
    const drawn = [Carto.shapes(shapes), Carto.points(points)];
    drawn.forEach((layer) => layer.on("carto:choose", (event) => choose(event.id, false)));
    laid.push(...drawn);
    laid.forEach((layer) => layer.addTo(map));
  }

  /* From the list, the map shows the bubble; from the map, the bubble is already there and the list follows. */
  function choose(id, fromList) {
    const before = buttons.get(chosen);
    chosen = fromList && id === chosen ? "" : id;
    if (before) mark(before, false);
    const button = buttons.get(chosen);
    if (button) mark(button, true);
    draw();
    if (button && !fromList) button.scrollIntoView({ block: "nearest" });
    if (fromList && chosen) showShape(chosen);
  }

  function mark(button, open) {
    button.setAttribute("aria-expanded", String(open));
    button.nextElementSibling.hidden = !open;
  }

  function showShape(id) {
    const row = data.shapes.rows.find((shape) => shape[5] === id);
    if (row) map.fitBounds(L.latLngBounds(row[1].flat()), { maxZoom: 16, ...Carto.MARGINS });
  }

  function showZone() {
    const known = map.cartoZones.get(zone.value);
    map.fitBounds(known ? known.bounds : data.base.bounds, Carto.MARGINS);
  }

  buttons.forEach((button, id) => button.addEventListener("click", () => choose(id, true)));
  controls.forEach((control) => control.addEventListener("input", draw));
  zone.addEventListener("change", showZone);
  find("reset").addEventListener("click", function () {
    [words, filiere, zone, scheme].forEach((control) => (control.value = ""));
    gaps.checked = false;
    chosen = "";
    buttons.forEach((button) => mark(button, false));
    draw();
    showZone();
  });
  draw();
})();
