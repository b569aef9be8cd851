// How long a check's answers take: the average and maximum of each step, as a chart, a sentence and a table.

import { Chart } from "./chart.js";
import { byId, element, fillSelect, setOptional, setText } from "./dom.js";
import { checkName } from "./names.js";
import { clockTime, latency, span } from "./times.js";

const FIRST = "discord_gateway"; // members notice this one
let chart = null;
let past = null;
let tabled = null;

export function start() {
  chart = new Chart(byId("latency-chart"), (text) => setText(byId("latency-point"), text));
  byId("latency-form").addEventListener("change", show);
  byId("latency-form").addEventListener("submit", (event) => event.preventDefault());
  byId("latency-details").addEventListener("toggle", show);
}

export function showLatency(found) {
  past = found;
  const subjects = Object.entries(found.windows["24h"]?.subjects ?? {}).filter(([, { latency_avg_s: average }]) => average);
  const names = subjects.map(([subject]) => subject.slice("check:".length));
  const select = byId("latency-check");
  const first = select.options.length === 0;
  fillSelect(select, names.map((name) => [name, checkName(name)]));
  if (first && names.includes(FIRST)) select.value = FIRST;
  show();
}

function show() {
  const window = new FormData(byId("latency-form")).get("window");
  const answer = past?.windows[window];
  const subject = answer?.subjects[`check:${byId("latency-check").value}`];
  const average = subject?.latency_avg_s ?? [];
  const measured = average.some((value) => value != null);
  setOptional(byId("latency-note"), measured ? null : missing(answer));
  byId("latency-figure").hidden = !measured;
  byId("latency-details").hidden = !measured;
  if (!measured) return;
  chart.show(window, answer.times, average, subject.latency_max_s);
  setText(byId("latency-summary"), summary(answer, subject));
  if (byId("latency-details").open) showTable(answer, subject);
}

function missing(answer) {
  if (answer) return "No answer of this check was measured in this window.";
  return past?.problem ? `The history cannot be read: ${past.problem}` : "Asking for the history…";
}

function summary({ times, step_s: step }, { latency_avg_s: average, latency_max_s: maximum }) {
  const known = average.filter((value) => value != null);
  const most = maximum.reduce((best, value, place) => (value != null && value > (maximum[best] ?? -1) ? place : best), 0);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const name = checkName(byId("latency-check").value);
  return `${name}: ${latency(mean)} on average, at most ${latency(maximum[most])} (${moment(times[most])}); ` +
    `measured in ${known.length} of ${times.length} steps of ${span(step)}.`;
}

/** Newest first, without the steps that have no answer. */
function showTable({ times }, { latency_avg_s: average, latency_max_s: maximum }) {
  const now = JSON.stringify([times, average, maximum]);
  if (now === tabled) return;
  tabled = now;
  const rows = times.map((at, place) => [moment(at), average[place], maximum[place]]).filter(([, value]) => value != null);
  byId("latency-rows").replaceChildren(...rows.reverse().map(([at, mean, most]) =>
    element("tr", {}, element("th", { scope: "row" }, at), element("td", {}, latency(mean)), element("td", {}, latency(most)))));
}

const moment = (seconds) => clockTime(new Date(seconds * 1000).toISOString());
