// The wall: each tile is made anew by the server when its camera has something to
// say, at most once in a while; boxes move as the cameras tell positions. While nobody
// looks it does nothing, and catches up afterwards.
import { base } from "./base.js";
import { alert, fold, wished } from "./alerts.js";
import { decoded, follow, part } from "./stream.js";
import { show } from "./boxes.js";

const pause = 700; // between two tiles of one camera, in milliseconds
const trust = 10000; // how long a lost connection is not worth a word
const round = 60000; // between two looks at the whole wall: "silent for" grows, and nothing stays wrong

class LiveWall extends HTMLElement {
  connectedCallback() {
    this.waiting = new Map(); // camera -> timer
    this.inView = new Map(); // camera -> its targets
    this.words = JSON.parse(this.dataset.words);
    this.wall = this.querySelector(".wall");
    this.stage = this.querySelector(".stage");
    this.since = document.documentElement.dataset.seq;
    this.listen();
    this.mark();
    this.timer = setInterval(() => { if (!document.hidden) this.catchUp(); }, round);
    this.addEventListener("click", (e) => this.clicked(e));
    document.addEventListener("visibilitychange", () => this.turn());
    addEventListener("popstate", () => this.enlarge(new URLSearchParams(location.search).get("camera") ?? ""));
    addEventListener("keydown", (e) => {
      if (e.key === "Escape" && !fold() && this.dataset.large && !document.querySelector("details[open]")) this.close();
    });
  }

  // listen opens the stream: of all while somebody looks, of what alerts tell otherwise.
  listen() {
    this.end?.();
    this.end = null;
    if (document.hidden && !wished()) return;
    const alerts = {
      event: (e, id) => {
        this.since = id;
        this.renew(e.camera.id);
        alert(e.camera.id, [...(e.targets ?? []).map((t) => t.type), ...(e.plate ? ["plate"] : [])]);
      },
      alarm: (a, id) => {
        this.since = id;
        this.renew(a.camera.id);
        if (!a.ended_at) alert(a.camera.id, ["alarm"]);
      },
    };
    const options = { state: (there) => this.state(there), since: this.since, watch: true };
    if (document.hidden) {
      this.end = follow("/api/v1/stream?topics=event,alarm", alerts, options);
      return;
    }
    this.cameras = this.shown();
    this.end = follow(`/api/v1/stream?topics=event,alarm,device,live&live=${encodeURIComponent(this.cameras)}`, {
      ...alerts,
      live: (l) => this.move(l),
      device: (d, id) => {
        this.since = id;
        const mine = d.device.id.replace("dev_", "cam_") + "_";
        for (const c of this.shown()) if (c.startsWith(mine)) this.renew(c);
      },
    }, options);
  }

  // shown are the cameras that are on the page.
  shown() { return [...new Set([...this.querySelectorAll(".tile")].map((t) => t.dataset.camera))]; }

  // turn is for when the page is hidden, or seen again.
  turn() {
    if (document.hidden) {
      for (const timer of this.waiting.values()) clearTimeout(timer);
      this.waiting.clear();
      if (!wished()) this.since = ""; // it goes on from when it is seen again
      this.away = true;
    }
    this.listen();
  }

  // state tells of the connection. What moved is not known any more once it was lost.
  state(there) {
    const lost = this.querySelector(".lost");
    if (!there) {
      this.away = true;
      this.losing ??= setTimeout(() => {
        lost.hidden = false;
        this.classList.add("lonely");
        this.still();
      }, trust);
      return;
    }
    clearTimeout(this.losing);
    this.losing = null;
    lost.hidden = true;
    this.classList.remove("lonely");
    if (!this.away || document.hidden) return;
    this.away = false;
    this.still();
    this.catchUp();
  }

  // still takes the boxes away.
  still() {
    this.inView.clear();
    for (const tile of this.querySelectorAll(".tile")) this.boxes(tile);
    this.count();
  }

  // boxes puts the boxes of a tile where the targets of its camera are.
  boxes(tile) {
    const scene = tile.querySelector(".scene");
    if (scene) show(scene, this.inView.get(tile.dataset.camera) ?? [], this.words);
  }

  tiles(camera) { return this.querySelectorAll(`.tile[data-camera="${CSS.escape(camera)}"]`); }

  move(l) {
    this.inView.set(l.camera.id, l.targets);
    for (const tile of this.tiles(l.camera.id)) this.boxes(tile);
    this.count();
  }

  count() {
    const count = [...this.inView.values()].reduce((n, all) => n + all.length, 0);
    document.getElementById("in-view").textContent = count ? this.dataset.inView.replace("{0}", count) : "";
  }

