// A camera: boxes move over its newest picture, and its numbers follow.
import { follow, part } from "./stream.js";
import { show } from "./boxes.js";

const pause = 2500; // between two looks, in milliseconds

class CameraView extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    const due = () => { this.timer ??= setTimeout(() => this.renew(), pause); };
    this.end = follow(this.dataset.stream, { live: (l) => this.move(l), event: due, track: due });
  }

  disconnectedCallback() {
    this.end();
    clearTimeout(this.timer);
  }

  move(l) {
    show(this.querySelector(".scene"), l.targets, this.words);
    document.getElementById("in-view").textContent = l.targets.length ? this.dataset.inView.replace("{0}", l.targets.length) : "";
  }

  // renew takes the newest picture, passages and numbers; what is drawn stays.
  async renew() {
    this.timer = null;
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => this.renew(), { once: true });
      return;
    }
    try {
      const fresh = (await part(location.href, "picture")).querySelector("img"), old = this.querySelector(".scene > img");
      if (fresh && fresh.getAttribute("src") !== old?.getAttribute("src")) {
        await fresh.decode().catch(() => {});
        if (old) old.replaceWith(fresh); else this.querySelector(".scene").prepend(fresh);
      }
      const numbers = document.querySelector(".part-numbers"), next = await part(location.href, "camera-numbers");
      if (numbers.contains(document.activeElement) || numbers.querySelector("details[open]")) return; // somebody reads
      numbers.replaceChildren(next);
    } catch (err) {
      console.warn(err); // the next look may do
    }
  }
}
customElements.define("camera-view", CameraView);
