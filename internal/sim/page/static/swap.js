// Buttons with data-swap change what stands in a form without saving it. Their
// answer replaces the page in place, so that nothing flickers or scrolls.
import { draw } from "./draw.js";

let busy = false;

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.matches("[data-swap]")) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  const label = button.textContent;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
  try {
    const form = event.target;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), button);
  } catch {
    button.textContent = label;
    button.removeAttribute("aria-busy");
    const note = document.createElement("p");
    note.className = "note bad";
    note.role = "alert";
    note.textContent = "The device does not answer.";
    button.closest("form, section").append(note);
  } finally {
    busy = false;
  }
});

// show puts the new page in place of the old, but for pictures that are there
// already, and keeps place and focus.
function show(page, button) {
  const scrolled = document.querySelector("#curtain")?.scrollTop ?? 0;
  for (const picture of page.querySelectorAll("[data-keep]")) {
    const known = document.querySelector(`[data-keep="${picture.dataset.keep}"]`);
    if (known) picture.replaceWith(known);
  }
  const focus = button.name && `button[name="${CSS.escape(button.name)}"][value="${CSS.escape(button.value)}"]:not(.enter)`;
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  const curtain = document.querySelector("#curtain");
  if (curtain) curtain.scrollTop = scrolled;
  const adds = button.value === "add" || button.value === "configure";
  const next = (adds && document.querySelector("#curtain [autofocus]")) || (focus && document.querySelector(focus)) ||
    document.querySelector("#curtain [autofocus], #curtain button:not(.enter)");
  next?.focus({ preventScroll: !adds });
  document.querySelector("#test-result")?.scrollIntoView({ block: "nearest" });
  draw();
}