  // renew makes the tiles of a camera anew, a moment later.
  renew(camera) {
    if (document.hidden || this.waiting.has(camera)) return;
    this.waiting.set(camera, setTimeout(async () => {
      this.waiting.delete(camera); // what comes from now on is not in the answer
      try {
        const fresh = (await part(`/?camera=${encodeURIComponent(camera)}`, "tiles")).querySelector(".tile");
        if (fresh) await this.put(fresh);
        if (this.dataset.large === camera) await this.renewLarge();
      } catch (err) {
        console.warn(err); // the next look may do
      }
    }, pause));
  }

  // put shows a tile in the place of the one that its camera has on the wall.
  async put(fresh) {
    fresh.dataset.as = fresh.outerHTML; // as the server made it, without what moves
    await decoded(fresh);
    const old = this.wall.querySelector(`.tile[data-camera="${CSS.escape(fresh.dataset.camera)}"]`);
    if (old) this.swap(old, fresh);
    else {
      this.wall.append(fresh);
      this.columns();
    }
    this.boxes(fresh);
    this.mark();
    if (!this.cameras?.includes(fresh.dataset.camera)) this.listen(); // to where its targets are, too
  }

  // swap replaces a part; the keyboard stays where it is.
  swap(old, fresh) {
    const at = [...old.querySelectorAll("a, h2")].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (at >= 0) fresh.querySelectorAll("a, h2")[at]?.focus({ preventScroll: true });
  }

  columns() {
    this.wall.className = `wall c${Math.min(Math.ceil(Math.sqrt(this.wall.children.length)) || 1, 8)}`;
  }

  // catchUp looks at the whole wall, and changes what has changed.
  async catchUp() {
    try {
      const all = [...(await part("/", "tiles")).querySelectorAll(".tile")];
      for (const old of this.wall.querySelectorAll(".tile")) {
        if (!all.some((t) => t.dataset.camera === old.dataset.camera)) old.remove();
      }
      this.columns();
      for (const fresh of all) {
        const old = this.wall.querySelector(`.tile[data-camera="${CSS.escape(fresh.dataset.camera)}"]`);
        if (old?.dataset.as !== fresh.outerHTML) await this.put(fresh);
      }
      if (this.dataset.large) await this.renewLarge();
    } catch (err) {
      console.warn(err); // the stream says when the connection is back
    }
  }

  async renewLarge() {
    const camera = this.dataset.large;
    const fresh = (await part(`/?camera=${encodeURIComponent(camera)}`, "large")).querySelector(".large-camera");
    if (!fresh) return;
    await decoded(fresh);
    if (this.dataset.large !== camera) return; // another one was chosen meanwhile
    const old = this.stage.querySelector(".large-camera");
    if (old) this.swap(old, fresh); else this.stage.append(fresh);
    this.boxes(fresh.querySelector(".tile"));
  }

  clicked(e) {
    if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    const view = e.target.closest(".wall .view");
    if (view) {
      e.preventDefault();
      const camera = view.closest(".tile").dataset.camera;
      history.pushState({ large: true }, "", `${base}/?camera=${encodeURIComponent(camera)}`);
      this.enlarge(camera);
    } else if (e.target.closest(".close")) {
      e.preventDefault();
      this.close();
    }
  }

  close() {
    if (history.state?.large) {
      history.back();
      return;
    }
    history.pushState({}, "", `${base}/`);
    this.enlarge("");
  }

  // enlarge shows a camera large, or none.
  async enlarge(camera) {
    const before = this.dataset.large;
    if (!camera) {
      delete this.dataset.large;
      this.stage.replaceChildren();
      this.mark();
      if (before) this.tiles(before)[0]?.querySelector(".view").focus();
      return;
    }
    this.dataset.large = camera;
    this.mark();
    try {
      await this.renewLarge();
    } catch (err) {
      console.warn(err);
      location.reload(); // the address is the camera's already: the server says what is wrong
      return;
    }
    this.mark();
    this.stage.querySelector("h2")?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
    scrollTo({ top: 0 });
    if (document.fullscreenElement) this.scrollTo({ top: 0 });
  }

  // mark says which tile is the one that is large, and what the page is.
  mark() {
    const large = this.dataset.large;
    for (const tile of this.wall.children) tile.classList.toggle("is-large", tile.dataset.camera === large);
    document.title = `${(large && this.stage.querySelector("h2")?.textContent) || this.dataset.title} · Watchpost`;
  }
}
customElements.define("live-wall", LiveWall);

const full = document.getElementById("full");
if (full && !document.fullscreenEnabled) full.hidden = true;
full?.addEventListener("click", () => document.querySelector("live-wall").requestFullscreen());

if (!document.querySelector("live-wall")) {
  // Nothing is there yet: the first post brings the wall.
  follow("/api/v1/stream?topics=device,event", { device: () => location.reload(), event: () => location.reload() });
}
