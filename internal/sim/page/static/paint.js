// Grids of boxes are painted with the pointer: the first box says what all that
// the pointer comes over become.
let paint = null;

document.addEventListener("pointerdown", (event) => {
  const box = event.target.closest("[data-paint] input");
  if (!box || event.button !== 0) return;
  event.preventDefault();
  box.focus();
  paint = !box.checked;
  box.checked = paint;
  if (event.target.hasPointerCapture(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (paint === null) return;
  const box = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-paint] input");
  if (box) box.checked = paint;
});

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { paint = null; });
}

document.addEventListener("click", (event) => {
  // The pointer has painted already; the keyboard clicks.
  if (event.target.matches("[data-paint] input") && event.detail > 0) event.preventDefault();
  const all = event.target.closest("[data-paint-all]");
  if (!all) return;
  for (const box of all.closest("form").querySelectorAll("[data-paint] input")) box.checked = all.dataset.paintAll === "on";
});
