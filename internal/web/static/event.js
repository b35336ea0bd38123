// One event: boxes on and off, zoom, pin, copy, and a picture with its boxes.
import { base } from "./base.js";

const scene = document.querySelector("event-scene .scene");

document.getElementById("overlay")?.addEventListener("change", (e) => {
  scene.classList.toggle("plain", !e.target.checked);
});

document.getElementById("copy")?.addEventListener("click", async (e) => {
  const label = e.currentTarget.querySelector("span"), before = label.textContent;
  await navigator.clipboard.writeText(location.href);
  label.textContent = e.currentTarget?.dataset.done ?? document.getElementById("copy").dataset.done;
  setTimeout(() => { label.textContent = before; }, 1500);
});

document.getElementById("pin")?.addEventListener("click", async (e) => {
  const button = e.currentTarget, pinned = button.ariaPressed !== "true";
  const answer = await fetch(`${base}/api/v1/events/${button.dataset.id}`, {
    method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ pinned }),
  });
  if (!answer.ok) return;
  button.ariaPressed = String(pinned);
  button.querySelector("span").textContent = pinned ? button.dataset.on : button.dataset.off;
});

// zoom: the picture as it was sent, twice as large as it is shown, where it was
// pressed.
scene?.addEventListener("click", (e) => {
  const img = scene.querySelector("img");
  if (img.src !== new URL(img.dataset.full, location.href).href) img.src = img.dataset.full;
  const box = scene.getBoundingClientRect();
  const x = (e.clientX - box.left) / box.width, y = (e.clientY - box.top) / box.height;
  const zoomed = scene.classList.toggle("zoomed");
  for (const layer of scene.children) {
    layer.style.width = layer.style.height = zoomed ? "250%" : "";
    layer.style.inset = zoomed ? "0 auto auto 0" : "";
  }
  if (zoomed) {
    scene.scrollLeft = scene.scrollWidth * x - box.width / 2;
    scene.scrollTop = scene.scrollHeight * y - box.height / 2;
  }
});

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
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input")) return;
  const go = { ArrowLeft: "#older", ArrowRight: "#newer", Escape: ".back" }[e.key];
  if (go) document.querySelector(go)?.click();
  if (e.key === "p") document.getElementById("pin")?.click();
});
