// The state of the servers, whether a reboot is needed, and whether it is going
// on, every other second while somebody looks.
const every = 2000;

async function ask() {
  let state;
  try {
    const answer = await fetch("/status");
    if (answer.status === 401) location.reload();
    if (!answer.ok) return;
    state = await answer.json();
  } catch {
    return; // the device is gone; it may come back
  }
  if (state.rebooting && !document.querySelector(".dialog")) location.assign(location.pathname);
  const pending = document.querySelector("#pending");
  if (pending) pending.hidden = !state.pending;
  for (const cell of document.querySelectorAll("[data-server]")) {
    const online = state.online?.[cell.dataset.server];
    if (online === undefined) continue;
    cell.textContent = online ? "Online" : "Offline";
    cell.classList.toggle("good", online);
    cell.classList.toggle("bad", !online);
  }
}

if (document.querySelector("#pending")) {
  setInterval(() => document.hidden || ask(), every);
}
