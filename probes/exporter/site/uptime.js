// Uptime: the bars of 90 days and the numbers of each window, for the whole, the programs and the checks.

import { bars } from "./bars.js";
import { byId, element, keep, setOptional, setText } from "./dom.js";
import { subjectName } from "./names.js";
import { WINDOWS } from "./past.js";
import { GRADES, grade, percent } from "./ratio.js";
import { utcDay } from "./times.js";

const BARS = "90d";
const KINDS = ["ignis", "program", "check"]; // the check `circuits` stands for the circuits
const MOST_TITLES = 3;
const LONG = { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days", "365d": "365 days" };

export function start() {
  byId("uptime-legend").replaceChildren(...Object.entries(GRADES).map(([kind, [words]]) =>
    element("li", {}, element("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), words)));
}

export function showUptime({ windows, problem }) {
  const past = windows[BARS];
  const subjects = past ? order(Object.keys(past.subjects)) : [];
  const observed = subjects.some((subject) => past.subjects[subject].up.some((ratio) => ratio != null));
  const empty = past && !observed ? "Nothing has been observed yet: the first bar grows today." : null;
  setOptional(byId("uptime-note"), problem ? `The history cannot be read: ${problem}` : empty);
  keep(byId("uptime-rows"), subjects.map((subject) => rowOf(subject, windows)), ({ subject }) => subject, rowView);
}

const kindOf = (subject) => KINDS.indexOf(subject.split(":", 1)[0]);
/** The whole, then the programs, then the checks, each in the exporter's order. */
const order = (subjects) => subjects.filter((one) => kindOf(one) >= 0).sort((a, b) => kindOf(a) - kindOf(b));

function rowOf(subject, windows) {
  const { times, step_s: step, subjects, incidents } = windows[BARS];
  const { up, status } = subjects[subject];
  const own = incidents.filter((incident) => isAbout(incident, subject));
  const days = times.map((from, place) => ({
    from, up: up[place], status: status[place], incidents: titles(own.filter((one) => touches(one, from, from + step))),
  }));
  const numbers = WINDOWS.map((window) => [window, windows[window]?.subjects[subject]?.uptime]);
  return { subject, name: subjectName(subject), days, numbers };
}

function isAbout(incident, subject) {
  return subject === "ignis" || incident.subject === subject || incident.subject === subject.replace(/^program:/, "process:");
}

function touches({ opened_at: from, resolved_at: to }, start, end) {
  return Date.parse(from) / 1000 < end && (to === null || Date.parse(to) / 1000 >= start);
}

function titles(incidents) {
  const first = incidents.slice(0, MOST_TITLES).map(({ title }) => title);
  return incidents.length > MOST_TITLES ? [...first, `and ${incidents.length - MOST_TITLES} more incidents`] : first;
}

function rowView({ subject }) {
  const row = bars();
  const name = element("h3", {});
  const whole = element("strong", { class: "whole" });
  const summary = element("p", { class: "unseen" });
  const figures = element("dl", { class: "numbers" });
  const node = element("li", { "data-subject": subject, class: subject === "ignis" ? "all" : null },
    element("div", { class: "line" }, name, whole), row.node,
    element("p", { class: "ends", "aria-hidden": "true" }, element("span", {}, "90 days ago"), element("span", {}, "today")), summary, figures);
  return {
    node,
    show(one) {
      setText(name, one.name);
      setText(whole, percent(one.numbers.find(([window]) => window === BARS)[1]));
      row.show(one);
      setText(summary, inWords(one.days));
      keep(figures, one.numbers, ([window]) => window, numberView);
    },
  };
}

function numberView([window]) {
  const value = element("dd", {});
  return {
    node: element("div", {}, element("dt", {}, element("abbr", { title: LONG[window] }, window.replace(/(\d+)/, "$1 "))), value),
    show: ([, ratio]) => setText(value, percent(ratio)),
  };
}

/** The bars in words, for people who cannot see them. */
function inWords(days) {
  const grades = days.map(({ up, status }) => grade(up, status));
  const bad = days.filter((_, place) => ["short", "long", "down"].includes(grades[place]));
  const unseen = grades.filter((kind) => kind === "none").length;
  const list = bad.map(({ from, up }) => `${utcDay(from)}: ${percent(up)} up`);
  const trouble = list.length === 0 ? "No day with downtime" : `${list.length} of ${days.length} days with downtime: ${list.join("; ")}`;
  return `${trouble}. ${unseen > 0 ? `${unseen} days not observed.` : ""}`.trim();
}
