// Logging in, and making the first who can.
import { base } from "./base.js";

const form = document.getElementById("sign"), wrong = form.querySelector(".wrong"), token = document.getElementById("token");

form.addEventListener("submit", async (e) => {
  e.preventDefault();
  wrong.hidden = true;
  const fields = Object.fromEntries([...new FormData(form)].filter(([, v]) => v !== ""));
  const answer = await fetch(base + form.dataset.to, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields),
  });
  if (answer.ok) {
    location.assign(base + form.dataset.next);
    return;
  }
  const problem = await answer.json().catch(() => ({}));
  wrong.textContent = problem.detail ?? problem.title ?? answer.statusText;
  wrong.hidden = false;
  form.querySelector("[type=password]").select();
});

if (token) {
  const state = await fetch(base + "/api/v1/setup").then((a) => a.json());
  token.hidden = !state.token;
  token.querySelector("input").required = state.token;
}
