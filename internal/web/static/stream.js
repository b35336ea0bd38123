import { base } from "./base.js";

// The stream of what happens, by topic, from where the page was made. It comes back
// by itself, and goes on where it was.

// follow calls handlers[topic](data) for each frame. state(false) says that the
// connection is lost, state(true) that it is there. It returns what ends it.
export function follow(url, handlers, state = () => {}) {
  const source = new EventSource(`${base}${url}&last_event_id=${document.documentElement.dataset.seq}`);
  source.onopen = () => state(true);
  source.onerror = () => state(false);
  for (const [topic, handle] of Object.entries(handlers)) {
    source.addEventListener(topic, (e) => handle(JSON.parse(e.data)));
  }
  addEventListener("pagehide", () => source.close());
  return () => source.close();
}

// part fetches a part of a page, as a fragment.
export async function part(url, name) {
  const answer = await fetch(url.startsWith("/") ? base + url : url, { headers: { "X-Part": name } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...page.body.childNodes);
  return fragment;
}
