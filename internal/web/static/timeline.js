// The timeline: older cards follow below and newer ones above, what comes arrives on
// top, and nothing that is looked at moves.
import { base } from "./base.js";
import { decoded, follow, part } from "./stream.js";

const most = 360; // cards that are kept; those far away are let go of
const far = 1200; // pixels

class EventList extends HTMLElement {
  connectedCallback() {
    this.heads = new Map(); // day -> its heading
    this.newest = Number(this.dataset.newest);
    this.top = this.hasAttribute("data-top");
    this.seen = new IntersectionObserver((all) => {
      for (const s of all) if (s.isIntersecting) this.load(s.target);
    }, { rootMargin: "900px" });
    this.addEventListener("click", (e) => {
      const edge = e.target.closest(".older, .newer");
      if (edge) { e.preventDefault(); this.load(edge); }
    });
    this.edges();
    const at = this.dataset.at && this.querySelector(`[data-id="${CSS.escape(this.dataset.at)}"]`);
    if (at) at.classList.add("at");
    this.end = follow(this.dataset.stream, { event: () => this.came() });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.missed) this.came(); });
  }

  disconnectedCallback() { this.end(); this.seen.disconnect(); }

  cells() { return [...this.querySelectorAll(".cell")]; }

  // place is the address of the list at a number.
  place(name, n) {
    const url = new URL(base + this.dataset.url, location.href);
    url.searchParams.set(name, n);
    return url.href;
  }

  // edge is the link to what is older or newer.
  edge(name, n) {
    const a = document.createElement("a");
    a.className = `btn ${name}`;
    a.href = this.place(name, n);
    a.textContent = this.dataset[name];
    return a;
  }

  edges() {
    this.seen.disconnect();
    for (const e of this.querySelectorAll(":scope > .older, :scope > .newer")) this.seen.observe(e);
  }

  async load(edge) {
    if (edge.ariaBusy) return;
    edge.ariaBusy = "true";
    try {
      const more = await part(edge.href, "cards");
      if (!edge.isConnected) return;
      if (edge.matches(".older")) this.below(edge, more); else this.above(more);
    } catch (err) {
      edge.ariaBusy = null; // it can be pressed again
      console.warn(err);
    }
  }

  // below puts what is older in the place of its link.
  below(edge, more) {
    more.querySelector(".newer")?.remove();
    edge.replaceWith(more);
    this.days();
    this.letGoAbove();
    this.edges();
  }

  // above puts what is newer on top, in whole rows, so that what is below stays where it
  // is. What does not fill a row waits.
  above(more, all = false) {
    let cells = [...more.querySelectorAll(".cell")];
    const first = this.querySelector(".cell"), columns = this.columns();
    const same = cells.filter((c) => c.dataset.day === first?.dataset.day).length;
    let rest = more.querySelector(".newer") !== null;
    if (!all && same === cells.length && same > columns && same % columns) {
      cells = cells.slice(same % columns);
      rest = true;
    }
    this.stay(() => {
      this.querySelector(":scope > .newer")?.remove();
      this.querySelector(":scope > .empty")?.remove();
      for (const h of more.querySelectorAll(".day")) this.heads.set(h.dataset.day, h);
      this.prepend(...cells);
      if (rest && cells.length) this.prepend(this.edge("newer", cells[0].dataset.seq));
      this.days();
    });
    if (cells.length) this.newest = Math.max(this.newest, Number(cells[0].dataset.seq));
    this.top = !rest;
    this.letGoBelow();
    this.edges();
  }

  columns() { return getComputedStyle(this).gridTemplateColumns.split(" ").length; }

  // stay changes something and keeps in place what is in view.
  stay(change) {
    const anchor = this.cells().find((c) => c.getBoundingClientRect().bottom > 0);
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  }

  // days says each day once, where it begins.
  days() {
    for (const h of this.querySelectorAll(":scope > .day")) {
      this.heads.set(h.dataset.day, h);
      h.remove();
    }
    let day = "";
    for (const c of this.cells()) {
      if (c.dataset.day === day) continue;
      day = c.dataset.day;
      const head = this.heads.get(day);
      if (head) c.before(head.isConnected ? head.cloneNode(true) : head);
    }
  }

  // letGoAbove removes what is far above, in whole rows, when there is much.
  letGoAbove() {
    const cells = this.cells();
    let n = cells.length - most;
    if (n <= 0 || this.querySelector(":checked")) return;
    const left = cells[0].offsetLeft;
    while (n > 0 && (cells[n].getBoundingClientRect().top > -far || cells[n].offsetLeft !== left)) n--;
    if (n <= 0) return;
    this.stay(() => {
      this.querySelector(":scope > .newer")?.remove();
      for (const c of cells.slice(0, n)) c.remove();
      this.days();
      this.prepend(this.edge("newer", cells[n].dataset.seq));
    });
    this.top = false;
  }

  letGoBelow() {
    const cells = this.cells();
    let n = most;
    if (cells.length <= most || this.querySelector(":checked")) return;
    while (n < cells.length && cells[n].getBoundingClientRect().top < innerHeight + far) n++;
    if (n >= cells.length) return;
    this.querySelector(":scope > .older")?.remove();
    for (const c of cells.slice(n)) c.remove();
    this.days();
    this.append(this.edge("older", cells[n - 1].dataset.seq));
  }

  // came asks what has come, a moment after the last of it.
  came() {
    if (!this.top) return;
    if (this.missed = document.hidden) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask().catch((err) => console.warn(err)), 400);
  }

  async ask() {
    const after = this.newest, fresh = await part(this.place("newer", after), "cards");
    await decoded(fresh);
    if (after !== this.newest) return this.came(); // another one was shown meanwhile
    this.fresh = fresh;
    const cells = this.fresh.querySelectorAll(".cell");
    if (!cells.length || !this.top) return;
    for (const c of cells) c.classList.add("new");
    if (scrollY < 80 && !this.contains(document.activeElement) && !this.querySelector(":checked")) {
      this.put();
      return;
    }
    this.pill ??= this.makePill();
    const many = this.fresh.querySelector(".newer");
    this.pill.textContent = this.dataset[many ? "many" : "new"].replace("{0}", cells.length);
    if (!this.pill.isConnected) this.before(this.pill);
  }

  makePill() {
    const pill = document.createElement("button");
    pill.className = "more primary";
    pill.type = "button";
    pill.addEventListener("click", () => {
      this.put();
      scrollTo({ top: 0, behavior: "instant" });
      this.querySelector(".card")?.focus({ preventScroll: true });
    });
    return pill;
  }

  // put shows what has come.
  put() {
    this.pill?.remove();
    if (this.fresh.querySelector(".newer")) { // more than a page
      location.assign(base + this.dataset.url);
      return;
    }
    const atTop = scrollY < 80;
    this.above(this.fresh, true);
    if (atTop) scrollTo({ top: 0, behavior: "instant" });
  }

  cards() { return [...this.querySelectorAll(".card")]; }

  step(by) {
    const all = this.cards(), at = all.indexOf(document.activeElement);
    const to = at < 0 ? all.find((c) => c.getBoundingClientRect().top >= 0) : all[Math.min(Math.max(at + by, 0), all.length - 1)];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  }

  // row moves to the card that stands above or below.
  row(by) {
    const here = document.activeElement.getBoundingClientRect(), all = this.cards();
    const ahead = all.filter((c) => (c.getBoundingClientRect().top - here.top) * by > 10);
    const next = by > 0 ? ahead[0] : ahead.at(-1);
    if (!next) return;
    const top = next.getBoundingClientRect().top;
    const row = ahead.filter((c) => Math.abs(c.getBoundingClientRect().top - top) < 10);
    const off = (c) => Math.abs(c.getBoundingClientRect().left - here.left);
    row.reduce((a, b) => (off(b) < off(a) ? b : a)).focus();
  }
}
customElements.define("event-list", EventList);

