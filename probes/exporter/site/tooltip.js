// One tooltip for the whole page. It moves with its owner, and Escape hides it.

import { byId, element } from "./dom.js";

const EDGE = 8; // pixels to the window's edges
const GAP = 10;
let owner = null;
let above = null; // () => [x, y] in the window

export function start() {
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
  for (const moved of ["scroll", "resize"]) addEventListener(moved, place, { passive: true, capture: true });
}

/** Shows `lines` above the point that `point()` returns, inside the window. */
export function show(of, point, lines) {
  [owner, above] = [of, point];
  const tip = byId("tooltip");
  tip.replaceChildren(...lines.map((line, number) => element(number === 0 ? "strong" : "span", {}, line)));
  tip.hidden = false;
  place();
}

/** Hides it only if it belongs to `of`. */
export function hide(of = owner) {
  if (of === owner) byId("tooltip").hidden = true;
}

function place() {
  const tip = byId("tooltip");
  if (tip.hidden) return;
  const [x, y] = above();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(x - width / 2, document.documentElement.clientWidth - width - EDGE);
  tip.style.left = `${Math.max(EDGE, left)}px`;
  tip.style.top = `${Math.max(EDGE, y - height - GAP)}px`;
}
