// Role changes that the bot was told of, and what became of them: figures, because a green sign proves nothing.

import { byId, element, keep, setOptional, setText } from "./dom.js";

/** What is wrong with a figure, if anything. */
const STATUS = {
  late: ({ late }) => (late > 0 ? "degraded" : "ok"),
  lost: ({ lost }) => (lost > 0 ? "failing" : "ok"),
  members: ({ whole }) => (whole ? "ok" : "failing"),
};
const FIGURES = [
  ["seen", "Seen", ({ seen }) => seen],
  ["followed", "Followed", ({ followed }) => followed],
  ["waiting", "Waiting", ({ waiting }) => waiting],
  ["late", "Late", ({ late }) => late],
  ["lost", "Lost", ({ lost }) => lost],
  ["slowest", "Slowest, last hour", ({ slowest }) => (slowest === null ? "none" : `${slowest.toFixed(1)} s`)],
  ["members", "Members known", ({ known, total }) => `${known} of ${total}`],
];

export function showWork(work) {
  const known = work ?? null;
  setOptional(byId("work-note"), known === null ? "Not known: the bot does not answer, or serves no server." : null);
  keep(byId("work-figures"), known === null ? [] : FIGURES.map((figure) => ({ figure, work })), ({ figure }) => figure[0], figureView);
}

function figureView({ figure: [name, label, valueOf] }) {
  const value = element("dd", {});
  const node = element("div", {}, element("dt", {}, label), value);
  return {
    node,
    show({ work }) {
      node.dataset.status = STATUS[name]?.(work) ?? "ok";
      setText(value, String(valueOf(work)));
    },
  };
}
