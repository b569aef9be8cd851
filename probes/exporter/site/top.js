// The top of the page: the sentence, what is wrong, and the next steps.

import { byId, element, keep, setText } from "./dom.js";
import { announce } from "./live.js";
import { inUse } from "./names.js";
import { flame, signed } from "./signs.js";
import { clockTime, setTime, span, time } from "./times.js";
import { listed, spoken, verdict } from "./verdict.js";

const TITLES = { ok: "Well", degraded: "Not all well", failing: "NOT WELL", unknown: "Unknown" };
let shownSentence = null;

export function showTop(status) {
  const found = verdict(status);
  const section = byId("verdict");
  if (section.dataset.level !== found.level) {
    section.dataset.level = found.level;
    byId("seal").replaceChildren(flame(found.level));
  }
  document.title = `${TITLES[found.level]} · Ignis`;
  showSentence(found);
  setText(byId("verdict-note"), note(found, status));
  keep(byId("troubles"), found.troubles, ({ title, clause }) => title + clause, troubleView);
  byId("steps-part").hidden = found.steps.length === 0;
  keep(byId("steps"), found.steps, ({ text }) => text, stepView);
}

function showSentence(found) {
  const sentence = JSON.stringify([found.lead, found.since, found.causes, found.more]);
  if (sentence === shownSentence) return;
  if (shownSentence !== null) announce(spoken(found));
  shownSentence = sentence;
  const parts = [element("strong", {}, found.lead)];
  if (found.since) parts.push(` since ${clockTime(found.since)} (for `, time(found.since, "for"), ")");
  if (found.causes.length > 0) parts.push(`: ${listed(found.causes, found.more)}`);
  byId("sentence").replaceChildren(...parts, ".");
}

/** What a reader wants to know next: how many checks pass, and how the last trouble ended. */
function note(found, status) {
  const well = status.checks.filter((check) => check.status === "ok").length;
  const wanted = (status.programs ?? []).filter(inUse);
  const running = wanted.filter(({ state, hold }) => state === "RUNNING" && !hold).length;
  const unasked = status.checks.filter((check) => check.status === "unknown").length;
  const parts = [`${well} of ${status.checks.length} checks pass`];
  if (unasked > 0) parts.push(`${unasked} could not be asked`);
  if (status.programs) parts.push(`${running} of ${wanted.length} programs run`);
  const last = status.incidents?.recent.find(({ open }) => !open);
  const ago = last ? `Last trouble: ${last.title}, ${clockTime(last.resolved_at)}, after ${span(last.duration_s)}.` : "";
  return `${parts.join(", ")}. ${found.level === "ok" ? ago : ""}`.trim();
}

function troubleView() {
  const mark = signed();
  const text = element("span", { class: "text" });
  const since = time(null);
  const node = element("li", {}, mark.node, text, since);
  return {
    node,
    show(trouble) {
      mark.show(trouble.core ? "failing" : "degraded", trouble.title);
      setText(text, trouble.text);
      setTime(since, trouble.since, "ago", "");
    },
  };
}

function stepView() {
  const text = element("span", {});
  const until = time(null);
  const node = element("li", {}, text, " ", until);
  return {
    node,
    show(step) {
      node.classList.toggle("for-people", Boolean(step.forPeople));
      setText(text, step.text);
      setTime(until, step.until ?? null, "until", "");
    },
  };
}
