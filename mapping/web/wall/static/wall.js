/* The wall asks every two seconds what changed, and changes only that: the map keeps its centre and its zoom. */
(function () {
  "use strict";
  const EVERY_MS = 2000, LATEST_MS = 10000, PATIENCE_MS = 8000;
  const words = JSON.parse(document.documentElement.dataset.words);
  const at = (id) => document.getElementById(id);
  const state = { revision: -1, background: "", map: null, actors: null, people: null, pictures: {}, step: null, running: false, since: 0, elapsed: 0 };

  /* A sign of punctuation stays on the line of its word. */
  function french(text) {
    return text.replace(/ ([?!:;»])/g, "\u202f$1").replace(/« /g, "«\u202f");
  }

  function say(id, told) {
    const place = at(id), text = french(told);
    if (place.textContent !== text) place.textContent = text;
  }

  function made(tag, text, name) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  async function ask(address) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(address, { signal: stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(late);
    }
  }

  /* One layer in the place of the other in the same frame: what stays is never seen to go. */
  function swap(name, layer) {
    const before = state[name];
    layer.addTo(state.map);
    if (before) state.map.removeLayer(before);
    state[name] = layer;
  }

  async function ground(key) {
    const told = await ask("/api/mur/fond");
    if (!state.map) {
      state.map = L.map("map", {
        zoomControl: false, dragging: false, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false,
        touchZoom: false, fadeAnimation: false, zoomAnimation: false, maxZoom: 19, zoomSnap: told.base.tiles ? 1 : 0.25,
      }).setView([told.base.bounds[0][0], told.base.bounds[0][1]], 12);
      Carto.base(told.base).addTo(state.map);
      at("map").cartoMap = state.map;
    }
    swap("actors", Carto.points(told.actors));
    legend("signs", told.signs);
    legend("needs", told.needs);
    state.pictures = told.pictures;
    state.background = key;
  }

  function legend(id, entries) {
    at(id).replaceChildren(...entries.map(function (entry) {
      const line = made("li");
      const picture = made("img");
      picture.src = entry.picture;
      picture.alt = "";
      line.append(picture, made("span", entry.label));
      return line;
    }));
  }

  function show(news) {
    say("title", news.title);
    say("session", news.session);
    say("notice", news.notice);
    state.step = news.step;
    state.running = news.running;
    at("step").classList.toggle("none", !news.step);
    say("rank", news.step ? news.step.rank : words.before);
    say("step-title", news.step ? news.step.title : words.welcome);
    say("instruction", news.step ? news.step.instruction : words.no_step);
    figures(news.counts);
    said(news.words);
    bars(news.votes);
    if (!state.map) return;
    const group = L.featureGroup();
    if (news.shapes.rows.length) group.addLayer(Carto.shapes(news.shapes));
    group.addLayer(Carto.points(news.points));
    swap("people", group);
  }

  function figures(counts) {
    const list = at("counts");
    counts.forEach(function (count, index) {
      let line = list.children[index];
      if (!line) {
        line = made("li");
        line.append(made("strong"), made("span"));
        list.append(line);
      }
      const value = count.value.toLocaleString("fr-FR");
      if (line.children[0].textContent !== value) line.children[0].textContent = value;
      if (line.children[1].textContent !== count.label) line.children[1].textContent = count.label;
    });
  }

  function said(lines) {
    const empty = made("li");
    empty.append(made("span", words.nothing_yet, "said"));
    const items = lines.map(function (told) {
      const line = made("li", undefined, told.waiting ? "waiting" : "");
      const picture = made("img");
      picture.src = state.pictures[told.sign];
      picture.alt = told.kind;
      const both = made("p");
      const text = made("span", told.text || (told.waiting ? words.waiting : words.silent), "said");
      text.dir = "auto";
      both.append(text, " ", made("span", told.need, "what"));
      line.append(picture, both);
      if (told.photo) {
        const photo = made("img", undefined, "photo");
        photo.src = told.photo;
        photo.alt = "";
        line.append(photo);
      }
      return line;
    });
    at("words").replaceChildren(...(items.length ? items : [empty]));
  }

  function bars(votes) {
    at("words").hidden = Boolean(votes);
    at("bars").hidden = !votes;
    say("last-title", votes ? words.votes : words.last);
    if (!votes) return;
    const most = Math.max(1, ...votes.map((vote) => vote.votes));
    const items = votes.map(function (vote) {
      const line = made("li");
      const bar = made("meter");
      bar.max = most;
      bar.value = vote.votes;
      bar.textContent = String(vote.votes);
      const text = made("span", vote.text, "said");
      text.dir = "auto";
      line.append(made("strong", String(vote.votes)), text, bar);
      return line;
    });
    at("bars").replaceChildren(...(items.length ? items : [made("li", words.no_votes)]));
  }

  function tick() {
    if (!state.step) return say("timer", "");
    const spent = state.elapsed + (state.running ? (performance.now() - state.since) / 1000 : 0);
    const left = Math.round(state.step.seconds - spent);
    const shown = Math.abs(left);
    const clock = Math.floor(shown / 60) + ":" + String(shown % 60).padStart(2, "0");
    at("timer").classList.toggle("stopped", !state.running);
    say("timer", left < 0 ? "+ " + clock : clock);
  }

  async function follow() {
    let wait = EVERY_MS;
    try {
      const news = await ask("/api/mur?since=" + state.revision);
      if (news.background !== undefined && news.background !== state.background) await ground(news.background);
      if (news.words !== undefined) show(news);
      state.revision = news.revision;
      state.elapsed = news.elapsed_s;
      state.since = performance.now();
      at("lost").hidden = true;
      const voting = Boolean(state.step && state.step.votes);
      at("qr").hidden = at("join-open").hidden = !news.phones || voting;
      at("qr-votes").hidden = at("join-votes").hidden = !news.phones || !voting;
      at("join-closed").hidden = news.phones;
      tick();
    } catch (error) {
      // What was shown stays: the room goes on working while the laptop comes back.
      at("lost").hidden = false;
      wait = LATEST_MS / 2;
    }
    setTimeout(follow, wait);
  }

  setInterval(tick, 500);
  follow();
})();
