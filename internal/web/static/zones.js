// Drawing on a camera's picture: areas and lines, with the mouse, with a finger, or
// with the keyboard. What is drawn is kept by the API.
import { base } from "./base.js";

const svg = "http://www.w3.org/2000/svg", full = 10000;
const clamp = (n) => Math.min(Math.max(Math.round(n), 0), full);

async function ask(method, path, body) {
  const answer = await fetch(`${base}/api/v1/${path}`, {
    method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
  });
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail ?? told.title ?? answer.statusText);
  return told;
}

class ZoneEditor extends HTMLElement {
  connectedCallback() {
    this.zones = JSON.parse(this.dataset.zones);
    this.words = JSON.parse(this.dataset.words);
    this.form = this.querySelector(".zone-form");
    if (!this.form) return; // who may look, and not draw
    this.scene = this.querySelector(".scene");
    this.hint = this.querySelector(".hint");
    this.addEventListener("click", (e) => this.pressed(e));
    this.addEventListener("keydown", (e) => this.key(e));
    this.scene.addEventListener("pointerdown", (e) => this.down(e));
    this.form.addEventListener("submit", (e) => { e.preventDefault(); this.save(); });
  }

  pressed(e) {
    const button = e.target.closest("button");
    if (!button) return;
    const id = button.closest("[data-zone]")?.dataset.zone;
    if (button.dataset.draw) this.draw(button.dataset.draw, e.detail === 0);
    else if (button.dataset.do === "edit") this.edit(structuredClone(this.zones.find((z) => z.id === id)));
    else if (button.dataset.do === "evaluate") this.evaluate(id);
    else if (button.dataset.do === "cancel") this.stop();
    else if (button.dataset.do === "turn") { this.zone.points.reverse(); this.show(); }
    else if (button.dataset.do === "delete") this.remove(button);
  }

  // draw begins a shape: of points that are set on the picture, or, from the
  // keyboard, one that stands ready in the middle.
  draw(kind, ready) {
    this.stop();
    const zone = { name: "", color: kind === "area" ? "#ffb454" : "#4fc3f7", kind, points: [], targets: [], min_dwell_seconds: 0 };
    if (!ready) {
      this.zone = zone;
      this.drawing = true;
      this.classList.add("editing");
      this.say(this.words[`draw_${kind}`]);
      this.show();
      return;
    }
    zone.points = kind === "line" ? [[3500, 5000], [6500, 5000]] : [[3500, 3500], [6500, 3500], [6500, 6500], [3500, 6500]];
    this.edit(zone);
    this.say(this.words.shape_ready);
    this.querySelector(".grip").focus();
  }

  edit(zone) {
    this.stop();
    this.zone = zone;
    this.classList.add("editing");
    const fields = this.form.elements;
    fields.name.value = zone.name;
    fields.color.value = zone.color || "#ffffff";
    fields.min_dwell_seconds.value = zone.min_dwell_seconds || "";
    for (const box of this.form.querySelectorAll("[name=targets]")) box.checked = (zone.targets ?? []).includes(box.value);
    this.form.hidden = false;
    for (const [what, on] of [[".of-area", zone.kind === "area"], [".of-line", zone.kind === "line"], [".of-old", Boolean(zone.id)]]) {
      for (const e of this.form.querySelectorAll(what)) e.hidden = !on;
    }
    this.form.querySelector(".wrong").hidden = true;
    this.show();
    if (!zone.id) fields.name.focus({ preventScroll: true });
  }

  // stop lets go of what is drawn, and shows what is kept.
  stop() {
    const old = this.zone && this.zones.find((z) => z.id === this.zone.id);
    if (old) {
      this.zone = old;
      this.show();
      this.shapeOf(old.id)?.classList.remove("edited");
    }
    for (const e of this.querySelectorAll(".grip, [data-zone=new]")) e.remove();
    this.zone = null;
    this.drawing = false;
    this.classList.remove("editing");
    this.form.hidden = true;
    this.say("");
  }

  say(text) {
    this.hint.textContent = text;
    this.hint.hidden = !text;
  }

  shapeOf(id) { return this.querySelector(`.drawn [data-zone="${id ?? "new"}"]`); }

