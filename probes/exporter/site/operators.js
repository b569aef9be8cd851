// What operators say about alerts: maintenance as a banner, silences, and the latest lines of who did what.

import { byId, element } from "./dom.js";
import { absolute, clockTime, time } from "./times.js";

const FEW = 8;
const DONE = {
  acknowledge: "takes care of",
  silence: "silenced",
  unsilence: "ended the silence of",
  pause: "began maintenance",
  resume: "ended maintenance",
  test: "sent a test alert",
  restart: "restarted",
};
let drawn = null;

export function showOperators(incidents) {
  const { pause = null, silences = [], actions = [] } = incidents ?? {};
  const now = JSON.stringify([pause, silences, actions]);
  if (now === drawn) return;
  drawn = now;
  const banner = byId("maintenance");
  banner.hidden = pause === null;
  banner.replaceChildren(...(pause === null ? [] : maintenance(pause)));
  const lines = [...silences.map(silenceLine), ...actions.slice(0, FEW).map(actionLine)];
  byId("operators").hidden = lines.length === 0;
  byId("operators-list").replaceChildren(...lines);
}

function maintenance({ until, why, by }) {
  const text = element("span", { title: absolute(until) }, `until ${clockTime(until)}: ${why} (${by}). Nothing is told until then.`);
  return [element("span", {}, element("strong", {}, "Maintenance"), " ", text)];
}

function silenceLine({ subject, until, by, why }) {
  return element("li", {}, element("strong", {}, subject), ` is silenced until ${clockTime(until)} (${by}${why ? `: ${why}` : ""})`);
}

function actionLine({ at, by, what, subject, incident, why }) {
  const about = [subject, incident == null ? null : `incident ${incident}`].filter(Boolean).join(", ");
  const said = [by, DONE[what] ?? what, about].filter(Boolean).join(" ");
  return element("li", {}, time(at), ` ${said}${why ? `: ${why}` : ""}`);
}