async function pin(card) {
  const pinned = !card.hasAttribute("data-pinned");
  const answer = await fetch(`${base}/api/v1/events/${card.dataset.id}`, {
    method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ pinned }),
  });
  if (answer.ok) card.toggleAttribute("data-pinned", pinned);
}

// Choosing: one by one, from one to another with Shift, by x, or all that is shown.
const form = document.querySelector(".choose");
let last;
function chosen() {
  const n = form.querySelectorAll(".pick :checked").length, text = document.getElementById("chosen");
  text.textContent = text.dataset.text.replace("{0}", n);
}
function choose(boxes, on) {
  for (const b of boxes) b.checked = on;
  chosen();
}
form?.addEventListener("click", (e) => {
  if (!e.target.matches(".pick input")) return;
  const all = [...form.querySelectorAll(".pick input")], at = all.indexOf(e.target), from = all.indexOf(last);
  if (e.shiftKey && from >= 0) choose(all.slice(Math.min(at, from), Math.max(at, from) + 1), e.target.checked);
  last = e.target;
  chosen();
});
document.getElementById("all")?.addEventListener("click", () => choose([...form.querySelectorAll(".pick input")].slice(0, 500), true));
document.getElementById("none")?.addEventListener("click", () => choose(form.querySelectorAll(".pick input"), false));

// What unfolds over the page is folded up by a click beside it, and by Escape.
const narrow = document.querySelector(".narrow");
function fold(all, focus) {
  for (const d of all) {
    d.open = false;
    if (focus) d.querySelector("summary").focus();
  }
}
const unfolded = () => [...document.querySelectorAll(".narrow[open], .keep[open]")];
narrow?.querySelector(".close").addEventListener("click", () => fold([narrow], true));
addEventListener("click", (e) => fold(unfolded().filter((d) => !d.contains(e.target))));

addEventListener("keydown", (e) => {
  if (e.key === "Escape") fold(unfolded(), true);
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input:not([type=checkbox]), select, textarea") || document.querySelector("dialog[open]")) return;
  const list = document.querySelector("event-list"), card = document.activeElement.matches(".card") && document.activeElement;
  const keys = {
    j: () => list?.step(1), k: () => list?.step(-1),
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    f: () => { if (narrow) { narrow.open = true; narrow.querySelector("input").focus(); } },
    ...(card && list && {
      ArrowRight: () => list.step(1), ArrowLeft: () => list.step(-1), ArrowDown: () => list.row(1), ArrowUp: () => list.row(-1),
      p: () => pin(card),
      x: () => card.closest(".cell").querySelector(".pick input").click(),
    }),
  };
  if (!keys[e.key]) return;
  e.preventDefault();
  keys[e.key]();
});

// What is left empty in a form does not belong into the address.
addEventListener("formdata", (e) => {
  if (e.target.method !== "get") return;
  const all = [...e.formData];
  for (const [name] of all) e.formData.delete(name);
  for (const [name, value] of all) if (value !== "") e.formData.append(name, value);
});
