// One event: that it was seen, boxes on and off, zoom, pin, copy, and a picture with
// its boxes.
import { base } from "./base.js";

const scene = document.querySelector("event-scene .scene");

document.getElementById("overlay")?.addEventListener("change", (e) => {
  scene.classList.toggle("plain", !e.target.checked);
});

function copies(id, what) {
  document.getElementById(id)?.addEventListener("click", async (e) => {
    const button = e.currentTarget, label = button.querySelector("span"), before = label.textContent;
    await navigator.clipboard.writeText(what());
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 1500);
  });
}
copies("copy", () => `${location.origin}${base}/events/${document.getElementById("copy").dataset.id}`);
copies("copy-share", () => document.getElementById("link").href);

document.getElementById("pin")?.addEventListener("click", async (e) => {
  const button = e.currentTarget, pinned = button.ariaPressed !== "true";
  const answer = await fetch(`${base}/api/v1/events/${button.dataset.id}`, {
    method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ pinned }),
  });
  if (!answer.ok) return;
  button.ariaPressed = String(pinned);
  button.querySelector("span").textContent = pinned ? button.dataset.on : button.dataset.off;
});

// zoom: the picture as it was sent, up to eight times as large as it is shown. What
// is under (x, y), from 0 to 1 of the view, stays there.
let zoom = 1;

function zoomTo(to, x = 0.5, y = 0.5) {
  if (!scene?.querySelector("img")) return;
  to = Math.min(Math.max(to, 1), 8);
  if (to === zoom) return;
  const img = scene.querySelector("img"), box = scene.getBoundingClientRect();
  if (to > 1 && img.src !== new URL(img.dataset.full, location.href).href) img.src = img.dataset.full;
  const left = (scene.scrollLeft + x * box.width) / zoom, top = (scene.scrollTop + y * box.height) / zoom;
  zoom = to;
  scene.classList.toggle("zoomed", zoom > 1);
  for (const layer of scene.children) {
    layer.style.width = layer.style.height = zoom > 1 ? `${zoom * 100}%` : "";
    layer.style.inset = zoom > 1 ? "0 auto auto 0" : "";
  }
  scene.scrollLeft = left * zoom - x * box.width;
  scene.scrollTop = top * zoom - y * box.height;
  document.getElementById("zoom").value = `${Math.round(zoom * 100)} %`;
}

const place = (x, y) => {
  const box = scene.getBoundingClientRect();
  return [(x - box.left) / box.width, (y - box.top) / box.height];
};
document.getElementById("zoom-in")?.addEventListener("click", () => zoomTo(zoom * 1.5));
document.getElementById("zoom-out")?.addEventListener("click", () => zoomTo(zoom / 1.5));

// The wheel scrolls the page until the picture is zoomed, or Ctrl is held, as a pinch
// on a touchpad does.
scene?.addEventListener("wheel", (e) => {
  if (!e.ctrlKey && zoom === 1) return;
  e.preventDefault();
  zoomTo(zoom * Math.exp(-e.deltaY / 300), ...place(e.clientX, e.clientY));
}, { passive: false });

// One finger or the mouse moves the zoomed picture, two fingers zoom it; a click
// zooms in, and out again.
const held = new Map();
let moved = false;
scene?.addEventListener("pointerdown", (e) => {
  if (held.size === 0) moved = false;
  held.set(e.pointerId, e);
});
scene?.addEventListener("pointermove", (e) => {
  const was = held.get(e.pointerId);
  if (!was) return;
  if (Math.hypot(e.clientX - was.clientX, e.clientY - was.clientY) < 3 && !moved) return;
  moved = true;
  held.set(e.pointerId, e);
  const [a, b] = held.values();
  if (b) {
    const other = a.pointerId === e.pointerId ? b : a;
    const far = (p) => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY);
    if (far(was) > 0) zoomTo(zoom * far(e) / far(was), ...place((e.clientX + other.clientX) / 2, (e.clientY + other.clientY) / 2));
  } else if (e.pointerType === "mouse") {
    scene.scrollBy(was.clientX - e.clientX, was.clientY - e.clientY);
  }
});
for (const end of ["pointerup", "pointercancel", "pointerleave"]) scene?.addEventListener(end, (e) => held.delete(e.pointerId));
scene?.addEventListener("dragstart", (e) => e.preventDefault());
scene?.addEventListener("click", (e) => {
  if (!moved) zoomTo(zoom > 1 ? 1 : 2.5, ...place(e.clientX, e.clientY));
});