  // show draws the shape and its grips anew.
  show() {
    const z = this.zone, closed = z.kind === "area" && !this.drawing;
    let shape = this.shapeOf(z.id);
    if (!z.id && shape && shape.tagName !== (closed ? "polygon" : "polyline")) { shape.remove(); shape = null; }
    if (!shape) {
      shape = document.createElementNS(svg, closed ? "polygon" : "polyline");
      shape.dataset.zone = z.id ?? "new";
      shape.setAttribute("stroke", z.color);
      shape.setAttribute("fill", z.color);
      this.querySelector(".drawn").append(shape);
    }
    shape.setAttribute("class", `shape edited${closed ? "" : " line"}`);
    shape.setAttribute("points", z.points.map((p) => p.join()).join(" "));
    this.signs();
    this.grips();
  }

  // signs moves the name, and the arrow of a line, to where the shape is.
  signs() {
    const z = this.zone, n = z.points.length;
    const sign = this.querySelector(`.signs [data-zone="${z.id ?? "new"}"]`) ?? (z.kind === "line" && n === 2 ? this.arrow() : null);
    if (!sign || !n) return;
    const top = z.points.reduce((a, b) => (b[1] < a[1] ? b : a)), [from, to] = [z.points[0], z.points[n - 1]];
    const at = z.kind === "line" ? [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] : [top[0], Math.min(top[1] + 450, full)];
    sign.setAttribute("x", `${at[0] / 100}%`);
    sign.setAttribute("y", `${at[1] / 100}%`);
    if (z.kind !== "line" || n !== 2) return;
    const [a, b] = z.points, box = this.scene.getBoundingClientRect();
    const angle = Math.atan2((b[0] - a[0]) * box.width, -(b[1] - a[1]) * box.height) * 180 / Math.PI;
    sign.querySelector("g").setAttribute("transform", `rotate(${angle})`);
  }

  arrow() {
    const make = (name, attributes) => {
      const e = document.createElementNS(svg, name);
      for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
      return e;
    };
    const sign = make("svg", { overflow: "visible", "data-zone": "new" }), g = make("g", {});
    g.append(make("circle", { r: 13 }), make("path", { d: "M-7 0H8M2-6l6 6-6 6" }));
    sign.append(g);
    this.querySelector(".signs").append(sign);
    return sign;
  }

  // grips are what points are moved by: one a point, one between two, one for all.
  grips() {
    const focused = document.activeElement?.dataset?.grip;
    for (const e of this.querySelectorAll(".grip")) e.remove();
    const z = this.zone, n = z.points.length;
    z.points.forEach((p, i) => this.grip(`p${i}`, p, "", this.words.point.replace("{0}", i + 1).replace("{1}", n)));
    if (!this.drawing) {
      const middle = [0, 1].map((i) => z.points.reduce((sum, p) => sum + p[i], 0) / n);
      this.grip("all", z.kind === "line" ? middle.map((m, i) => m + (z.points[0][i] - middle[i]) / 2) : middle, "whole", this.form.querySelector("[name=name]").value || this.words.point.replace("{0}", "*").replace("{1}", n));
      if (z.kind === "area" && n < 64) {
        z.points.forEach((p, i) => {
          const next = z.points[(i + 1) % n];
          this.grip(`b${i}`, [(p[0] + next[0]) / 2, (p[1] + next[1]) / 2], "between", this.words.between.replace("{0}", i + 1));
        });
      }
    }
    if (focused) this.querySelector(`[data-grip="${focused}"]`)?.focus({ preventScroll: true });
  }

  grip(name, at, kind, label) {
    const grip = document.createElement("button");
    grip.type = "button";
    grip.className = `grip ${kind}`;
    grip.dataset.grip = name;
    grip.setAttribute("aria-label", label);
    grip.style.left = `${at[0] / 100}%`;
    grip.style.top = `${at[1] / 100}%`;
    this.scene.append(grip);
  }

  at(e) {
    const box = this.scene.getBoundingClientRect();
    return [clamp((e.clientX - box.left) / box.width * full), clamp((e.clientY - box.top) / box.height * full)];
  }

  down(e) {
    if (!this.zone || e.button) return;
    e.preventDefault();
    const name = e.target.dataset.grip;
    if (this.drawing) this.put(this.at(e), name);
    else if (name) this.drag(e, name);
  }

  // put sets the next point; the first one again closes an area.
  put(at, grip) {
    const z = this.zone;
    if (grip === "p0" && z.points.length >= 3) { this.drawn(); return; }
    if (grip) return;
    z.points.push(at);
    if (z.kind === "line" && z.points.length === 2) this.drawn(); else this.show();
  }

  drawn() {
    const zone = this.zone;
    this.stop();
    this.edit(zone);
  }

