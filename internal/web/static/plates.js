// Lists of plates and faces: what comes arrives on top, what is older follows below.
// And the button that prints.
import { follow, part } from "./stream.js";

const kept = 400; // elements, so that a page can stay open for days

// whole fetches a page: rows of a table cannot stand alone.
const whole = (url) => part(url, "page");

const list = "long-list tbody, long-list > .cards";

class LongList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("tbody") ?? this.querySelector(".cards");
    this.fresh = [];
    this.watchOlder();
    if (this.dataset.stream) this.end = follow(this.dataset.stream, { event: () => this.came() });
  }

  disconnectedCallback() { this.end?.(); this.observer?.disconnect(); }

  // watchOlder loads the next page before its button comes into view.
  watchOlder() {
    const button = this.querySelector(".older");
    if (!button) return;
    this.observer ??= new IntersectionObserver((seen) => {
      for (const s of seen) if (s.isIntersecting) this.loadOlder(s.target);
    }, { rootMargin: "600px" });
    this.observer.observe(button);
    button.addEventListener("click", (e) => { e.preventDefault(); this.loadOlder(button); });
  }

  async loadOlder(button) {
    if (button.ariaBusy) return;
    button.ariaBusy = "true";
    try {
      const page = await whole(button.href);
      this.observer.unobserve(button);
      this.list.append(...page.querySelector(list)?.children ?? []);
      const further = page.querySelector(".further");
      if (further) button.parentElement.replaceWith(further); else button.parentElement.remove();
      this.watchOlder();
    } catch (err) {
      button.ariaBusy = null; // it can be pressed again
      console.warn(err);
    }
  }

  // came looks what is new of what this page shows. At its top that is put in at once.
  came() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const here = new Set([...this.list.children].map((e) => e.dataset.id));
      const page = await whole(location.href);
      this.fresh = [...page.querySelector(list)?.children ?? []].filter((e) => e.dataset.id && !here.has(e.dataset.id));
      if (!this.fresh.length) return;
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
    this.button.textContent = this.dataset.new.replace("{0}", this.fresh.length);
  }

  put() {
    this.button?.remove();
    this.button = null;
    document.querySelector("main > .empty")?.remove();
    // More came than a page holds, or there is more than a page should keep.
    if (this.fresh.length > 40 || this.list.children.length > kept) { location.reload(); return; }
    for (const e of this.fresh) e.classList.add("new");
    const first = [...this.list.children].find((e) => e.dataset.id);
    first ? first.before(...this.fresh) : this.list.prepend(...this.fresh);
    this.fresh = [];
  }
}
customElements.define("long-list", LongList);

const none = document.querySelector(".empty");
if (none && location.pathname.endsWith("/plates") && !location.search) {
  // The first read brings the table.
  follow("/api/v1/stream?topics=event&has=plate", { event: () => location.reload() });
}

document.getElementById("print")?.addEventListener("click", () => window.print());