// Whoever may change an event and looks at it has seen it.
const fresh = document.querySelector("[data-new]");
if (fresh) {
  fetch(`${base}/api/v1/events/${fresh.dataset.new}`, {
    method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ state: "seen" }),
  }).then((answer) => {
    if (!answer.ok) return;
    const state = document.getElementById("state");
    state.textContent = state.dataset.seen;
    state.className = "state s-seen";
  }, () => {});
}

// The name that was typed last stands there the next time.
const by = document.getElementById("by");
if (by) {
  by.value ||= localStorage.getItem("by") ?? "";
  by.form.addEventListener("submit", () => localStorage.setItem("by", by.value));
}

// drawn saves the picture with its boxes, drawn as they are shown.
document.getElementById("drawn")?.addEventListener("click", async (e) => {
  const name = e.currentTarget.dataset.name;
  const img = new Image();
  img.src = scene.querySelector("img").dataset.full;
  await img.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [img.naturalWidth, img.naturalHeight];
  const c = canvas.getContext("2d"), w = canvas.width, h = canvas.height, unit = w / 640;
  c.drawImage(img, 0, 0);
  for (const shape of scene.querySelectorAll(".zone")) {
    c.beginPath();
    for (const [x, y] of shape.getAttribute("points").split(" ").map((p) => p.split(","))) c.lineTo(x * w / 10000, y * h / 10000);
    if (shape.matches("polygon")) c.closePath();
    c.setLineDash([5 * unit, 4 * unit]);
    c.lineWidth = 1.5 * unit;
    c.strokeStyle = "white";
    c.stroke();
  }
  c.setLineDash([]);
  for (const g of scene.querySelectorAll(".boxes > g")) {
    const box = g.querySelector(".box"), part = (n, all) => parseFloat(box.getAttribute(n)) / 100 * all;
    c.strokeStyle = getComputedStyle(box).stroke;
    c.lineWidth = 2 * unit;
    c.strokeRect(part("x", w), part("y", h), part("width", w), part("height", h));
    const text = g.querySelector("text");
    if (!text) continue;
    c.font = `600 ${12 * unit}px system-ui, sans-serif`;
    c.fillStyle = c.strokeStyle;
    c.fillRect(part("x", w), part("y", h) - 18 * unit, c.measureText(text.textContent).width + 12 * unit, 18 * unit);
    c.fillStyle = "#10151b";
    c.fillText(text.textContent, part("x", w) + 6 * unit, part("y", h) - 5 * unit);
  }
  const link = document.createElement("a");
  link.download = name;
  link.href = canvas.toDataURL("image/jpeg", 0.92);
  link.click();
});

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (zoom > 1 && e.key.startsWith("Arrow")) {
    e.preventDefault();
    const by = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }[e.key];
    scene.scrollBy(...by);
    return;
  }
  if (zoom > 1 && e.key === "Escape") { zoomTo(1); return; }
  const go = { ArrowLeft: "#older", ArrowRight: "#newer", Escape: ".back" }[e.key];
  if (go) document.querySelector(go)?.click();
  if (e.key === "+" || e.key === "=") zoomTo(zoom * 1.5);
  if (e.key === "-") zoomTo(zoom / 1.5);
  if (e.key === "0") zoomTo(1);
  if (e.key === "p") document.getElementById("pin")?.click();
});
