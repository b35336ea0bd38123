// Pictures with data-refresh are loaded anew so many milliseconds after the last
// one came, while somebody looks.
async function refresh(picture) {
  const next = new Image();
  next.src = `/snapshot.jpg?${Date.now()}`;
  try {
    await next.decode();
    picture.src = next.src;
    picture.classList.remove("stale");
  } catch {
    picture.classList.add("stale");
  }
}

function keep(picture) {
  setTimeout(async () => {
    if (!document.hidden) await refresh(picture);
    keep(picture);
  }, Number(picture.dataset.refresh));
}

document.querySelectorAll("[data-refresh]").forEach(keep);
