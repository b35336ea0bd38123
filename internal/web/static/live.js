// The wall: each tile is made anew by the server when its camera has something to
// say, at most once in a while; boxes move as the cameras tell positions.
import { follow, part } from "./stream.js";
import { show } from "./boxes.js";

const pause = 700; // between two tiles of one camera, in milliseconds

class LiveWall extends HTMLElement {
  connectedCallback() {
    this.waiting = new Map(); // camera -> timer
    this.inView = new Map(); // camera -> its targets
    this.words = JSON.parse(this.dataset.words);
    const lost = document.querySelector(".lost");
    const cameras = [...this.querySelectorAll(".tile")].map((t) => t.dataset.camera);
    this.end = follow(`/api/v1/stream?topics=event,alarm,device,live&live=${encodeURIComponent(cameras)}`, {
      live: (l) => this.move(l),
      event: (e) => this.renew(e.camera.id),
      alarm: (a) => {
        this.renew(a.camera.id);
        if (!a.ended_at) ring();
      },
      device: (d) => {
        const mine = CSS.escape(d.device.id.replace("dev_", "cam_"));
        for (const tile of this.querySelectorAll(`[data-camera^="${mine}_"]`)) this.renew(tile.dataset.camera);
      },
    }, (there) => { lost.hidden = there; });
  }

  disconnectedCallback() { this.end(); }

  // move puts the boxes of a camera where its targets are.
  move(l) {
    this.inView.set(l.camera.id, l.targets);
    const scene = document.getElementById(l.camera.id)?.querySelector(".scene");
    if (scene) show(scene, l.targets, this.words);
    const count = [...this.inView.values()].reduce((n, all) => n + all.length, 0);
    document.getElementById("in-view").textContent = count ? this.dataset.inView.replace("{0}", count) : "";
  }

  renew(camera) {
    if (this.waiting.has(camera)) return;
    this.waiting.set(camera, setTimeout(async () => {
      try {
        const fresh = (await part(`/?camera=${encodeURIComponent(camera)}`, "tiles")).querySelector(".tile");
        const old = document.getElementById(camera);
        if (!fresh) return;
        const picture = fresh.querySelector("img");
        if (picture) {
          picture.loading = "eager";
          await picture.decode().catch(() => {}); // shown when it is there, so that nothing blinks
        }
        if (old) old.replaceWith(fresh); else this.append(fresh);
        const targets = this.inView.get(camera);
        if (targets?.length) show(fresh.querySelector(".scene"), targets, this.words);
      } catch (err) {
        console.warn(err);
      } finally {
        this.waiting.delete(camera);
      }
    }, pause));
  }
}
customElements.define("live-wall", LiveWall);

// ring sounds when the viewer wishes to hear alarms.
let audio;
function ring() {
  if (!document.getElementById("sound")?.checked || !audio) return;
  const tone = audio.createOscillator(), gain = audio.createGain();
  tone.frequency.value = 880;
  gain.gain.setValueAtTime(0.15, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
}
document.getElementById("sound")?.addEventListener("change", (e) => {
  audio ??= new AudioContext();
  if (e.target.checked) ring();
});

document.getElementById("full")?.addEventListener("click", () => {
  document.querySelector("live-wall").requestFullscreen();
});
if (!document.querySelector("live-wall")) {
  // Nothing is there yet: the first post brings the wall.
  follow("/api/v1/stream?topics=device,event", { device: () => location.reload(), event: () => location.reload() });
}
