// Lists of cards: what comes arrives on top, what is older follows below, and the
// keyboard goes from card to card.
import { base } from "./base.js";
import { follow, part } from "./stream.js";

class EventList extends HTMLElement {
  connectedCallback() {
    this.waiting = new Set();
    this.watchOlder();
    if (this.dataset.stream) {
      this.end = follow(this.dataset.stream, { event: (e) => this.came(e.id) });
    }
  }

  disconnectedCallback() { this.end?.(); this.observer?.disconnect(); }

  // watchOlder loads the next page before its button comes into view.
  watchOlder() {
    const button = this.querySelector(".older");
    if (!button) return;
    this.observer ??= new IntersectionObserver((seen) => {
      for (const s of seen) if (s.isIntersecting) this.loadOlder(s.target);
    }, { rootMargin: "800px" });
    this.observer.observe(button);
    button.addEventListener("click", (e) => { e.preventDefault(); this.loadOlder(button); });
  }

  async loadOlder(button) {
    if (button.ariaBusy) return;
    button.ariaBusy = "true";
    try {
      const older = await part(button.href, "cards");
      this.observer.unobserve(button);
      button.replaceWith(older);
      this.watchOlder();
    } catch (err) {
      button.ariaBusy = null; // it can be pressed again
      console.warn(err);
    }
  }

  // came shows how many are new; at the top of the page they are put in at once.
  came(id) {
    this.waiting.add(id);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (scrollY < 80 && !document.hidden && !this.contains(document.activeElement)) this.put(); else this.tell();
    }, 400);
  }

  tell() {
    if (!this.button) {
      this.button = document.createElement("button");
      this.button.className = "more primary";
      this.button.addEventListener("click", () => { this.put(); scrollTo({ top: 0 }); });
      this.prepend(this.button);
    }
    this.button.textContent = this.dataset.new.replace("{0}", this.waiting.size);
  }

  async put() {
    const fresh = this.waiting;
    this.waiting = new Set();
    this.button?.remove();
    this.button = null;
    const newest = await part(location.href, "cards");
    const here = new Set([...this.querySelectorAll(".card")].map((c) => c.dataset.id));
    const cards = [...newest.querySelectorAll(".card")].filter((c) => !here.has(c.dataset.id));
    if (cards.length > 40) { location.reload(); return; } // more came than a page holds
    const first = this.querySelector(".day") ?? this.firstElementChild;
    for (const c of cards) {
      if (fresh.has(c.dataset.id)) c.classList.add("new");
      first.after(c);
    }
    // In the order that they came: after() has turned them around.
    for (const c of cards.toReversed()) first.after(c);
    this.trim();
  }

  // trim lets go of what is far below, so that a page can stay open for days.
  trim() {
    const cards = this.querySelectorAll(".card");
    if (cards.length <= 400 || scrollY > 80) return;
    location.reload();
  }

  cards() { return [...this.querySelectorAll(".card")]; }

  step(by) {
    const all = this.cards(), at = all.indexOf(document.activeElement);
    all[Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
  }

  // row moves by as many cards as stand beside each other.
  row(by) {
    const all = this.cards();
    const wide = all.filter((c) => c.offsetTop === (document.activeElement.offsetTop || all[0]?.offsetTop)).length || 1;
    this.step(by * wide);
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

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, select, textarea")) return;
  const list = document.querySelector("event-list");
  const keys = {
    j: () => list?.step(1), k: () => list?.step(-1), ArrowRight: () => list?.step(1), ArrowLeft: () => list?.step(-1),
    ArrowDown: () => list?.row(1), ArrowUp: () => list?.row(-1),
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    p: () => document.activeElement.matches(".card") && pin(document.activeElement),
  };
  if (!keys[e.key] || e.key.startsWith("Arrow") && !document.activeElement.matches(".card")) return;
  e.preventDefault();
  keys[e.key]();
});

// A choice takes effect when it is made.
document.querySelector("form.filters")?.addEventListener("change", (e) => {
  const form = e.currentTarget;
  const query = new URLSearchParams([...new FormData(form)].filter(([, v]) => v !== ""));
  location.assign(`${form.action}?${query}`);
});
