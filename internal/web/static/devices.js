// The list of devices follows what happens to them.
import { follow, part } from "./stream.js";

class DeviceList extends HTMLElement {
  connectedCallback() {
    const renew = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        if (!this.contains(document.activeElement)) this.replaceChildren(await part(location.href, "list"));
      }, 300);
    };
    this.end = follow("/api/v1/stream?topics=device", { device: renew });
    this.beat = setInterval(renew, 30000);
  }

  disconnectedCallback() { this.end(); clearInterval(this.beat); }
}
customElements.define("device-list", DeviceList);
