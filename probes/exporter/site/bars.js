// The bars of one subject, one bar a day. A focused row works like a slider: arrow keys go from day to day.

import { drawn, element } from "./dom.js";
import { GRADES, grade, percent } from "./ratio.js";
import { utcDay } from "./times.js";
import * as tooltip from "./tooltip.js";

const PITCH = 10; // units of the drawing from bar to bar
const WIDTH = 7;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 7, PageDown: -7 };

/** {node, show({name, days})}; days: [{from: unix seconds, up, status, incidents: [title]}], oldest first. */
export function bars() {
  const picture = drawn("svg", { preserveAspectRatio: "none", "aria-hidden": "true" });
  const node = element("div", { class: "bars", role: "slider", tabindex: "0", "aria-readonly": "true", "aria-valuemin": "1" }, picture);
  let days = [];
  let chosen = -1;
  let shownDays = null;

  function choose(index) {
    chosen = Math.max(0, Math.min(days.length - 1, index));
    [...picture.children].forEach((bar, place) => bar.classList.toggle("chosen", place === chosen));
    node.setAttribute("aria-valuenow", String(chosen + 1));
    node.setAttribute("aria-valuetext", lines(days[chosen]).join(", "));
  }

  function point() {
    tooltip.show(node, () => {
      const { left, top, width } = node.getBoundingClientRect();
      return [left + ((chosen + 0.5) / days.length) * width, top];
    }, lines(days[chosen]));
  }

  function leave() {
    picture.querySelector(".chosen")?.classList.remove("chosen");
    tooltip.hide(node);
  }

  function onPointer({ clientX }) {
    const box = node.getBoundingClientRect();
    choose(Math.floor(((clientX - box.left) / box.width) * days.length));
    point();
  }

  node.addEventListener("pointermove", onPointer);
  node.addEventListener("pointerdown", onPointer);
  node.addEventListener("pointerleave", leave);
  node.addEventListener("blur", leave);
  node.addEventListener("focus", () => { if (node.matches(":focus-visible")) { choose(chosen); point(); } });
  node.addEventListener("keydown", (event) => {
    const to = { Home: 0, End: days.length - 1 }[event.key] ?? (event.key in STEPS ? chosen + STEPS[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    choose(to);
    point();
  });

  return {
    node,
    show(subject) {
      node.setAttribute("aria-label", `${subject.name}, day by day`);
      const key = JSON.stringify(subject.days);
      if (key === shownDays) return;
      shownDays = key;
      const last = chosen < 0 || chosen === days.length - 1;
      days = subject.days;
      picture.setAttribute("viewBox", `0 0 ${days.length * PITCH} 100`);
      picture.replaceChildren(...days.map(barOf));
      node.setAttribute("aria-valuemax", String(days.length));
      choose(last ? days.length - 1 : chosen);
      if (!node.matches(":focus-visible, :hover")) picture.querySelector(".chosen")?.classList.remove("chosen");
    },
  };
}

function barOf({ up, status }, place) {
  const kind = grade(up, status);
  const [, height] = GRADES[kind];
  return drawn("rect", { class: `bar ${kind}`, x: place * PITCH + (PITCH - WIDTH) / 2, y: 100 - height, width: WIDTH, height });
}

function lines({ from, up, status, incidents }) {
  const kind = grade(up, status);
  const share = up == null ? GRADES.none[0] : `${percent(up)} up${kind === "limited" ? ", with limits" : ""}`;
  return [utcDay(from), share, ...incidents];
}
