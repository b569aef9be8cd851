// Listens to the exporter's events and shows them. If one part of the page fails, the others go on.

import { showChecks } from "./checks.js";
import { showCircuits } from "./circuits.js";
import { byId, setText } from "./dom.js";
import * as incidents from "./incidents.js";
import * as latency from "./latency.js";
import * as live from "./live.js";
import { showOperators } from "./operators.js";
import { Past } from "./past.js";
import { showPrograms } from "./programs.js";
import { Stream } from "./stream.js";
import { setClock, tick } from "./times.js";
import * as tooltip from "./tooltip.js";
import { showTop } from "./top.js";
import * as traces from "./traces.js";
import * as uptime from "./uptime.js";
import { verdict } from "./verdict.js";
import { showWork } from "./work.js";

const TICK_MS = 1_000;

function attempt(part, ...given) {
  try {
    part(...given);
  } catch (wrong) {
    console.error(`${part.name}:`, wrong);
  }
}

const past = new Past((found) => {
  attempt(uptime.showUptime, found);
  attempt(latency.showLatency, found);
  traces.keepInSight();
});

/** The shares of all windows are to tell the same story as the sentence above them. */
function expirePast(status) {
  past.follow(verdict(status).level);
}

function onStatus(status) {
  setClock(status.time);
  if (live.updated()) {
    past.expire();
    traces.expire();
  }
  attempt(showTop, status);
  attempt(expirePast, status);
  attempt(showPrograms, status.programs);
  attempt(showWork, status.work);
  attempt(showChecks, status.checks);
  attempt(showCircuits, status.circuits);
  attempt(incidents.showIncidents, status.incidents);
  attempt(showOperators, status.incidents);
  setText(byId("version"), status.version);
  traces.keepInSight();
}

const stream = new Stream("/events", onStatus, live.lost);

function everySecond() {
  tick();
  live.show();
  past.look();
  traces.look();
}

live.start(() => stream.open());
tooltip.start();
incidents.start();
uptime.start();
latency.start();
traces.start();
stream.open();
everySecond();
setInterval(everySecond, TICK_MS);
addEventListener("online", () => stream.open());
document.addEventListener("visibilitychange", everySecond);
