// Counts: a choice takes effect when it is made, and the numbers follow what happens.
import { follow, part } from "./stream.js";

const form = document.querySelector("form.count-filters");

form?.addEventListener("change", (e) => {
  const fields = new FormData(form), dates = e.target.matches("[type=date]");
  if (dates && !form.checkValidity()) return; // half a date
  // A period that moves with the day goes on doing so, until a day is chosen.
  for (const name of dates ? ["range", "bucket"] : fields.get("range") ? ["from", "to"] : []) fields.delete(name);
  if (e.target.name === "zone") for (const name of ["camera", "type", "target", "unit"]) fields.delete(name);
  location.assign(`${form.action}?${new URLSearchParams([...fields].filter(([, v]) => v !== ""))}`);
});

const pause = 2500; // between two looks, in milliseconds

class LiveCounts extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.stream) return;
    const due = () => {
      this.timer ??= setTimeout(() => this.renew(), pause);
    };
    this.end = follow(this.dataset.stream, { event: due, track: due });
    this.beat = setInterval(due, 60_000); // an hour ends without a sound
  }

  disconnectedCallback() {
    this.end?.();
    clearInterval(this.beat);
    clearTimeout(this.timer);
  }

  // renew takes the new numbers; what is open, scrolled and in focus stays so.
  async renew() {
    this.timer = null;
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => this.renew(), { once: true });
      return;
    }
    try {
      const fresh = await part(location.href, "numbers");
      const all = (root, what) => [...root.querySelectorAll(what)];
      const open = all(this, "details").map((d) => d.open), scrolled = all(this, ".table").map((t) => [t.scrollLeft, t.scrollTop]);
      const at = all(this, "a, summary, [tabindex]").indexOf(document.activeElement);
      all(fresh, "details").forEach((d, i) => { d.open = open[i] ?? false; });
      this.replaceChildren(fresh);
      all(this, ".table").forEach((t, i) => { if (scrolled[i]) [t.scrollLeft, t.scrollTop] = scrolled[i]; });
      if (at >= 0) all(this, "a, summary, [tabindex]")[at]?.focus({ preventScroll: true });
    } catch (err) {
      console.warn(err); // the next look may do
    }
  }
}
customElements.define("live-counts", LiveCounts);