  drag(e, name) {
    let last = this.at(e);
    name = this.insert(name);
    const move = (m) => {
      const now = this.at(m);
      this.move(name, now[0] - last[0], now[1] - last[1]);
      last = now;
    };
    const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); removeEventListener("pointercancel", end); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    this.querySelector(`[data-grip="${name}"]`)?.focus({ preventScroll: true });
  }

  // insert makes a point of the grip between two, and returns the grip of the point.
  insert(name) {
    if (name[0] !== "b") return name;
    const z = this.zone, i = Number(name.slice(1)), next = z.points[(i + 1) % z.points.length];
    z.points.splice(i + 1, 0, [0, 1].map((k) => clamp((z.points[i][k] + next[k]) / 2)));
    this.show();
    return `p${i + 1}`;
  }

  move(name, dx, dy) {
    const z = this.zone, all = name === "all" ? z.points : [z.points[Number(name.slice(1))]];
    if (all.some((p) => p[0] + dx < 0 || p[0] + dx > full)) dx = 0;
    if (all.some((p) => p[1] + dy < 0 || p[1] + dy > full)) dy = 0;
    for (const p of all) { p[0] += dx; p[1] += dy; }
    this.show();
  }

  key(e) {
    if (!this.zone) return;
    const name = e.target.dataset.grip, step = e.shiftKey ? 500 : 50;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key];
    if (e.key === "Escape") this.stop();
    else if (this.drawing && e.key === "Enter" && this.zone.points.length >= 3) this.drawn();
    else if (name && way) {
      const to = this.insert(name);
      this.move(to, ...way);
      this.querySelector(`[data-grip="${to}"]`)?.focus({ preventScroll: true });
    } else if (name?.[0] === "p" && (e.key === "Delete" || e.key === "Backspace") && this.zone.kind === "area" && this.zone.points.length > 3) {
      this.zone.points.splice(Number(name.slice(1)), 1);
      this.show();
      this.querySelector(".grip")?.focus();
    } else return;
    e.preventDefault();
  }

  async save() {
    const fields = this.form.elements, z = this.zone;
    const body = {
      name: fields.name.value, color: fields.color.value, kind: z.kind, points: z.points,
      targets: [...this.form.querySelectorAll("[name=targets]:checked")].map((b) => b.value),
      min_dwell_seconds: z.kind === "area" ? Number(fields.min_dwell_seconds.value) : 0,
    };
    await this.change(() => (z.id ? ask("PUT", `zones/${z.id}`, body) : ask("POST", `cameras/${this.dataset.camera}/zones`, body)));
  }

  // remove asks once more, by the same button.
  async remove(button) {
    if (!button.dataset.sure) {
      button.dataset.sure = button.textContent;
      button.textContent = this.words.sure;
      setTimeout(() => { button.textContent = button.dataset.sure; delete button.dataset.sure; }, 5000);
      return;
    }
    await this.change(() => ask("DELETE", `zones/${this.zone.id}`));
  }

  // change has the API do something; the page then shows what came of it.
  async change(what) {
    const wrong = this.form.querySelector(".wrong");
    try {
      await what();
      location.reload();
    } catch (err) {
      wrong.textContent = err.message;
      wrong.hidden = false;
    }
  }

  // evaluate has the past counted by a zone as it is now.
  async evaluate(id) {
    try {
      await ask("POST", `zones/${id}/evaluate?after=${encodeURIComponent(this.dataset.after)}`);
      this.watch(id);
    } catch (err) {
      this.say(err.message);
    }
  }

  async watch(id) {
    const bar = this.querySelector(`li[data-zone="${id}"] progress`), hint = this.querySelector(".hint");
    const say = (text) => { hint.textContent = text; hint.hidden = false; };
    bar.hidden = false;
    say(this.words.counting);
    for (;;) {
      const e = await ask("GET", `zones/${id}/evaluate`).catch((err) => ({ state: "failed", error: err.message }));
      bar.value = e.progress ?? 0;
      if (e.state === "done") {
        bar.hidden = true;
        say(this.words.counted.replace("{0}", e.tracks).replace("{1}", e.passages));
        return;
      }
      if (e.state !== "running" && e.state !== "waiting") {
        bar.hidden = true;
        say(`${this.words.failed} ${e.error ?? ""}`);
        return;
      }
      await new Promise((later) => { setTimeout(later, 400); });
    }
  }
}
customElements.define("zone-editor", ZoneEditor);
