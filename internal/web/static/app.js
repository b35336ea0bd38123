// On every page: the viewer's time zone, and that there are scripts.
document.documentElement.classList.add("ready");

// What is behind "More" closes when something else is meant.
const rest = document.querySelector("nav details.rest");
addEventListener("click", (e) => { if (rest?.open && !rest.contains(e.target)) rest.open = false; });
addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || !rest?.open) return;
  rest.open = false;
  rest.querySelector("summary").focus();
});

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").find((c) => c.startsWith("tz="));
if (zone && known !== "tz=" + encodeURIComponent(zone)) {
  document.cookie = `tz=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  // Once: a browser that keeps no cookies would load the page for ever.
  if (document.cookie.includes("tz=") && !sessionStorage.getItem("tz")) {
    sessionStorage.setItem("tz", zone);
    location.reload();
  }
}
