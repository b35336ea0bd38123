// The pages work without any of this: it saves loading them anew, and draws.
import { draw } from "./draw.js";
import "./paint.js";
import "./picture.js";
import "./status.js";
import "./swap.js";

// The table of a dialog shows what is typed below it.
document.addEventListener("input", ({ target }) => {
  const cell = document.querySelector(`[data-shows="${CSS.escape(target.name ?? "")}"]`);
  if (cell) cell.textContent = target.type === "checkbox" ? (target.checked ? "Yes" : "No") : target.value;
});

// Escape does what Cancel does.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("#curtain [data-escape]")?.click();
});

// What cannot be taken back is asked for first.
document.addEventListener("submit", (event) => {
  const ask = event.submitter?.dataset.ask;
  if (ask && !confirm(ask)) event.preventDefault();
});

// A save is told once, not again when the page is reloaded.
const here = new URL(location.href);
for (const told of ["saved", "added", "removed", "imported"]) here.searchParams.delete(told);
if (here.href !== location.href) history.replaceState(null, "", here);

// What is current in a menu that is wider than the screen is in sight.
for (const link of document.querySelectorAll(".tabs [aria-current], .top [aria-current], .side [aria-current=page]")) {
  link.scrollIntoView({ block: "nearest", inline: "center" });
}

draw();
