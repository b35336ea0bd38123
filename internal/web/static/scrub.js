// The bars over the timeline: one leads to its time, several that are drawn over to
// theirs, and the keyboard goes along them; that of what is looked at is marked.

class ScrubBars extends HTMLElement {
  connectedCallback() {
    this.all = [...this.querySelectorAll(".hour")];
    this.classList.toggle("named", this.all.some((b) => /\D/.test(b.textContent.trim())));
    const first = this.querySelector(".on") ?? this.all.at(-1);
    for (const b of this.all) b.tabIndex = b === first ? 0 : -1; // one stop on the way through the page
    this.addEventListener("keydown", (e) => this.key(e));
    this.addEventListener("dragstart", (e) => e.preventDefault());
    this.addEventListener("pointerdown", (e) => this.begin(e));
    this.addEventListener("click", (e) => { if (this.drawn) e.preventDefault(); });
    addEventListener("scroll", () => { this.frame ??= requestAnimationFrame(() => this.here()); }, { passive: true });
    this.here();
  }

  key(e) {
    const at = this.all.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: this.all.length - 1 }[e.key];
    if (to === undefined || !this.all[to]) return;
    e.preventDefault();
    e.stopPropagation();
    this.all[at].tabIndex = -1;
    this.all[to].tabIndex = 0;
    this.all[to].focus();
  }

  bar(x) {
    return this.all.findIndex((b) => x < b.getBoundingClientRect().right);
  }

  // begin follows a pointer that draws over bars.
  begin(e) {
    if (e.button !== 0) return;
    const from = this.bar(e.clientX);
    let range = [from, from];
    this.drawn = false;
    const move = (m) => {
      const at = this.bar(m.clientX);
      const to = at < 0 ? this.all.length - 1 : at;
      range = [Math.min(from, to), Math.max(from, to)];
      this.drawn ||= to !== from;
      this.all.forEach((b, i) => b.classList.toggle("drawn", this.drawn && i >= range[0] && i <= range[1]));
    };
    const end = (u) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      if (this.drawn && u.type === "pointerup") this.go(...range);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }

  go(from, to) {
    const url = new URL(this.all[from].href);
    url.searchParams.set("before", new URL(this.all[to].href).searchParams.get("before"));
    location.assign(url.href);
  }

  // here marks the bar of the first card in view.
  here() {
    this.frame = undefined;
    const time = [...document.querySelectorAll("event-list .cell")].find((c) => c.getBoundingClientRect().bottom > 60)?.querySelector("time")?.dateTime;
    for (const b of this.all) b.classList.toggle("here", Boolean(time) && b.dataset.from <= time && time < b.dataset.to);
  }
}
customElements.define("scrub-bars", ScrubBars);
