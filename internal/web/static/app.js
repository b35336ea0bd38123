// On every page: the viewer's time zone, and that there are scripts.
document.documentElement.classList.add("ready");

document.getElementById("logout")?.addEventListener("click", async () => {
  await fetch(document.documentElement.dataset.base + "/api/v1/logout", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  location.reload();
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
