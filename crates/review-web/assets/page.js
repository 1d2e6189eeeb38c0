// The only script of the review page. It carries the secret in a header, swaps the main part of the
// page for what the server sends, and turns keys by their place on the keyboard into answers.
"use strict";
(() => {
  const main = document.getElementById("main");
  const say = document.getElementById("say");
  const words = document.body.dataset;
  const keep = sessionStorage;
  let idle = 0;

  const tell = (text) => { say.textContent = text || ""; };
  const key = (code) => words[code.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] || code;

  const shut = (code) => {
    keep.removeItem("session");
    const told = document.createElement("h1");
    told.textContent = key(code);
    main.replaceChildren(told);
    tell("");
  };

  async function ask(path, body) {
    const headers = { "x-sverka-session": keep.getItem("session") || "" };
    const options = { headers, cache: "no-store", credentials: "omit" };
    if (body !== undefined) {
      options.method = "POST";
      headers["content-type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    let answer;
    try { answer = await fetch(path, options); } catch { tell(key("gone")); return null; }
    const text = await answer.text();
    if (answer.status === 401 || answer.status === 403) { shut(text); return null; }
    if (!answer.ok) { tell(key(text)); return null; }
    return text;
  }

  const lang = () => `lang=${document.documentElement.lang}`;

  // An answer that comes after a later question is not shown.
  let asked = 0;
  async function show(page, more = {}) {
    const query = new URLSearchParams({ ...more, lang: document.documentElement.lang });
    const turn = ++asked;
    const text = await ask(`/desk/${page}?${query}`);
    if (turn === asked) put(text, page, more);
  }

  function put(text, page, more) {
    if (text === null) return;
    main.innerHTML = text;
    main.dataset.page = page;
    if (page === "card" || page === "saved") keep.setItem("card", (more && more.left) || "");
    main.focus();
    window.scrollTo(0, 0);
    tell("");
  }

  async function evidence() {
    const chosen = document.getElementById("file");
    const file = chosen && chosen.files[0];
    if (!file) return null;
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const sha256 = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
    return { file: file.name, page: document.getElementById("page").value, sha256 };
  }

  let busy = false;
  async function once(work) {
    if (busy) return;
    busy = true;
    try { await work(); } finally { busy = false; }
  }

  const card = () => main.querySelector(".card");

  const decide = (answer, target, reason) => once(async () => {
    const { left, seen } = card().dataset;
    const body = { left, seen: Number(seen), answer, target, reason,
      note: document.getElementById("note").value, evidence: await evidence() };
    const text = await ask(`/desk/decide?${lang()}`, body);
    put(text, answer === "skip" ? "next" : "saved", { left });
  });

  const bulk = () => show("bulk", { left: card().dataset.left });

  const act = {
    undo: (data) => once(async () => {
      const text = await ask(`/desk/undo?${lang()}`, { id: data.id });
      put(text, "card", {});
    }),
    redo: () => once(async () => put(await ask(`/desk/redo?${lang()}`, {}), "card", {})),
    lock: () => once(async () => { await ask("/desk/lock", {}); shut("locked"); }),
    search: () => show("queue", { query: value("query"), office: value("office") }),
    apply: (data) => once(async () => {
      const body = { ids: data.ids.split("\n"), answer: data.code, reason: data.why || undefined };
      put(await ask(`/desk/apply?${lang()}`, body), "next");
    }),
    bulk,
  };

  const value = (id) => document.getElementById(id).value;

  function reasons() {
    const list = document.getElementById("reasons");
    list.hidden = !list.hidden;
    main.querySelector("[aria-controls=reasons]").setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) list.querySelector("button").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    if (data.go) show(data.go);
    else if (data.card) show("card", { left: data.card });
    else if (data.do) act[data.do](data);
    else if (data.lang) translate(data.lang);
    else if (data.answer === "cannot_decide" && !data.reason) reasons();
    else if (data.answer) decide(data.answer, data.target, data.reason);
  });

  function translate(language) {
    keep.setItem("lang", language);
    location.replace(`/?lang=${language}`);
  }

  // Places of keys, not letters: the same under a Russian or Kyrgyz layout.
  const pages = { KeyQ: "queue", KeyH: "history", KeyA: "agreement" };
  const press = (selector) => { const found = main.querySelector(selector); if (found) found.click(); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const field = event.target.closest("input, textarea, select");
    if (event.code === "Escape") { if (field) field.blur(); return; }
    if (field) {
      if (event.code === "Enter" && field.id === "query") { event.preventDefault(); act.search(); }
      return;
    }
    const button = event.target.closest("button");
    if (button && (event.code === "Enter" || event.code === "Space")) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    let used = true;
    if (digit && card()) {
      const number = Number(digit[1]);
      if (main.querySelector("#reasons:not([hidden])")) press(`#reasons button:nth-of-type(${number})`);
      else if (number === 0) press("[data-answer=not_link]");
      else { const links = main.querySelectorAll("[data-answer=link]"); if (links[number - 1]) links[number - 1].click(); }
    } else if (event.code === "KeyU" && card()) reasons();
    else if (event.code === "KeyS" && card()) press("[data-answer=skip]");
    else if (event.code === "KeyB" && card()) bulk();
    else if (event.code === "KeyC" && card()) document.getElementById("note").focus();
    else if (event.code === "KeyE" && card()) document.getElementById("file").focus();
    else if (event.code === "KeyZ") act.undo({});
    else if (event.code === "KeyY") act.redo();
    else if (event.code === "Enter") show("next");
    else if (event.code === "Slash") show("queue").then(() => document.getElementById("query").focus());
    else if (pages[event.code]) show(pages[event.code]);
    else used = false;
    if (used) event.preventDefault();
  });

  // Locks by itself, so that nothing is left on a screen nobody sits at.
  const awake = () => {
    clearTimeout(idle);
    idle = setTimeout(() => { if (keep.getItem("session")) act.lock(); }, Number(words.idle) * 1000);
  };
  for (const sign of ["keydown", "pointerdown", "focus"]) document.addEventListener(sign, awake, true);

  async function start() {
    awake();
    const token = location.hash.slice(1);
    if (token) {
      history.replaceState(null, "", location.pathname + location.search);
      const headers = { "x-sverka-token": token };
      const answer = await fetch("/session", { method: "POST", headers, credentials: "omit" });
      const text = await answer.text();
      if (!answer.ok) return shut(text);
      keep.setItem("session", text);
    }
    if (!keep.getItem("session")) return shut("no-session");
    await show("next");
  }
  start();
})();
