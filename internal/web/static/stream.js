import { base } from "./base.js";

// The stream of what happens, by topic, from where the page was made. It comes back
// by itself, and goes on where it was.

const retry = 3000; // after an answer that a browser takes for the last one, in milliseconds
const silence = 60000; // after which a connection that is watched is not trusted

// follow calls handlers[topic](data, id) for each frame. state(false) says that the
// connection is lost, state(true) that it is there. since is the id to go on from, ""
// for now. With watch a connection that says nothing is made anew, from now: one that
// slept may be dead without knowing. It returns what ends it.
export function follow(url, handlers, { state = () => {}, since = document.documentElement.dataset.seq, watch = false } = {}) {
  let source, timer, heard, last = since, ended = false;
  const open = () => {
    if (ended) return;
    clearTimeout(timer);
    source?.close();
    heard = Date.now();
    source = new EventSource(base + url + (last ? `&last_event_id=${last}` : ""));
    source.onopen = () => { heard = Date.now(); state(true); };
    source.onerror = () => {
      state(false);
      // A browser gives up when a proxy or a server that starts answers with an error.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, retry);
    };
    for (const [topic, handle] of Object.entries(handlers)) {
      source.addEventListener(topic, (e) => {
        heard = Date.now();
        if (e.lastEventId && last) last = e.lastEventId;
        handle(JSON.parse(e.data), e.lastEventId);
      });
    }
  };
  const look = () => {
    if (Date.now() - heard < silence) return;
    last = "";
    state(false); // until it is there again; what was missed has to be looked up
    open();
  };
  const pulse = watch && setInterval(look, 10000);
  const hide = () => source.close(), back = (e) => { if (e.persisted) open(); };
  addEventListener("pagehide", hide);
  addEventListener("pageshow", back); // out of the browser's memory, with the back button
  addEventListener("online", open);
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearInterval(pulse);
    source.close();
    removeEventListener("pagehide", hide);
    removeEventListener("pageshow", back);
    removeEventListener("online", open);
  };
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

const most = 24, patience = 3000;

// decoded waits until the first pictures of what will be shown are there, so that none
// is seen while it loads; not for ever.
export async function decoded(fragment) {
  const pictures = [...fragment.querySelectorAll("img")].slice(0, most);
  for (const p of pictures) {
    p.loading = "eager";
    p.decoding = "sync"; // painted together with what is around it
  }
  await Promise.race([
    Promise.allSettled(pictures.map((p) => p.decode())),
    new Promise((done) => setTimeout(done, patience)),
  ]);
}
