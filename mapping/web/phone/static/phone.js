/* Four steps over the plain form: what, where, what for, a few words. Nothing typed is lost: the draft is kept at each
   touch, the step is in the history of the browser, and what is sent waits in phone_send.js until it is safe. */
(function () {
  "use strict";
  const Phone = window.Phone;
  const told = JSON.parse(document.getElementById("donnees").textContent);
  const atelier = told.atelier;
  const words = told.words;
  const form = document.getElementById("formulaire");
  const $ = (id) => document.getElementById(id);
  const DRAFT = "carto.brouillon";
  const CODE = "carto.code";
  const DRAFT_PHOTO = "brouillon";
  const PHOTO_SIDE_PX = 1600;
  const NEAR_PATIENCE_MS = 4000;
  const LETTERS_TOLD = 200;
  const ORDER = ["kind", "where", "filiere", "words"];
  let draft = Phone.kept(DRAFT, null) || fresh();
  let photo = null;
  let shown = "";
  let sentId = Phone.kept("carto.dernier", "");
  let map = null;
  let mapAsked = false;

  function fresh() {
    return { id: Phone.newId(), kind: "", filiere: "", text: "", people: 1, category: "", place: null, corners: [] };
  }

  function say(name, values) {
    return words[name].replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? String(values[key]) : all));
  }

  function code() {
    return Phone.kept(CODE, "") || atelier.code;
  }

  const kindOf = (id) => atelier.kinds.filter((kind) => kind.id === id)[0] || null;
  const filiereOf = (id) => atelier.filieres.filter((one) => one.id === id)[0] || null;
  const shape = () => (kindOf(draft.kind) || { geometry: "Point" }).geometry.toLowerCase();
  const isPoint = () => shape() === "point";
  const isArea = () => shape() === "polygon";
  const needsFiliere = () => draft.kind === "place" || draft.kind === "need";
  const steps = () => ORDER.filter((step) => step !== "filiere" || isPoint());

  /* Steps and history */

  function go(step) {
    history.pushState({ step: step }, "");
    show(step);
  }

  function show(step) {
    if (step !== "kind" && step !== "done" && !draft.kind) step = "kind";
    if (step === "done" && !Phone.sending(sentId)) step = "kind";
    shown = step;
    document.querySelectorAll(".step").forEach(function (section) {
      section.hidden = section.dataset.step !== step;
      section.classList.toggle("now", section.dataset.step === step);
    });
    $("retrait").hidden = step !== "kind" && step !== "done";
    complain("");
    if (step === "kind") listSendings();
    if (step === "where") openWhere();
    if (step === "filiere") $("sans-filiere").hidden = needsFiliere();
    if (step === "done") tellState();
    window.scrollTo(0, 0);
    const title = $("t-" + step);
    if (title) title.focus({ preventScroll: true });
  }

  function after(step) {
    const all = steps();
    go(all[all.indexOf(step) + 1]);
  }

  function complain(sentence) {
    $("erreur").textContent = sentence;
    $("erreur").hidden = !sentence;
    if (sentence) {
      $("erreur").focus();
      $("erreur").scrollIntoView({ block: "nearest" });
    }
  }

  function keep() {
    if (!Phone.keep(DRAFT, draft)) complain(words.storage_full);
  }

  function fill() {
    form.elements.code.value = code();
    ["kind", "filiere"].forEach(function (name) {
      form.querySelectorAll(`input[name="${name}"]`).forEach((input) => (input.checked = input.value === draft[name]));
    });
    form.elements.text.value = draft.text;
    form.elements.people.value = draft.people;
    if (form.elements.category) form.elements.category.value = draft.category;
    ["rue", "case"].forEach((id) => ($(id).value = ""));
    $("quartier").value = draft.place && draft.place.placement === "zone" ? draft.place.near_id : "";
    $("trouves").textContent = "";
    tellLetters();
    showPhoto();
  }

  function start() {
    document.documentElement.classList.add("js");
    form.noValidate = true;
    readPosted();
    if (!Phone.kept(CODE, "")) Phone.keep(CODE, atelier.code);
    Phone.sendings().forEach((one) => one.state === "sent" && !one.photo && Phone.forget(one.id));
    document.querySelectorAll(".step").forEach(function (section) {
      if (section.dataset.step === "kind" || section.dataset.step === "done") return;
      const back = button(words.back, "back", () => history.back());
      section.insertBefore(back, section.firstChild);
    });
    Phone.photoOf(DRAFT_PHOTO).then(function (blob) {
      photo = blob || null;
      showPhoto();
    });
    fill();
    if (history.state && history.state.step) show(history.state.step);
    else {
      history.replaceState({ step: "kind" }, "");
      const reached = steps().indexOf(draft.step);
      steps().slice(1, draft.kind && reached > 0 ? reached + 1 : 1).forEach((step) => history.pushState({ step: step }, ""));
      show(history.state.step);
    }
    Phone.onSending(function () {
      if (shown === "done") tellState();
      if (shown === "kind") listSendings();
    });
    Phone.flush(true);
  }

  /* What came back from the plain form, had the script come late, is not lost either. */
  function readPosted() {
    const sentence = $("erreur").textContent;
    if (!sentence) return;
    const chosen = form.querySelector('input[name="kind"]:checked');
    const need = form.querySelector('input[name="filiere"]:checked');
    draft.kind = chosen ? chosen.value : draft.kind;
    draft.filiere = need ? need.value : draft.filiere;
    draft.text = form.elements.text.value || draft.text;
  }

  window.addEventListener("popstate", function (event) {
    show((event.state && event.state.step) || "kind");
  });

  function take(field) {
    if (field.name === "kind" && draft.kind !== field.value) {
      const before = shape();
      draft.kind = field.value;
      if (before !== shape()) draft.place = null;
      if (before !== shape()) draft.corners = [];
    }
    if (field.name === "filiere") draft.filiere = field.value;
    if (field.name === "text") draft.text = field.value;
    if (field.name === "people") draft.people = Number(field.value) || 1;
    if (field.name === "category") draft.category = field.value;
    tellLetters();
    keep();
  }

  form.addEventListener("input", (event) => take(event.target));

  /* A finger goes on by itself; arrow keys only choose. */
  form.addEventListener("click", function (event) {
    const input = event.target;
    if (!event.detail || input.type !== "radio") return;
    take(input); // The click comes before the input event.
    if (input.name === "kind") advance("kind");
    if (input.name === "filiere") advance("filiere");
  });

  function advance(step) {
    if (!draft.kind) return complain(words.choose_kind);
    if (step === "filiere" && needsFiliere() && !draft.filiere) return complain(words.choose_filiere);
    return mark(after, step);
  }

  function mark(act, step) {
    act(step);
    draft.step = shown;
    keep();
  }

  const onward = button(words.next, "main", () => advance("kind"));
  const bar = document.createElement("div");
  bar.className = "bar still";
  bar.append(onward);
  document.querySelector('[data-step="kind"] .choices').after(bar);
  $("suite-filiere").addEventListener("click", () => advance("filiere"));
  $("sans-filiere").addEventListener("click", function () {
    draft.filiere = "";
    fill();
    mark(after, "filiere");
  });

  function button(text, kind, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function tellLetters() {
    const left = atelier.text_max - draft.text.length;
    $("reste").textContent = left <= LETTERS_TOLD ? say("letters_left", { n: left }) : "";
  }

  /* Where */

  function openWhere() {
    $("champ-quartier").hidden = !isPoint();
    $("dessin").hidden = isPoint();
    $("consigne").textContent = isPoint() ? words.tap : isArea() ? words.draw_area : words.draw_route;
    $("gps").hidden = !(window.isSecureContext && navigator.geolocation);
    drawWhere();
    loadMap();
  }

  function load(tag, attributes) {
    return new Promise(function (resolve, reject) {
      const made = Object.assign(document.createElement(tag), attributes);
      made.onload = resolve;
      made.onerror = reject;
      document.head.append(made);
    });
  }

  function loadMap() {
    if (map) return map.resize();
    if (mapAsked) return undefined;
    mapAsked = true;
    const style = load("link", { rel: "stylesheet", href: told.leaflet.css });
    return Promise.all([style, load("script", { src: told.leaflet.js })])
      .then(() => load("script", { src: told.leaflet.map }))
      .then(function () {
        const colors = {};
        atelier.filieres.forEach((one) => (colors[one.id] = one.color));
        const view = { tiles: atelier.tiles, bounds: atelier.bounds, colors: colors };
        map = Phone.makeMap($("carte"), view, touched, moved);
        $("carte-absente").hidden = true;
        $("carte").hidden = $("centre").hidden = false;
        drawWhere();
        return Phone.ask("/api/carte").then((answer) => answer.status === 200 && map.surroundings(answer.body));
      })
      .catch(function () {
        mapAsked = false;
        if (map) return;
        $("carte-absente").hidden = false;
        $("carte").hidden = $("centre").hidden = true;
      });
  }

  function touched(lon, lat) {
    if (isPoint()) choose({ lon: lon, lat: lat, placement: "exact", near_id: "", label: words.point_on_map });
    else addCorner(lon, lat, "");
  }

  function choose(place) {
    draft.place = place;
    $("quartier").value = place && place.placement === "zone" ? place.near_id : "";
    keep();
    drawWhere();
  }

  function addCorner(lon, lat, label) {
    draft.corners.push([round(lon), round(lat), label]);
    keep();
    drawWhere();
  }

  function moved(i, lon, lat) {
    draft.corners[i] = [round(lon), round(lat), ""];
    keep();
    drawWhere();
  }

  const round = (degrees) => Math.round(degrees * 1e6) / 1e6;

  function drawWhere() {
    if (isPoint()) {
      const place = draft.place;
      $("choisi").textContent = place ? say("here", { place: place.label }) : "";
      if (map) map.point(place && place.lon !== null ? place.lon : null, place ? place.lat : null);
      return;
    }
    if (map) map.line(draft.corners, isArea());
    const list = $("coins");
    list.textContent = "";
    list.setAttribute("aria-label", isArea() ? words.corners : words.stops);
    draft.corners.forEach(function (corner, i) {
      const item = document.createElement("li");
      const row = document.createElement("div");
      const name = document.createElement("span");
      name.dir = "auto";
      name.textContent = corner[2] || say("corner", { n: i + 1 });
      const remove = button(words.remove, "second", function () {
        draft.corners.splice(i, 1);
        keep();
        drawWhere();
      });
      remove.setAttribute("aria-label", words.remove + " : " + name.textContent);
      row.append(name, remove);
      item.append(row);
      list.append(item);
    });
    const crossed = isArea() && crossing(draft.corners);
    $("croise").hidden = $("demeler").hidden = !crossed;
    $("defaire").disabled = $("effacer").disabled = !draft.corners.length;
    $("choisi").textContent = lineSentence();
  }

  function lineSentence() {
    const n = draft.corners.length;
    if (isArea()) return n < 3 ? say("area_short", { n: 3 - n }) : say("area_done", { n: n });
    return n < 2 ? words.route_short : say("route_done", { n: n });
  }

  /* Whether two sides that do not touch cut each other. */
  function crossing(corners) {
    const n = corners.length;
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 2; j < n; j += 1) {
        if (i === 0 && j === n - 1) continue;
        if (cut(corners[i], corners[(i + 1) % n], corners[j], corners[(j + 1) % n])) return true;
      }
    }
    return false;
  }

  function cut(a, b, c, d) {
    const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
    return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
  }

  /* Around their middle, points in the order of their angle never cross. */
  function untangle() {
    const n = draft.corners.length;
    const x = draft.corners.reduce((sum, corner) => sum + corner[0], 0) / n;
    const y = draft.corners.reduce((sum, corner) => sum + corner[1], 0) / n;
    const angle = (corner) => Math.atan2(corner[1] - y, corner[0] - x);
    draft.corners.sort((one, other) => angle(one) - angle(other));
    keep();
    drawWhere();
  }

  $("demeler").addEventListener("click", untangle);
  $("defaire").addEventListener("click", function () {
    draft.corners.pop();
    keep();
    drawWhere();
  });
  $("effacer").addEventListener("click", function () {
    draft.corners = [];
    keep();
    drawWhere();
  });
  $("centre").addEventListener("click", function () {
    const spot = map && map.centre();
    if (spot) touched(spot.lng, spot.lat);
  });
  $("gps").addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(
      (found) => map && map.look(found.coords.longitude, found.coords.latitude, true),
      () => complain(words.gps_failed),
      { timeout: 10000 }
    );
  });
  $("quartier").addEventListener("change", function () {
    const zone = $("quartier").value;
    const chosen = atelier.zones.filter((one) => one.code === zone)[0];
    choose(chosen ? { lon: null, lat: null, placement: "zone", near_id: zone, label: chosen.name } : null);
  });

  function searchStreet() {
    const asked = $("rue").value.trim();
    $("trouves").textContent = $("trouve-rien").textContent = "";
    if (!asked) return;
    Phone.ask(`/api/chercher?q=${encodeURIComponent(asked)}`).then(function (answer) {
      const rows = Array.isArray(answer.body) ? answer.body : [];
      if (!rows.length) $("trouve-rien").textContent = answer.status ? words.nothing_found : words.offline_search;
      rows.forEach(function (row) {
        const found = button(row.label, "second", () => pick(row));
        found.dir = "auto";
        const item = document.createElement("li");
        item.append(found);
        $("trouves").append(item);
      });
    });
  }

  function pick(row) {
    if (map) map.look(row.lon, row.lat, true);
    $("trouves").textContent = "";
    $("rue").value = isPoint() ? row.label : "";
    if (!isPoint()) {
      addCorner(row.lon, row.lat, row.label);
      $("rue").focus();
      return;
    }
    const placement = row.kind === "actor" ? "actor" : row.kind === "street" ? "address" : "landmark";
    choose({ lon: row.lon, lat: row.lat, placement: placement, near_id: row.id || "", label: row.label });
  }

  function searchSquare() {
    const name = $("case").value.trim();
    $("case-rien").textContent = "";
    if (!name) return;
    Phone.ask(`/api/case?nom=${encodeURIComponent(name)}`).then(function (answer) {
      if (answer.status !== 200 || !answer.body) {
        $("case-rien").textContent = answer.status ? words.square_unknown : words.offline_search;
        return;
      }
      const label = say("square_named", { name: name.toUpperCase() });
      if (map) map.look(answer.body.lon, answer.body.lat, true);
      if (isPoint()) choose({ lon: answer.body.lon, lat: answer.body.lat, placement: "square", near_id: "", label: label });
      else addCorner(answer.body.lon, answer.body.lat, label);
    });
  }

  function onEnter(input, act) {
    input.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      act();
    });
  }

  $("chercher").addEventListener("click", searchStreet);
  $("aller-case").addEventListener("click", searchSquare);
  onEnter($("rue"), searchStreet);
  onEnter($("case"), searchSquare);
  $("suite-where").addEventListener("click", function () {
    const problem = whereProblem();
    if (problem) complain(problem);
    else mark(after, "where");
  });

  function whereProblem() {
    if (isPoint()) return draft.place ? "" : words.no_place;
    if (isArea() && draft.corners.length < 3) return lineSentence();
    if (isArea() && crossing(draft.corners)) return words.crossing;
    return draft.corners.length < 2 ? words.route_short : "";
  }

  /* A photo, made small before it waits */

  if ($("photo")) {
    $("photo").addEventListener("change", function () {
      const file = $("photo").files[0];
      if (file) shrink(file).then(setPhoto, () => ($("photo-dit").textContent = words.photo_failed));
    });
    $("photo-oter").addEventListener("click", () => setPhoto(null));
  }

  function setPhoto(blob) {
    photo = blob;
    if (blob) Phone.keepPhoto(DRAFT_PHOTO, blob);
    else Phone.dropPhoto(DRAFT_PHOTO);
    showPhoto();
  }

  function showPhoto() {
    if (!$("photo")) return;
    $("photo-dit").textContent = "";
    $("photo-vue").hidden = $("photo-oter").hidden = !photo;
    if (photo) $("photo-vue").src = URL.createObjectURL(photo);
    else $("photo").value = "";
  }

  function shrink(file) {
    return new Promise(function (resolve, reject) {
      const picture = new Image();
      const address = URL.createObjectURL(file);
      picture.onerror = reject;
      picture.onload = function () {
        const scale = Math.min(1, PHOTO_SIDE_PX / Math.max(picture.naturalWidth, picture.naturalHeight));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("photo"))), "image/jpeg", 0.82);
      };
      picture.src = address;
    });
  }

  /* Sending */

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const problem = !draft.kind ? words.choose_kind : whereProblem();
    if (problem) return complain(problem);
    if (needsFiliere() && !draft.filiere) return complain(words.choose_filiere);
    if (draft.kind !== "place" || !draft.place || draft.place.lon === null) return send();
    $("envoyer").disabled = true;
    $("envoyer").textContent = words.sending;
    const near = `/api/proches?lon=${draft.place.lon}&lat=${draft.place.lat}`;
    const what = `&filiere=${encodeURIComponent(draft.filiere)}&nom=${encodeURIComponent(draft.text.slice(0, 200))}`;
    return Phone.ask(near + what, {}, NEAR_PATIENCE_MS).then(function (answer) {
      $("envoyer").disabled = false;
      $("envoyer").textContent = words.send;
      if (answer.status === 200 && Array.isArray(answer.body) && answer.body.length) askSame(answer.body);
      else send();
    });
  });

  function askSame(rows) {
    $("voisins").textContent = "";
    $("connu").hidden = true;
    rows.forEach(function (row) {
      const made = button("", "second", function () {
        $("voisins").querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === made)));
        $("connu").hidden = false;
        $("connu").dataset.target = row.id;
        $("t-connu").textContent = row.name;
        $("t-connu").focus();
      });
      made.setAttribute("aria-pressed", "false");
      const name = document.createElement("strong");
      name.dir = "auto";
      name.textContent = row.name;
      const told = document.createElement("span");
      const needs = (row.filieres || []).map((id) => (filiereOf(id) || { label: "" }).label).filter(Boolean);
      told.textContent = [say("metres", { n: Math.round(row.distance_m) })].concat(needs).join(" · ");
      const yes = document.createElement("span");
      yes.textContent = words.yes_it_is;
      made.append(name, told, yes);
      const item = document.createElement("li");
      item.append(made);
      $("voisins").append(item);
    });
    go("same");
  }

  $("un-autre").addEventListener("click", () => send());
  document.querySelectorAll("[data-answer]").forEach(function (answer) {
    answer.addEventListener("click", function () {
      const body = { id: draft.id, target_id: $("connu").dataset.target, answer: answer.dataset.answer };
      finish("/api/connaissances", Object.assign(body, { people: draft.people, code: code(), group: group() }), null);
    });
  });

  function group() {
    const field = form.elements.group;
    return field ? field.value : told.group;
  }

  function send() {
    const place = draft.place || {};
    const named = draft.corners.length > 0 && draft.corners.every((corner) => corner[2]);
    const placement = isPoint() ? place.placement : named ? "landmark" : "exact";
    finish(
      "/api/contributions",
      {
        id: draft.id,
        kind: draft.kind,
        filiere: isPoint() ? draft.filiere || null : null,
        text: draft.text.trim(),
        people: draft.people,
        placement: placement,
        near_id: isPoint() ? place.near_id : "",
        geometry: geometry(place),
        category: draft.category,
        group: group(),
        code: code(),
        lang: told.lang,
      },
      photo
    );
  }

  function geometry(place) {
    if (isPoint()) return place.placement === "zone" ? null : { type: "Point", coordinates: [place.lon, place.lat] };
    const spots = draft.corners.map((corner) => [corner[0], corner[1]]);
    if (isArea()) return { type: "Polygon", coordinates: [spots.concat([spots[0]])] };
    return { type: "LineString", coordinates: spots };
  }

  function finish(path, body, picture) {
    sentId = body.id;
    Phone.keep("carto.dernier", sentId);
    const kept = draft;
    draft = fresh();
    photo = null;
    const safe = Phone.enqueue({ id: body.id, path: path, body: body, draft: kept }, picture);
    if (picture) Phone.dropPhoto(DRAFT_PHOTO);
    keep();
    fill();
    history.replaceState({ step: "done" }, "");
    show("done");
    if (!safe) complain(words.storage_full);
  }

  /* The way to the gommettes, while the step of the séance has some. */
  function tellVotes() {
    if (document.hidden) return;
    Phone.ask(`/api/atelier?lang=${told.lang}`).then(function (answer) {
      if (answer.status === 200) $("gommettes").hidden = !answer.body.votes;
    });
  }

  document.addEventListener("visibilitychange", tellVotes);

  /* After */

  function tellState() {
    const one = Phone.sending(sentId);
    if (!one) return;
    const known = one.path === "/api/connaissances";
    const titles = { waiting: words.waiting, sent: "✓ " + words.sent, refused: words.refused };
    change($("t-done"), titles[one.state]);
    const photoSaid = one.photo ? words.photo_waiting : one.photoError ? say("photo_refused", { reason: one.photoError }) : "";
    const sentences = { waiting: words.waiting_help, sent: known ? words.known_sent : words.sent_help, refused: "" };
    change($("etat"), [sentences[one.state], one.state === "sent" ? photoSaid : ""].join(" ").trim());
    $("phrase").hidden = one.state !== "refused";
    $("phrase").textContent = one.error || words.problem;
    $("corriger").hidden = one.state !== "refused";
    $("ressayer").hidden = one.state !== "waiting";
    $("code").textContent = one.code || one.body.code;
    $("compte").textContent =
      one.state !== "sent" || !one.count ? "" : one.count === 1 ? words.count_one : say("count", { n: one.count });
  }

  /* A text that is the same is not read aloud again. */
  function change(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function correct(one) {
    draft = one.draft;
    draft.step = "words";
    keep();
    const back = () => {
      Phone.forget(one.id);
      fill();
      steps().slice(1).forEach((step) => history.pushState({ step: step }, ""));
      show("words");
      complain(one.error || words.problem);
    };
    Phone.photoOf(one.id).then(function (blob) {
      photo = blob || null;
      if (photo) Phone.keepPhoto(DRAFT_PHOTO, photo);
      back();
    });
  }

  $("corriger").addEventListener("click", () => correct(Phone.sending(sentId)));
  $("ressayer").addEventListener("click", () => Phone.flush(true));
  $("encore").addEventListener("click", function () {
    go("kind");
    tellVotes();
  });
  $("autre-personne").addEventListener("click", function () {
    Phone.ask(`/api/atelier?lang=${told.lang}`).then(function (answer) {
      if (answer.status !== 200) return complain(words.offline_search);
      Phone.keep(CODE, answer.body.code);
      Phone.sendings().forEach((one) => one.state === "sent" && !one.photo && Phone.forget(one.id));
      sentId = "";
      fill();
      return go("kind");
    });
  });

  function listSendings() {
    const box = $("envois");
    const rows = Phone.sendings();
    box.textContent = "";
    box.hidden = !rows.length;
    if (!rows.length) return;
    const title = document.createElement("h2");
    title.textContent = words.my_sendings;
    const list = document.createElement("ul");
    rows.forEach(function (one) {
      const item = document.createElement("li");
      const state = document.createElement("span");
      state.className = one.state === "sent" ? "state ok" : "state";
      state.textContent = { waiting: words.waiting, sent: "✓ " + words.sent, refused: words.refused }[one.state];
      const text = document.createElement("p");
      text.dir = "auto";
      const kind = kindOf(one.draft && one.draft.kind);
      text.textContent = (one.body.text || "").slice(0, 80) || (kind ? kind.label : words.without_words);
      item.append(state, text);
      if (one.state === "refused") {
        const row = document.createElement("div");
        row.className = "row";
        row.append(
          button(words.correct, "main", () => correct(one)),
          button(words.throw, "second", () => window.confirm(words.throw_sure) && Phone.forget(one.id))
        );
        item.append(row);
      }
      list.append(item);
    });
    box.append(title, list);
    if (rows.some((one) => one.state === "waiting")) box.append(button(words.try_again, "second", () => Phone.flush(true)));
  }

  $("formulaire-retrait").addEventListener("submit", function (event) {
    // A copy is a file: the browser itself keeps it.
    if (event.submitter && event.submitter.id === "copie") return;
    event.preventDefault();
    Phone.post("/api/retrait", { code: $("code-retrait").value.trim() }).then(function (answer) {
      const n = answer.body && answer.body.withdrawn;
      if (answer.status === 200) $("retrait-dit").textContent = n ? say("withdrawn", { n: n }) : words.withdrawn_none;
      else $("retrait-dit").textContent = (answer.body && answer.body.erreur) || words.offline_search;
    });
  });

  start();
})();
