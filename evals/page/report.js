// Filters the cases, keeps the filters in the address, and makes a case's body when it is first opened.
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const entries = [...document.querySelectorAll("details.case")];
  const choices = ["outcome", "family", "lang", "split", "style"];
  const haystacks = [];

  if (form === null) return;

  // Text is only ever inserted as text: children are strings or elements made here.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const isolated = (text, attributes = {}) => make("bdi", attributes, text);

  function section(title, ...children) {
    return make("section", {}, make("h3", {}, title), ...children);
  }

  function list(kind, items) {
    if (!items.length) return null;
    return make("ul", { class: kind }, ...items.map((item) => make("li", {}, item)));
  }

  function chip(kind, text) {
    return make("span", { class: `chip ${kind}` }, text);
  }

  // The case as it was asked

  function asked(one) {
    const turns = one.history.map((question) => isolated(question, { lang: one.lang }));
    const told = [];
    if (one.as_of) told.push(`To hold on ${one.as_of}.`);
    if (one.copy) told.push(`Asked of the altered copy “${one.copy}”.`);
    if (one.understood !== one.question) told.push(`Understood as: ${one.understood}`);
    if (!turns.length && !told.length) return null;
    return section(
      turns.length ? "Earlier questions" : "Asked",
      list("turns", turns),
      ...told.map((text) => make("p", { class: "muted" }, isolated(text))),
    );
  }

  function expected(one) {
    if (!one.facts.length) {
      return section("Expected", make("p", {}, "A refusal: nothing in the articles answers."), forbidden(one));
    }
    return section("Expected", list("facts", one.facts.map(fact)), forbidden(one), ...one.gold.map(gold));
  }

  function fact(one) {
    const found = one.quoted ? chip("good", "in the quotes") : chip("bad", "not in the quotes");
    return make("span", {}, isolated(one.spellings.join(" / ")), " ", found);
  }

  function forbidden(one) {
    if (!one.forbidden.length) return null;
    return make("p", {}, "Must not say: ", isolated(one.forbidden.join(" / ")));
  }

  function gold(one) {
    const ranks = Object.entries(one.ranks).map(([name, rank]) => `${name} ${rank ?? "beyond 10"}`);
    return make(
      "figure",
      { class: "gold" },
      make("figcaption", {}, make("span", {}, "Gold passage in ", isolated(one.article))),
      make("blockquote", {}, isolated(one.passage)),
      ranks.length ? make("p", { class: "muted" }, `Found at rank: ${ranks.join(", ")}`) : null,
    );
  }

  // The case as it was answered

  function answered(one) {
    const status = make("p", {}, chip("", one.status), one.reason ? ` ${one.reason.replaceAll("_", " ")}` : null);
    if (!one.claims.length) {
      return section("Answer", status, make("p", { class: "text" }, isolated(one.text)), nearest(one));
    }
    const known = new Map(one.citations.map(({ n, excerpt }) => [n, data.excerpts[excerpt]]));
    return make(
      "div",
      {},
      section("Answer", status, ...one.claims.map((claim) => said(claim, known))),
      section("Citations in their articles", ...[...known].map(([n, excerpt]) => cited(n, excerpt))),
    );
  }

  function said(claim, known) {
    const markers = claim.citations.map((n) => (known.has(n) ? ` [${n}]` : ` [${n}, which is not there]`));
    const good = claim.verdict !== "unsupported";
    return make(
      "p",
      { class: "claim" },
      isolated(claim.text),
      make("span", { class: "markers" }, ...markers),
      " ",
      chip(good ? "good" : "bad", claim.verdict),
    );
  }

  function cited(n, excerpt) {
    const title = isolated(excerpt.title);
    const link = { href: excerpt.url ?? "", target: "_blank", rel: "noopener noreferrer" };
    return make(
      "figure",
      { class: "cited" },
      make(
        "figcaption",
        {},
        make("span", {}, `[${n}] `, excerpt.url ? make("a", link, title) : title),
        make("span", {}, [excerpt.published, excerpt.article].filter(Boolean).join(" · ")),
      ),
      excerpt.stands ? null : make("p", { class: "alarm" }, "These words do not stand at that place of the article:"),
      make(
        "blockquote",
        {},
        make("span", { class: "around" }, excerpt.before),
        make("mark", {}, excerpt.quote),
        make("span", { class: "around" }, excerpt.after),
      ),
    );
  }

  function nearest(one) {
    if (!one.nearest.length) return null;
    const items = one.nearest.map(({ title, quote }) =>
      make("span", {}, isolated(title), quote ? make("span", { class: "muted" }, ": ", isolated(`“${quote}”`)) : null),
    );
    return make("div", {}, make("p", { class: "muted" }, "Nearest, offered with the refusal:"), list("near", items));
  }

  // What the scoring made of it

  function pairs(found) {
    const rows = found.map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", value === "not scored" ? { class: "unscored" } : {}, value)),
    );
    return make("dl", { class: "pairs" }, ...rows);
  }

  function scored(one) {
    const times = Object.entries(one.milliseconds);
    return make(
      "div",
      { class: "scored" },
      section("Scores", pairs(one.scores.map((value, at) => [data.scored[at], value]))),
      times.length ? section("Milliseconds", pairs(times)) : null,
      make("p", {}, make("a", { href: `#case=${encodeURIComponent(one.id)}` }, "Link to this case")),
    );
  }

  function fill(entry) {
    if (entry.querySelector(".body") !== null) return;
    const one = data.cases[entries.indexOf(entry)];
    const told = make("div", { class: "told" }, asked(one), expected(one), answered(one));
    entry.append(make("div", { class: "body" }, told, scored(one)));
  }

  // Filters

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function haystack(at) {
    const one = data.cases[at];
    haystacks[at] ??= fold(
      [
        one.id,
        one.question,
        ...one.history,
        one.text,
        ...one.facts.flatMap(({ spellings }) => spellings),
        ...one.gold.flatMap(({ article, passage }) => [article, passage]),
        ...one.citations.flatMap(({ excerpt }) => [data.excerpts[excerpt].article, data.excerpts[excerpt].title]),
      ].join("\n"),
    );
    return haystacks[at];
  }

  function passes(entry, name, wanted) {
    if (name === "outcome" && wanted === "not right") return entry.dataset.outcome !== "right";
    return entry.dataset[name] === wanted;
  }

  function apply() {
    const wanted = choices.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    let count = 0;
    entries.forEach((entry, at) => {
      const kept =
        wanted.every(([name, value]) => passes(entry, name, value)) &&
        words.every((word) => haystack(at).includes(word));
      entry.hidden = !kept;
      count += kept;
    });
    tell(count);
  }

  function tell(count) {
    const number = (value) => value.toLocaleString("en");
    const all = `${number(entries.length)} case${entries.length === 1 ? "" : "s"}`;
    document.getElementById("shown").textContent = count === entries.length ? all : `${number(count)} of ${all}`;
  }

  function remember() {
    const state = new URLSearchParams();
    for (const name of ["q", ...choices]) if (form.elements[name].value) state.set(name, form.elements[name].value);
    const hash = state.size ? `#${state}` : "";
    history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
  }

  // `#family=list&outcome=wrong` sets filters, `#case=ID` opens a case, `#plots` is a place of the page and does neither.
  function follow() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return;
    const state = new URLSearchParams(hash);
    for (const name of choices) {
      form.elements[name].value = state.get(name) ?? "";
      if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    }
    form.elements.q.value = state.get("q") ?? "";
    apply();
    if (state.has("case")) show(state.get("case"));
    else if (hash) document.getElementById("cases").scrollIntoView();
  }

  function show(id) {
    const entry = entries.find((found) => found.id === `case=${id}`);
    if (!entry) return;
    entry.hidden = false;
    entry.open = true;
    fill(entry);
    entry.scrollIntoView();
    entry.querySelector("summary").focus({ preventScroll: true });
  }

  function changed() {
    apply();
    remember();
  }

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are emptied after the event.
  form.addEventListener("reset", () => setTimeout(changed));
  document.getElementById("list").addEventListener("toggle", (event) => fill(event.target), true);
  addEventListener("hashchange", follow);
  follow();
})();
