// A sign for each status. Each has its own shape, for people who cannot see the colours.

import { drawn, element, setText } from "./dom.js";

const SHAPES = {
  ok: [["circle", { cx: 8, cy: 8, r: 8 }], ["path", { class: "mark", d: "M4.4 8.4l2.4 2.4 4.8-5.2" }]],
  degraded: [["path", { d: "M8 .6l8 14.6H0z" }], ["path", { class: "mark", d: "M8 6v4M8 12.2v.2" }]],
  failing: [["path", { d: "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z" }], ["path", { class: "mark", d: "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" }]],
  unknown: [["circle", { class: "hollow", cx: 8, cy: 8, r: 7 }], ["path", { class: "stroke", d: "M5.9 6.3a2.1 2.1 0 1 1 2.7 2c-.5.2-.6.5-.6 1.1M8 11.6v.2" }]],
};

/** The sign as a picture without text; the text is beside it. */
export function sign(status) {
  const shapes = SHAPES[status] ?? SHAPES.unknown;
  return drawn("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true", "data-status": status },
    ...shapes.map(([tag, attributes]) => drawn(tag, attributes)));
}

/** A sign with a text: show(status, text) */
export function signed() {
  const words = element("span", {});
  const node = element("span", { class: "signed" }, sign("unknown"), words);
  return {
    node,
    show(status, text) {
      if (node.dataset.status !== status) {
        node.dataset.status = status;
        node.firstChild.replaceWith(sign(status));
      }
      setText(words, text);
    },
  };
}

/** The legion's flame in the colour of a status, with the sign at its foot. */
export function flame(status) {
  const picture = drawn("svg", { class: "flame", viewBox: "0 0 32 32", "aria-hidden": "true" },
    drawn("path", { class: "outer", d: "M17 1c1 6 9 9 9 18a10 10 0 0 1-20 0c0-4 2-7 4-9 0 3 1 5 3 6 1-5-1-9 4-15z" }),
    drawn("path", { class: "inner", d: "M16 14c1 3 5 5 5 9a5 5 0 0 1-10 0c0-2 1-4 2-5 0 2 1 2 2 3 1-2 0-4 1-7z" }));
  return element("span", { class: "emblem", "data-status": status }, picture, sign(status));
}
