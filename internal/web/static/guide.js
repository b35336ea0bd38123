// Waiting for the first post, and then for what else comes.
import { follow, part } from "./stream.js";

class WaitHeard extends HTMLElement {
  connectedCallback() {
    const renew = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => this.replaceChildren(await part(location.href, "heard")), 300);
    };
    this.end = follow("/api/v1/stream?topics=device,event,alarm", { device: renew, event: renew, alarm: renew });
    this.beat = setInterval(renew, 5000);
  }

  disconnectedCallback() { this.end(); clearInterval(this.beat); }
}
customElements.define("wait-heard", WaitHeard);
