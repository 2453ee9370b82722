// Citations open their article beside the conversation; the page's language; one announcement per answer; feedback.
(() => {
  "use strict";

  const language = document.documentElement.lang === "fr" ? "fr" : "en";
  // The framework reads its own strings' language from the browser: tell it what the page decided.
  Object.defineProperty(navigator, "language", { value: language, configurable: true });

  const narrow = matchMedia("(max-width: 68rem)");
  const one = (selector) => document.querySelector(selector);

  let opener = null;
  let request = 0;

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const marker = event.target.closest("[data-panel]");
    const thumb = event.target.closest("[data-feedback]");
    if (marker) open(marker);
    else if (thumb) judge(thumb);
    else if (event.target.closest(".as-of-clear")) clearDay();
    else if (event.target.closest(".why .cancel")) one(".why").close();
    else if (event.target.closest("[data-close]") || (isCovered() && !event.target.closest(".source"))) close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && isOpen() && !one(".why[open]")) close();
  });

  narrow.addEventListener("change", () => cover(isOpen()));

  function isOpen() {
    const view = one(".source-view");
    return Boolean(view && !view.hidden);
  }

  function isCovered() {
    return document.documentElement.classList.contains("covered");
  }

  async function open(marker) {
    const mine = ++request;
    // A link from one article to another keeps the marker that the reader came from.
    if (!marker.closest(".source")) opener = marker;
    const page = await load(marker.dataset.panel);
    if (mine !== request) return;
    show(page);
    point(opener);
  }

  // Only our own panel is ever asked for, whatever the attribute says.
  async function load(address) {
    const wanted = new URL(address, document.baseURI);
    const here = new URL("panel", document.baseURI);
    if (wanted.origin !== here.origin || wanted.pathname !== here.pathname) return null;
    wanted.searchParams.set("lang", language);
    try {
      const response = await fetch(wanted, { credentials: "same-origin" });
      const isPage = (response.headers.get("content-type") || "").startsWith("text/html");
      return isPage ? await response.text() : null;
    } catch {
      return null;
    }
  }

  function show(page) {
    const view = one(".source-view");
    one(".source-empty").hidden = true;
    one(".source-failed").hidden = page !== null;
    view.innerHTML = page ?? `<div class="source-head"><h2 class="source-title" tabindex="-1"></h2>
      <button type="button" class="close" data-close></button></div>`;
    if (page === null) {
      one(".source-title").textContent = one(".source").getAttribute("aria-label");
      one(".close").textContent = language === "fr" ? "Fermer" : "Close";
    }
    view.hidden = false;
    cover(true);
    const source = one(".source");
    source.scrollTop = 0;
    one(".source-title").focus({ preventScroll: true });
    const mark = one("mark.shown");
    if (mark) {
      const head = one(".source-head").offsetHeight;
      const away = mark.getBoundingClientRect().top - source.getBoundingClientRect().top;
      source.scrollTop = away - head - (source.clientHeight - head) / 4;
    }
  }

  function close() {
    request++;
    const held = one(".source").contains(document.activeElement) || document.activeElement === document.body;
    one(".source-view").hidden = true;
    one(".source-view").textContent = "";
    one(".source-failed").hidden = true;
    one(".source-empty").hidden = false;
    cover(false);
    point(null);
    if (!held) return;
    const back = opener && opener.isConnected ? opener : one("#box textarea");
    back?.focus();
  }

  // On a narrow window the source lies over the conversation, which is then out of reach.
  function cover(opened) {
    const over = opened && narrow.matches;
    document.documentElement.classList.toggle("covered", over);
    for (const behind of [one("#top"), one("#chat")]) if (behind) behind.inert = over;
  }

  function point(marker) {
    for (const other of document.querySelectorAll("[data-panel][aria-current]")) other.removeAttribute("aria-current");
    marker?.setAttribute("aria-current", "true");
  }

  // A question on its way. The framework waits in silence for a server that is gone, and reloads the page when there is
  // one again: the question is kept over the reload, and only until it is taken.
  const PATIENCE_MS = 1500;
  let patience = 0;
  // The framework takes no question before it is done with the one before, a little after that is answered: one that is
  // typed in between is sent again, unless it was taken after all: then there is an exchange more than when it was typed.
  const exchanges = () => document.querySelectorAll(".exchange").length;
  let inHand = false;
  let again = -1;

  document.addEventListener("entente:ended", () => {
    inHand = false;
    if (again === exchanges()) one("#send").click();
    again = -1;
  });

  document.addEventListener("entente:asked", () => {
    if (one(".exchange:last-child .stage")) return;
    if (inHand) {
      again = document.activeElement?.closest("#composer") ? exchanges() : -1;
      return;
    }
    inHand = true;
    reveal(".not-taken", false);
    reveal(".waiting", true);
    sessionStorage.setItem("question", one("#box textarea").value);
    sessionStorage.setItem("day", one("#as-of-day").value);
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (one(".waiting")?.hidden === false) fetch("healthz").catch(() => notTaken());
    }, PATIENCE_MS);
  });

  function notTaken() {
    reveal(".waiting", false);
    reveal(".not-taken", true);
  }

  // The framework may still be putting the page together when the first question is asked.
  function reveal(selector, shown) {
    const notice = one(selector);
    if (notice) notice.hidden = !shown;
  }

  let restored = false;

  function restore() {
    const box = one("#box textarea");
    if (restored || !box || !one("#as-of-day")) return;
    restored = true;
    const question = sessionStorage.getItem("question");
    if (!question) return;
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (one("#as-of-day").value !== sessionStorage.getItem("day")) setDay(sessionStorage.getItem("day"));
  }

  // The day that the next question is asked for. While only a part of it is typed, the field has no value.
  for (const happening of ["input", "keyup", "focusin"]) {
    document.addEventListener(happening, (event) => {
      if (event.target instanceof Element && event.target.id === "as-of-day") showDay();
    });
  }

  function setDay(day) {
    const field = one("#as-of-day");
    field.value = day;
    showDay();
  }

  function clearDay() {
    setDay("");
    one("#as-of-day").focus();
  }

  // A question that comes back into the box comes with its day; a day that is itself at fault is left to be mended.
  function restoreDay(exchange) {
    const { badInput, rangeOverflow } = one("#as-of-day").validity;
    if (!badInput && !rangeOverflow) setDay(exchange.dataset.asOf);
  }

  function showDay() {
    const field = one("#as-of-day");
    const now = new Date();
    const today = new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    // Set anew, it would undo what is typed so far.
    if (field.max !== today) field.max = today;
    const isToday = !field.value && !field.validity.badInput;
    one(".as-of").classList.toggle("chosen", !isToday);
    one(".as-of-hint").hidden = !isToday;
    one(".as-of-clear").hidden = isToday;
  }

  // Feedback on its way, oldest first, and what was given on each answer: the framework writes the buttons anew with
  // every question.
  const underway = [];
  const given = new Map();

  function judge(thumb) {
    const answer = thumb.closest("[data-answer]").dataset.answer;
    if (thumb.dataset.feedback === "up") {
      const isOnItsWay = underway.some((feedback) => feedback.answer === answer && feedback.up);
      if (!isOnItsWay && thumb.getAttribute("aria-pressed") === "false") give({ answer, up: true });
      return;
    }
    const dialog = one(".why");
    dialog.querySelector("form").reset();
    dialog.dataset.about = answer;
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const dialog = event.target.closest(".why");
    if (!dialog) return;
    const fields = Object.fromEntries(new FormData(event.target));
    give({ answer: dialog.dataset.about, up: false, ...fields });
  });

  function give(feedback) {
    underway.push(feedback);
    document.dispatchEvent(new CustomEvent("entente:feedback", { detail: feedback }));
    setTimeout(() => {
      if (underway.includes(feedback)) fetch("healthz").catch(() => settle(feedback, false));
    }, PATIENCE_MS);
  }

  document.addEventListener("entente:thanked", () => settle(underway[0], true));
  document.addEventListener("entente:unkept", () => settle(underway[0], false));

  function settle(feedback, kept) {
    if (!underway.includes(feedback)) return;
    underway.splice(underway.indexOf(feedback), 1);
    given.set(feedback.answer, { way: feedback.up ? "up" : "down", kept });
    showGiven();
    const line = one(`[data-answer="${CSS.escape(feedback.answer)}"] ${kept ? ".thanks" : ".unkept"}`);
    if (line) one(".announcer").textContent = line.textContent;
  }

  function showGiven() {
    for (const [answer, { way, kept }] of given) {
      for (const asked of document.querySelectorAll(`[data-answer="${CSS.escape(answer)}"]`)) {
        for (const thumb of asked.querySelectorAll("[data-feedback]")) {
          thumb.setAttribute("aria-pressed", String(kept && thumb.dataset.feedback === way));
        }
        asked.querySelector(".thanks").hidden = !kept;
        asked.querySelector(".unkept").hidden = kept;
      }
    }
  }

  // An error nobody foresaw: either the question had been taken and its answer failed, or it never arrived.
  document.addEventListener("entente:failed", () => {
    const stage = one(".exchange:last-child .stage");
    if (!stage) return notTaken();
    stage.hidden = true;
    stage.nextElementSibling.hidden = false;
    one(".announcer").textContent = stage.nextElementSibling.textContent;
  });

  // The framework writes the conversation. A new question, and then its answer, is brought into view from its start;
  // the answer is read out once, when it is whole.
  let turns = 0;
  let working = false;

  new MutationObserver(() => {
    restore();
    showGiven();
    const exchanges = document.querySelectorAll("#conversation .exchange");
    const last = exchanges[exchanges.length - 1];
    if (!last) return;
    const settled = last.querySelector(".settled");
    const isNew = exchanges.length !== turns || (!settled && !working);
    turns = exchanges.length;
    if (isNew) taken(last);
    if (settled && (isNew || working)) finished(last, settled);
    working = !settled;
  }).observe(document, { childList: true, subtree: true, characterData: true });

  function taken(exchange) {
    reveal(".waiting", false);
    reveal(".not-taken", false);
    sessionStorage.removeItem("question");
    sessionStorage.removeItem("day");
    exchange.scrollIntoView({ block: "start" });
    // The example that was clicked is gone.
    if (!document.activeElement || document.activeElement === document.body) one("#box textarea")?.focus();
  }

  function finished(exchange, settled) {
    one(".announcer").textContent = settled.innerText.replace(/\s+/g, " ");
    if (settled.querySelector(".problem")) restoreDay(exchange);
    exchange.scrollIntoView({ block: "start" });
  }
})();
