// Alerts: a sound or a notification, when something that was chosen comes from a camera
// that was chosen. The choices are kept in this browser.
import { base } from "./base.js";
import { part } from "./stream.js";

const place = "alerts", pause = 2000; // between two sounds, in milliseconds
const menu = document.querySelector(".alerts"), form = menu?.querySelector("form");

function read() {
  try {
    return { sound: false, notify: false, what: ["alarm"], camera: [], ...JSON.parse(localStorage.getItem(place)) };
  } catch {
    return { sound: false, notify: false, what: ["alarm"], camera: [] };
  }
}
let choice = read();
const permitted = () => window.isSecureContext && "Notification" in window && Notification.permission === "granted";

// wished says whether there is anything to be told, so that a hidden page listens.
export function wished() {
  return choice.sound || choice.notify && permitted();
}

function show() {
  if (!form) return;
  form.sound.checked = choice.sound;
  form.notify.checked = choice.notify && permitted();
  form.notify.disabled = !window.isSecureContext;
  form.querySelector(".insecure").hidden = window.isSecureContext;
  for (const box of form.querySelectorAll("[name=what], [name=camera]")) box.checked = choice[box.name].includes(box.value);
  menu.querySelector(".on").hidden = !wished();
}

form?.addEventListener("change", async (e) => {
  const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((b) => b.value);
  if (e.target === form.notify && form.notify.checked && !permitted()) {
    form.notify.checked = await Notification.requestPermission() === "granted";
    form.querySelector(".denied").hidden = form.notify.checked;
  }
  // Cameras that are not on the wall now may come back to it.
  const here = [...form.querySelectorAll("[name=camera]")].map((b) => b.value);
  const away = choice.camera.filter((c) => !here.includes(c));
  choice = { sound: form.sound.checked, notify: form.notify.checked, what: ticked("what"), camera: [...ticked("camera"), ...away] };
  try { localStorage.setItem(place, JSON.stringify(choice)); } catch (err) { console.warn(err); }
  show();
  if (e.target === form.sound && form.sound.checked) ring();
});
form?.addEventListener("submit", (e) => e.preventDefault());
addEventListener("storage", (e) => { if (e.key === place) { choice = read(); show(); } });
addEventListener("click", (e) => { if (menu?.open && !menu.contains(e.target)) menu.open = false; });
show();

// fold closes the menu, and says whether it was open.
export function fold() {
  if (!menu?.open) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}

// Browsers let a page sound once it was touched.
let audio, rung = 0;
const touch = () => { audio ??= new AudioContext(); };
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, { once: true });

function ring() {
  if (!audio || Date.now() - rung < pause) return;
  rung = Date.now();
  audio.resume();
  const tone = audio.createOscillator(), gain = audio.createGain();
  tone.frequency.value = 880;
  gain.gain.setValueAtTime(0.15, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
}

// alert tells of an alarm or an event, of what kinds it is.
export async function alert(camera, kinds) {
  if (!kinds.some((k) => choice.what.includes(k))) return;
  if (choice.camera.length && !choice.camera.includes(camera)) return;
  if (choice.sound) ring();
  if (!choice.notify || !permitted()) return;
  try {
    const tile = (await part(`/?camera=${encodeURIComponent(camera)}`, "tiles")).querySelector(".tile");
    const words = (kinds.includes("alarm") && tile.querySelector(".state").textContent) || tile.querySelector(".last").textContent;
    const note = new Notification(tile.querySelector(".label b").textContent, { body: words, tag: camera });
    note.onclick = () => { window.focus(); location.assign(`${base}/?camera=${encodeURIComponent(camera)}`); };
  } catch (err) {
    console.warn(err); // phones give notifications to installed pages alone
  }
}
