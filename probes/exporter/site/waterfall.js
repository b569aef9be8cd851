// The spans of one trace: each below its parent, with a bar at its place in time.

import { element } from "./dom.js";
import { sign } from "./signs.js";
import { latency } from "./times.js";

const LEAST_PERCENT = 0.4; // a narrower bar would be invisible
const DEEPEST = 8; // deeper spans are not indented further: a phone is narrow

export function showWaterfall(place, spans) {
  const origin = Math.min(...spans.map(({ start }) => Date.parse(start)));
  const ends = spans.map(({ start, duration_s: took }) => (Date.parse(start) - origin) / 1000 + (took ?? 0));
  const whole = Math.max(...ends, 1e-6);
  place.replaceChildren(...nested(spans).map(({ span, depth }) => row(span, depth, origin, whole)));
}

/** Depth first. A span without its parent, or in a circle, counts as a root, so no span is lost. */
function nested(spans) {
  const known = new Set(spans.map(({ span_id: id }) => id));
  const children = grouped(spans);
  const out = [];
  const seen = new Set();
  function add(span, depth) {
    if (seen.has(span.span_id)) return;
    seen.add(span.span_id);
    out.push({ span, depth });
    for (const child of children.get(span.span_id) ?? []) add(child, depth + 1);
  }
  for (const span of spans) if (!known.has(span.parent_id)) add(span, 0);
  for (const span of spans) add(span, 0);
  return out;
}

function grouped(spans) {
  const groups = new Map();
  for (const span of spans) groups.set(span.parent_id, [...(groups.get(span.parent_id) ?? []), span]);
  return groups;
}

function row(span, depth, origin, whole) {
  const begins = (Date.parse(span.start) - origin) / 1000;
  const failed = span.status === "error";
  const bar = element("span", { class: failed ? "span-bar failed" : "span-bar" });
  bar.style.left = `${Math.min(100 - LEAST_PERCENT, (begins / whole) * 100)}%`;
  bar.style.width = `${Math.max(LEAST_PERCENT, ((span.duration_s ?? 0) / whole) * 100)}%`;
  const name = element("span", { class: "span-name" }, failed ? sign("failing") : null, span.name,
    failed ? element("span", { class: "unseen" }, " (failed)") : null);
  name.style.paddingInlineStart = `${Math.min(depth, DEEPEST) * 0.9}rem`;
  const took = element("span", { class: "span-took" }, latency(span.duration_s), element("span", { class: "unseen" }, `, from ${latency(begins)}, depth ${depth}`));
  const head = [name, element("span", { class: "lane", "aria-hidden": "true" }, bar), took];
  const attributes = Object.entries(span.attributes ?? {});
  if (attributes.length === 0) return element("li", {}, element("div", { class: "span" }, head));
  return element("li", {}, element("details", {}, element("summary", { class: "span" }, head),
    element("dl", { class: "attributes" }, attributes.flatMap(([key, value]) => [element("dt", {}, key), element("dd", {}, asText(value))]))));
}

const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value));
