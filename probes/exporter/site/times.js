// Moments and spans for people. They follow the exporter's clock, because the reader's own may be wrong.

let ahead = 0; // ms that the exporter's clock is ahead of this browser's

/** Takes the exporter's time from a message that has just arrived. */
export function setClock(iso) {
  ahead = Date.parse(iso) - Date.now();
}

export const now = () => Date.now() + ahead;

const two = (number) => String(number).padStart(2, "0");

/** 75 -> "1 min 15 s": the two largest units; a span below one second is "0 s". */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** How long ago, for people: from one minute to one hour, without the seconds. */
const age = (seconds) => (seconds >= 60 && seconds < 3600 ? `${Math.floor(seconds / 60)} min` : span(seconds));

/** 0.0123 -> "12 ms"; two or three digits are enough. */
export function latency(seconds) {
  if (seconds == null) return "–";
  const ms = seconds * 1000;
  if (ms < 1) return "< 1 ms";
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${ms.toFixed(0)} ms` : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** "03:12", with the date before it if it is not today. */
export function clockTime(iso) {
  const at = new Date(iso);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.toDateString() === new Date(now()).toDateString() ? time : `${day(at)}, ${time}`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const UTC_DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

export const day = (at) => DAY.format(at);
export const utcDay = (seconds) => UTC_DAY.format(seconds * 1000);

/** Complete, for a title: "2026-11-23 05:14:55 UTC+01:00". */
export function absolute(iso) {
  const at = new Date(iso);
  const east = -at.getTimezoneOffset();
  const zone = east === 0 ? "UTC" : `UTC${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`;
}

const WAYS = {
  ago: (seconds) => (seconds < 1 ? "just now" : `${age(seconds)} ago`),
  for: age,
  until: (seconds) => (seconds > -1 ? "any moment" : `in ${span(-seconds)}`),
};

/** Makes `node`, a <time>, show the moment in one of the WAYS, or `none` if there is no moment. */
export function setTime(node, iso, way = "ago", none = "–") {
  if (iso == null) {
    for (const name of ["datetime", "data-way", "title"]) node.removeAttribute(name);
    node.textContent = none;
    return;
  }
  if (node.getAttribute("datetime") !== iso || node.dataset.way !== way) {
    node.setAttribute("datetime", iso);
    node.dataset.way = way;
    node.title = absolute(iso);
  }
  refresh(node);
}

export function time(iso, way, none) {
  const made = document.createElement("time");
  setTime(made, iso, way, none);
  return made;
}

function refresh(node) {
  const text = WAYS[node.dataset.way]((now() - Date.parse(node.getAttribute("datetime"))) / 1000);
  if (node.textContent !== text) node.textContent = text;
}

/** Updates every moment on the page; called once a second. */
export function tick() {
  document.querySelectorAll("time[data-way]").forEach(refresh);
}
