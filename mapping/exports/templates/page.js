/* The exported page: one map, the same things as a list, chosen together, in seven languages. No request, no storage. */
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("carto-data");
  const find = (id) => document.getElementById(id);
  const entries = [...document.querySelectorAll("#things > li")];
  const buttons = new Map(entries.map((entry) => [entry.dataset.id, entry.querySelector("button")]));
  const controls = ["words", "filiere", "zone", "scheme", "gaps"].map(find);
  const [words, filiere, zone, scheme, gaps] = controls;
  const agreement = find("agreement");
  const french = data.book.fr;
  const numbers = new Map(french.map((text, number) => [text, number]));
  let spoken = french;

  /* What only a script can do is shown by it: without one, everything is there and open. */
  document.querySelectorAll(".languages, .filters").forEach((part) => (part.hidden = false));
  document.querySelectorAll("#things .more").forEach((more) => (more.hidden = true));
  find("map").hidden = false;
  const map = L.map("map", { zoomControl: false, zoomSnap: data.base.tiles ? 1 : 0.5, minZoom: data.min_zoom, maxZoom: data.max_zoom });
  let laid = [];
  let toldPoints = data.points;
  let toldShapes = data.shapes;
  let chosen = "";

  map.setView([0, 0], 2);
  Carto.base(data.base).addTo(map);

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const searched = (entry) => plain(entry.textContent).replace(/\s+/g, " ");
  let texts = new Map();

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
    find("count").textContent = spoken[data.counts[Math.min(shown.size, 2)]].replace("{n}", shown.size);
    find("needs-legend").hidden = Boolean(verdicts);
    find("verdicts-legend").hidden = !verdicts;
    document.querySelectorAll(".said").forEach(function (part) {
      part.hidden = Boolean(zone.value) && part.dataset.zone !== zone.value;
    });
    document.querySelectorAll(".said li").forEach(function (line) {
      line.hidden = Boolean(filiere.value) && line.dataset.need !== filiere.value;
    });
    if (agreement) find("agreement-help").hidden = !agreement.checked;
    lay(shown, verdicts);
  }

  /* What we wrote is said in the language of the reader; what somebody wrote stays. */
  const said = (text) => (numbers.has(text) ? spoken[numbers.get(text)] : text);
  const list = (text) => (numbers.has(text) ? said(text) : text.split(", ").map(said).join(", "));

  function inWords(layer, texts, written) {
    const ours = new Set(data.ours);
    return {
      ...layer,
      forms: layer.forms.map((labels) => labels.map((label) => spoken[data.labels[label]])),
      rows: layer.rows.map(function (row) {
        const labels = layer.forms[row[texts - 3]];
        return row.map((cell, at) =>
          at >= texts && ours.has(labels[at - texts]) ? list(cell) : at === texts - 1 && !written(row) ? said(cell) : cell
        );
      }),
    };
  }

  function lay(shown, verdicts) {
    laid.forEach((layer) => map.removeLayer(layer));
    const kept = (rows, column) => rows.filter((row) => shown.has(row[column]));
    const points = { ...toldPoints, rows: kept(toldPoints.rows, 4), selected: chosen };
    const shapes = { ...toldShapes, rows: kept(toldShapes.rows, 5), selected: chosen };
    if (verdicts) {
      points.drawings = data.grey_drawings;
      shapes.rows = shapes.rows.map((row) => Object.assign([...row], { 2: data.grey }));
    }
    laid = verdicts ? [Carto.verdicts(verdicts, data.hatch)] : [];
    if (agreement && agreement.checked && !verdicts) laid.push(Carto.surfaces(data.agreement, data.ink));
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

  function speak(code) {
    spoken = data.book[code];
    document.documentElement.lang = code;
    document.documentElement.dir = data.directions[code];
    document.querySelectorAll("[data-t]").forEach((part) => (part.textContent = spoken[part.dataset.t]));
    document.querySelectorAll("[data-t-label]").forEach((part) => part.setAttribute("aria-label", spoken[part.dataset.tLabel]));
    document.querySelectorAll("[data-speak]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.speak === code));
    });
    texts = new Map(entries.map((entry) => [entry.dataset.id, searched(entry)]));
    toldPoints = inWords(data.points, 6, (row) => data.points.signs[row[2]] === "official");
    toldShapes = inWords(data.shapes, 7, () => false);
    Object.entries(data.words).forEach(([name, number]) => (map.cartoWords[name] = spoken[number]));
    [[".leaflet-control-zoom-in", "zoom_in"], [".leaflet-control-zoom-out", "zoom_out"]].forEach(function ([part, name]) {
      const control = document.querySelector(part);
      control.title = map.cartoWords[name];
      control.setAttribute("aria-label", map.cartoWords[name]);
    });
    draw();
  }

  function firstLanguage() {
    const wished = (navigator.languages || []).map((tag) => tag.split("-")[0].toLowerCase());
    return wished.find((code) => data.book[code]) || "fr";
  }

  document.querySelectorAll("[data-speak]").forEach(function (button) {
    button.addEventListener("click", () => speak(button.dataset.speak));
  });
  if (agreement) agreement.addEventListener("input", draw);
  zone.addEventListener("change", function () {
    const part = [...document.querySelectorAll(".said")].find((each) => each.dataset.zone === zone.value);
    if (part) part.open = true;
  });
  buttons.forEach((button, id) => button.addEventListener("click", () => choose(id, true)));
  controls.forEach((control) => control.addEventListener("input", draw));
  zone.addEventListener("change", showZone);
  find("reset").addEventListener("click", function () {
    [words, filiere, zone, scheme].forEach((control) => (control.value = ""));
    gaps.checked = false;
    if (agreement) agreement.checked = false;
    chosen = "";
    buttons.forEach((button) => mark(button, false));
    draw();
    showZone();
  });
  speak(firstLanguage());
})();
