// The latest traces, and the details of one. Its address ends in #trace=<id>, so it can be linked to.

import * as api from "./api.js";
import { byId, element, keep, setOptional, setText } from "./dom.js";
import { signed } from "./signs.js";
import { latency, setTime, time } from "./times.js";
import { showWaterfall } from "./waterfall.js";

const EVERY_MS = 10_000;
const FEW = 10;
const LEAD_MS = 4_000;
const OUTCOMES = { ok: ["ok", "ok"], error: ["failing", "error"], unset: ["ok", "done"] };
const NOTES = {
  memory: "No command and no sync has been traced yet.",
  otlp: "Traces are sent to the collector at OTEL_EXPORTER_OTLP_ENDPOINT, and kept and searched there; none are kept here.",
  none: "The bot, which keeps the last traces, does not answer.",
};
let asked = 0;
let keptBy;
let found = [];
let all = false;
let leadUntil = 0; // a trace that was just opened is kept in sight while the page above it grows

export function start() {
  addEventListener("hashchange", () => showChosen(true));
  byId("traces-more").addEventListener("click", () => {
    all = !all;
    showList();
  });
  byId("trace").addEventListener("keydown", ({ key }) => { if (key === "Escape") byId("trace-close").click(); });
  for (const moved of ["wheel", "touchstart", "keydown"]) addEventListener(moved, () => { leadUntil = 0; }, { passive: true });
  showChosen(true);
}

/** Called when the page above may have grown. */
export function keepInSight() {
  if (Date.now() < leadUntil) byId("trace").scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** Called once a second. */
export async function look() {
  if (document.hidden || Date.now() - asked < EVERY_MS) return;
  asked = Date.now();
  try {
    const answer = await api.traces();
    keptBy = answer.kept_by ?? "none";
    found = answer.traces;
    setOptional(byId("traces-note"), found.length === 0 ? NOTES[keptBy] : null);
    if (chosen() !== null && byId("waterfall").childElementCount === 0) showChosen(false); // it may be there by now
  } catch (wrong) {
    setOptional(byId("traces-note"), `The traces cannot be read: ${wrong.message}`);
  }
  showList();
}

/** After a lost connection. */
export function expire() {
  asked = 0;
}

function showList() {
  keep(byId("traces-list"), all ? found : found.slice(0, FEW), ({ trace_id: id }) => id, traceView);
  const more = byId("traces-more");
  more.hidden = found.length <= FEW;
  more.setAttribute("aria-expanded", String(all));
  setText(more, all ? "Show fewer" : `Show all ${found.length}`);
  markChosen();
}

function traceView({ trace_id: id }) {
  const outcome = signed();
  const name = element("span", { class: "name" });
  const facts = element("span", { class: "quiet" });
  const at = time(null);
  return {
    node: element("li", {}, element("a", { href: `#trace=${encodeURIComponent(id)}`, "data-trace": id }, outcome.node, name, facts, at)),
    show(trace) {
      outcome.show(...(OUTCOMES[trace.status] ?? ["unknown", trace.status]));
      setText(name, trace.name);
      setText(facts, `${latency(trace.duration_s)} · ${trace.spans} ${trace.spans === 1 ? "span" : "spans"}`);
      setTime(at, trace.start);
    },
  };
}

const chosen = () => (location.hash.startsWith("#trace=") ? decoded(location.hash.slice("#trace=".length)) : null);

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not encoded correctly: an id that does not exist
  }
}

function markChosen() {
  for (const link of byId("traces-list").querySelectorAll("a")) {
    if (link.dataset.trace === chosen()) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** `opened`: the reader has just opened it, so the page scrolls to it. */
async function showChosen(opened) {
  const id = chosen();
  byId("trace").hidden = id === null;
  markChosen();
  if (id === null) return;
  if (opened) {
    showTrace({ trace_id: id, spans: [] }, "Asking for it…");
    byId("trace-title").focus({ preventScroll: true });
    leadUntil = Date.now() + LEAD_MS;
    keepInSight();
  }
  let answer = { trace_id: id, spans: [] };
  let problem = null;
  try {
    answer = await api.trace(id);
  } catch (wrong) {
    problem = unknown(wrong);
  }
  if (chosen() === id) showTrace(answer, problem);
  keepInSight();
}

function unknown(wrong) {
  if (keptBy === "otlp") return `${NOTES.otlp} Look for the id above.`;
  if (wrong.status === 404) return "No such trace is kept: only the last ones are, and none over a restart of the bot.";
  return `It cannot be read: ${wrong.message}`;
}

function showTrace({ trace_id: id, spans, left_out: more }, note) {
  setText(byId("trace-title"), spans[0]?.name ?? "Trace");
  byId("trace-facts").replaceChildren(element("code", {}, id),
    ...(spans[0] ? [` · ${latency(spans[0].duration_s)} · `, time(spans[0].start)] : []));
  setOptional(byId("trace-note"), note ?? (more > 0 ? `${more} more spans were left out.` : null));
  showWaterfall(byId("waterfall"), spans);
}
