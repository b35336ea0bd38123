// Zones, lines and areas are drawn on the picture. What is drawn is what stands in
// the fields named Points, in ten-thousandths; the drawing only shows and changes
// those.
const wide = 1600, high = 900, full = 10000, most = 8;

const svg = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

const clamp = (value) => Math.min(full, Math.max(0, Math.round(value)));
const field = (key) => document.querySelector(`[name="${key}.Points"]`);

function read(key) {
  const points = (field(key)?.value ?? "").trim().split(/\s+/).map((text) => text.split(",").map(Number));
  return points.every((point) => point.length === 2 && point.every(Number.isFinite)) ? points : [];
}

function write(key, points) {
  field(key).value = points.map((point) => point.map(clamp).join(",")).join(" ");
  draw();
}

const place = ([x, y]) => [x * wide / full, y * high / full];

// draw draws all shapes anew.
export function draw() {
  const stage = document.querySelector("svg.drawing");
  if (!stage) return;
  const kind = stage.dataset.draws;
  const unit = wide / (stage.clientWidth || wide); // how much a pixel of the screen is
  const focused = document.activeElement?.dataset?.handle;
  const groups = [...stage.querySelectorAll("g.shape")];
  const radio = document.querySelector("[name=chosen]:checked");
  const chosen = radio?.value ?? groups[0]?.dataset.key;
  for (const group of groups) {
    const key = group.dataset.key, points = read(key), current = key === chosen;
    group.classList.toggle("chosen", current);
    const direction = document.querySelector(`[name="${key}.Direction"]`)?.value;
    group.replaceChildren(...outline(kind, points.map(place), direction, unit), ...label(group, points, unit));
    if (current && points.length) group.append(...handles(kind, key, points, unit));
  }
  stage.append(...groups.filter((group) => group.dataset.key === chosen)); // the chosen one on top
  if (focused) stage.querySelector(`[data-handle="${focused}"]`)?.focus();
}

function outline(kind, points, direction, unit) {
  if (points.length < 2) return [];
  if (kind === "box") {
    const [[a, b], [c, d]] = points;
    return [svg("rect", { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(a - c), height: Math.abs(b - d) })];
  }
  if (kind === "zone") return [svg("polygon", { points: points.join(" ") })];
  return [svg("polyline", { points: points.join(" ") }), svg("path", { d: arrows(points, direction, unit), class: "arrow" })];
}

// arrows show which way counts: to the right or upwards, to the left or downwards,
// or both.
function arrows([[a, b], [c, d]], direction, unit) {
  const length = Math.hypot(c - a, d - b) || 1;
  let [x, y] = [(d - b) / length, (a - c) / length]; // across the line
  const upright = Math.abs(d - b) >= Math.abs(c - a);
  if (upright ? x < 0 : y > 0) [x, y] = [-x, -y];
  const [mx, my] = [(a + c) / 2, (b + d) / 2];
  const arrow = (s) => {
    const [tx, ty] = [mx + s * x * 34 * unit, my + s * y * 34 * unit];
    const wing = (side) => `${tx - s * x * 9 * unit + side * y * 7 * unit},${ty - s * y * 9 * unit - side * x * 7 * unit}`;
    return `M${mx},${my}L${tx},${ty}M${wing(1)}L${tx},${ty}L${wing(-1)}`;
  };
  return (direction === "leftorbotton" ? "" : arrow(1)) + (direction === "rightortop" ? "" : arrow(-1));
}

function label(group, points, unit) {
  if (!points.length) return [];
  const text = document.querySelector(`[name="${group.dataset.key}.Name"]`)?.value;
  const [x, y] = place(points.reduce((top, point) => (point[1] < top[1] ? point : top)));
  const node = svg("text", { x: Math.min(x + 10 * unit, wide - 120 * unit), y: Math.max(y - 12 * unit, 18 * unit), "font-size": 13 * unit });
  node.textContent = text ?? "";
  return [node];
}

// handles are the corners, and for zones the dots on the sides from which new
// corners come.
function handles(kind, key, points, unit) {
  const list = [];
  const add = (point, index, name, small) => {
    const [cx, cy] = place(point);
    const handle = svg("g", { class: small ? "handle between" : "handle", tabindex: 0, role: "button", "aria-label": name, "data-handle": `${key} ${index}${small ? " new" : ""}` });
    handle.append(svg("circle", { cx, cy, r: 18 * unit, class: "reach" }), svg("circle", { cx, cy, r: (small ? 4 : 7) * unit, class: "knob" }));
    list.push(handle);
  };
  if (kind === "zone" && points.length < most) {
    points.forEach((point, index) => {
      const next = points[(index + 1) % points.length];
      add([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2], index, `New corner after corner ${index + 1}`, true);
    });
  }
  points.forEach((point, index) => add(point, index, `${kind === "line" ? "End" : "Corner"} ${index + 1}`, false));
  return list;
}

const grip = (node) => {
  const [key, index, fresh] = node.dataset.handle.split(" ");
  return { key, index: Number(index), fresh: fresh === "new" };
};

// take makes a corner of what is taken hold of, if it is none yet.
function take(handle) {
  const { key, index, fresh } = grip(handle);
  if (!fresh) return { key, index };
  const points = read(key), next = points[(index + 1) % points.length];
  points.splice(index + 1, 0, [(points[index][0] + next[0]) / 2, (points[index][1] + next[1]) / 2]);
  write(key, points);
  document.querySelector(`[data-handle="${key} ${index + 1}"]`)?.focus();
  return { key, index: index + 1 };
}

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const stage = event.target.closest?.("svg.drawing");
  if (!stage || event.button !== 0) return;
  const handle = event.target.closest(".handle");
  if (handle) {
    event.preventDefault();
    handle.focus();
    dragged = take(handle);
    stage.setPointerCapture(event.pointerId);
    return;
  }
  const shape = event.target.closest("g.shape");
  const radio = shape && document.querySelector(`[name=chosen][value="${shape.dataset.key}"]`);
  if (radio) {
    radio.checked = true;
    draw();
  }
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const frame = document.querySelector("svg.drawing").getBoundingClientRect();
  const points = read(dragged.key);
  points[dragged.index] = [(event.clientX - frame.left) / frame.width * full, (event.clientY - frame.top) / frame.height * full];
  write(dragged.key, points);
});

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { dragged = null; });
}

function remove(handle) {
  const { key, index, fresh } = grip(handle);
  const points = read(key);
  if (fresh || document.querySelector("svg.drawing").dataset.draws !== "zone" || points.length <= 3) return;
  points.splice(index, 1);
  write(key, points);
}

document.addEventListener("dblclick", (event) => {
  const handle = event.target.closest?.("svg.drawing .handle");
  if (handle) remove(handle);
});

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("svg.drawing .handle");
  if (!handle) return;
  const step = event.shiftKey ? 500 : 50;
  const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") remove(handle);
  else if (by) {
    const { key, index } = take(handle), points = read(key);
    points[index] = [points[index][0] + by[0], points[index][1] + by[1]];
    write(key, points);
  } else return;
  event.preventDefault();
});

// Fields that the drawing shows.
document.addEventListener("input", ({ target }) => {
  if (target.form?.id === "rules") draw();
});
addEventListener("resize", draw);
