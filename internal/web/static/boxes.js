// Boxes of targets that are in view now, over a picture that is older than they
// are: while there are any, those of the picture are hidden.
const svg = "http://www.w3.org/2000/svg";

function make(name, attributes, inside = []) {
  const e = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...inside);
  return e;
}

const percent = (n) => `${n / 100}%`;

// show draws the targets on a scene. words has a word for each class.
export function show(scene, targets, words) {
  let layer = scene.querySelector(".moving");
  const seen = targets.filter((t) => t.rect);
  scene.classList.toggle("tracked", seen.length > 0);
  if (!seen.length) {
    layer?.remove();
    return;
  }
  if (!layer) scene.append(layer = make("svg", { class: "boxes moving", "aria-hidden": "true" }));
  const here = new Map([...layer.children].map((g) => [g.dataset.track, g]));
  for (const t of seen) {
    const g = here.get(t.track) ?? layer.appendChild(draw(t));
    here.delete(t.track);
    place(g, t, words[t.type] ?? t.type);
  }
  for (const gone of here.values()) gone.remove();
}

function draw(t) {
  const label = make("svg", { overflow: "visible" }, [
    make("rect", { class: "tag", x: -1, y: -19, height: 19, rx: 4 }), make("text", { x: 5, y: -5 }),
  ]);
  const g = make("g", { class: `k-${t.type}` }, [make("rect", { class: "box", rx: 3 }), label]);
  g.dataset.track = t.track;
  return g;
}

function place(g, t, word) {
  const [x1, y1, x2, y2] = t.rect, [box, label] = g.children, [ground, text] = label.children;
  const at = { x: percent(x1), y: percent(y1), width: percent(x2 - x1), height: percent(y2 - y1) };
  for (const [key, value] of Object.entries(at)) box.setAttribute(key, value);
  label.setAttribute("x", at.x);
  label.setAttribute("y", at.y);
  const said = `${word} · ${Math.floor(t.dwell_seconds)} s`;
  if (text.textContent === said) return;
  text.textContent = said;
  ground.setAttribute("width", text.getComputedTextLength() + 12);
}
