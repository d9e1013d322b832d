/* What was filled in waits in the phone until the laptop says that it is safe: sent again by itself, arriving once. */
(function () {
  "use strict";
  const KEY = "carto.envoi.";
  const FIRST_WAIT_MS = 2000;
  const LONGEST_WAIT_MS = 60000;
  const PATIENCE_MS = 15000;
  const Phone = (window.Phone = window.Phone || {});
  const held = {}; // What the phone has no room to keep stays at least as long as the page.
  const pictures = {};
  let listeners = [];
  let running = false;
  let timer = null;
  let failures = 0;

  Phone.newId = function () {
    const bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  Phone.keep = function (name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
      return true;
    } catch (error) {
      return false;
    }
  };

  Phone.kept = function (name, otherwise) {
    try {
      const text = localStorage.getItem(name);
      return text === null ? otherwise : JSON.parse(text);
    } catch (error) {
      return otherwise;
    }
  };

  /* fetch that gives up; the answer as {status, body}, status 0 when the laptop cannot be reached. */
  Phone.ask = function (address, options, patience) {
    const stop = window.AbortController ? new AbortController() : null;
    const limit = setTimeout(() => stop && stop.abort(), patience || PATIENCE_MS);
    const asked = Object.assign({ cache: "no-store", credentials: "same-origin" }, options);
    if (stop) asked.signal = stop.signal;
    return fetch(address, asked)
      .then((answer) =>
        answer
          .json()
          .catch(() => null)
          .then((body) => ({ status: answer.status, body: body, after: Number(answer.headers.get("Retry-After")) || 0 }))
      )
      .catch(() => ({ status: 0, body: null, after: 0 }))
      .then((told) => {
        clearTimeout(limit);
        return told;
      });
  };

  Phone.post = function (address, body, patience) {
    const headers = { "Content-Type": "application/json" };
    return Phone.ask(address, { method: "POST", headers: headers, body: JSON.stringify(body) }, patience);
  };

  /* The sendings of this phone, oldest first: {id, path, body, label, at, state, error, photo, photoError}. */
  Phone.sendings = function () {
    const found = Object.assign({}, held);
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const name = localStorage.key(i);
        if (name && name.indexOf(KEY) === 0) found[name.slice(KEY.length)] = Phone.kept(name, null);
      }
    } catch (error) {
      // Without storage, what the page holds is all there is.
    }
    return Object.keys(found)
      .map((id) => found[id])
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);
  };

  Phone.sending = (id) => Phone.sendings().filter((one) => one.id === id)[0] || null;

  /* Return false when the phone could not keep it: the page says so. */
  Phone.enqueue = function (sending, picture) {
    sending.state = "waiting";
    sending.at = sending.at || Date.now();
    sending.photo = Boolean(picture);
    const safe = save(sending);
    const ready = picture ? putPicture(sending.id, picture) : Promise.resolve(true);
    ready.then(() => Phone.flush(true));
    return safe;
  };

  Phone.forget = function (id) {
    delete held[id];
    delete pictures[id];
    Phone.keep(KEY + id, null);
    dropPicture(id);
    tell(null);
  };

  Phone.onSending = (listener) => listeners.push(listener);

  Phone.flush = function (now) {
    if (now) failures = 0;
    if (running) return;
    clearTimeout(timer);
    const waiting = Phone.sendings().filter((one) => one.state === "waiting" || (one.state === "sent" && one.photo));
    if (!waiting.length) return;
    running = true;
    each(waiting, 0).then((delay) => {
      running = false;
      if (delay === null) {
        failures = 0;
        if (Phone.sendings().some((one) => one.state === "waiting")) Phone.flush();
        return;
      }
      const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * Math.pow(2, failures)) * (0.75 + Math.random() / 2);
      failures += 1;
      timer = setTimeout(() => Phone.flush(), Math.max(backoff, delay * 1000));
    });
  };

  function each(waiting, i) {
    if (i >= waiting.length) return Promise.resolve(null);
    return one(waiting[i]).then((delay) => (delay === null ? each(waiting, i + 1) : delay));
  }

  /* Return null when there is nothing more to do, else the seconds that the laptop asks to wait. */
  function one(sending) {
    const first = sending.state === "sent" ? Promise.resolve(null) : message(sending);
    return first.then((delay) => {
      if (delay !== null || sending.state !== "sent" || !sending.photo) return delay;
      return photo(sending);
    });
  }

  function message(sending) {
    return Phone.post(sending.path, sending.body).then(function (told) {
      // A page of the wifi's own, that answers 200 to everything, is not a receipt.
      const receipt = told.body && typeof told.body === "object" && (told.body.id || sending.id) === sending.id;
      const good = (told.status === 200 || told.status === 201) && receipt;
      if (good) {
        sending.state = "sent";
        sending.count = told.body.count;
        sending.code = told.body.code || sending.body.code;
      } else if (told.status >= 400 && told.status < 500 && told.status !== 408 && told.status !== 429) {
        sending.state = "refused";
        sending.error = (told.body && told.body.erreur) || "";
      } else {
        tell(sending);
        return told.after;
      }
      save(sending);
      return null;
    });
  }

  function photo(sending) {
    return picture(sending.id).then(function (blob) {
      if (!blob) return done(sending, "");
      const code = sending.code || sending.body.code || "";
      const headers = { "Content-Type": blob.type || "image/jpeg", "X-Code": code };
      const options = { method: "POST", headers: headers, body: blob };
      return Phone.ask(sending.path + "/" + sending.id + "/photo", options, 4 * PATIENCE_MS).then(function (told) {
        if (told.status === 200 || told.status === 201) return done(sending, "");
        if (told.status >= 400 && told.status < 500 && told.status !== 408 && told.status !== 429)
          return done(sending, (told.body && told.body.erreur) || "?");
        return told.after;
      });
    });
  }

  function done(sending, error) {
    sending.photo = false;
    sending.photoError = error;
    save(sending);
    dropPicture(sending.id);
    return null;
  }

  function save(sending) {
    held[sending.id] = sending;
    const safe = Phone.keep(KEY + sending.id, sending);
    tell(sending);
    return safe;
  }

  function tell(sending) {
    listeners.forEach((listener) => listener(sending));
  }

  /* Pictures are too big for localStorage. */
  function base() {
    return new Promise(function (resolve) {
      let asked;
      try {
        asked = indexedDB.open("carto", 1);
      } catch (error) {
        resolve(null);
        return;
      }
      asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
    });
  }

  function inPictures(mode, act) {
    return base().then(
      (opened) =>
        new Promise(function (resolve) {
          if (!opened) return resolve(undefined);
          const change = opened.transaction("photos", mode);
          const asked = act(change.objectStore("photos"));
          change.oncomplete = () => resolve(asked.result);
          change.onerror = change.onabort = () => resolve(undefined);
          return undefined;
        })
    );
  }

  function putPicture(id, blob) {
    pictures[id] = blob;
    return inPictures("readwrite", (store) => store.put(blob, id));
  }

  function picture(id) {
    return pictures[id] ? Promise.resolve(pictures[id]) : inPictures("readonly", (store) => store.get(id));
  }

  function dropPicture(id) {
    delete pictures[id];
    inPictures("readwrite", (store) => store.delete(id));
  }

  Phone.photoOf = picture;
  Phone.keepPhoto = putPicture;
  Phone.dropPhoto = dropPicture;

  window.addEventListener("online", () => Phone.flush(true));
  window.addEventListener("pageshow", () => Phone.flush(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && Phone.flush(true));
})();
