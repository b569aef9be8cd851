// Is Ignis well? If not, since when and why? Pure: the exporter's status -> the top of the page.

import { CHECKS, CORE } from "./labels.js";
import { checkName, circuitName, holdReason, inUse, programState, reasonName, toDo } from "./names.js";

const LEADS = {
  ok: "Ignis is well",
  degraded: "Ignis works, but not everything does",
  failing: "Ignis is not well",
  unknown: "The status of Ignis is unknown",
};
const CORE_SUBJECTS = ["process:bot", ...CORE.map((name) => `check:${name}`)];
const NAMED = 2; // causes in the sentence; the list below it has all of them

/**
 * {level, lead, since, causes, more, troubles, steps}. `causes` and `more` make the sentence. `troubles` is everything
 * that is wrong: [{title, text, since, core}]. `steps` is what happens next: [{text, until?, forPeople?}].
 */
export function verdict(status) {
  const troubles = findTroubles(status);
  const open = status.incidents?.open ?? [];
  const level = levelOf(status, troubles);
  const grave = level === "failing" ? troubles.filter(({ core }) => core) : troubles;
  const ordered = [...grave, ...troubles.filter((trouble) => !grave.includes(trouble))];
  return {
    level,
    lead: LEADS[level],
    since: grave.length > 0 ? earliest([...grave.map(({ since }) => since), ...outageSince(status, open)]) : null,
    causes: level === "unknown" && ordered.length === 0 ? [notAsked(status)] : ordered.slice(0, NAMED).map(({ clause }) => clause),
    more: Math.max(0, ordered.length - NAMED),
    troubles: ordered,
    steps: level === "ok" && open.length === 0 ? [] : findSteps(status, open),
  };
}

/** The sentence without times that count: a screen reader reads it out when it changes. */
export const spoken = ({ lead, causes, more }) => [lead, ...(causes.length ? [`: ${listed(causes, more)}`] : []), "."].join("");

export function listed(causes, more) {
  if (more > 0) return `${causes.join(", ")}, and ${more} more`;
  return causes.join(" and ");
}

function levelOf(status, troubles) {
  if (troubles.some(({ core }) => core)) return "failing";
  if (troubles.length > 0) return "degraded";
  const core = status.checks.filter(({ name }) => CORE.includes(name));
  return core.length > 0 && core.every((check) => check.status === "ok") ? "ok" : "unknown";
}

function findTroubles(status) {
  const programs = troubledPrograms((status.programs ?? []).filter(inUse));
  const down = new Set(programs.map(({ program }) => program));
  const implied = new Set(down.size > 0 ? ["process_state", "restart_budget"] : []);
  if (down.has("bot")) implied.add("bot_liveness");
  const checks = status.checks.filter((check) => !implied.has(check.name) && ["failing", "degraded"].includes(check.status));
  const troubles = [...programs, ...checks.map((check) => troubledCheck(check, status)), ...silences(status, down), ...roads(status.incidents)];
  return [...troubles, ...openIncidents(status.incidents?.open ?? [], troubles)];
}

/**
 * When the outage began of which the troubles of this moment are a part: each of them may have begun later, such as the
 * hold of a bot that was frozen before, or the connecting of one that was held before.
 */
function outageSince({ outage }, open) {
  const incidents = open.filter(({ subject }) => CORE_SUBJECTS.includes(subject)).map(({ opened_at: since }) => since);
  const lasts = outage && (outage.until === null || incidents.some((since) => Date.parse(since) <= Date.parse(outage.until)));
  return lasts ? [...incidents, outage.since] : incidents;
}

/** Open incidents that no program and no check shows, such as a bot that just came back. Prometheus' alerts mostly repeat those. */
function openIncidents(open, troubles) {
  const covered = new Set(troubles.flatMap(({ subjects }) => subjects ?? []));
  const own = ({ kind, subject }) => !covered.has(subject) && !(kind === "circuit" && covered.has("check:circuits"));
  return open.filter((one) => own(one) && (one.kind !== "alert" || troubles.length === 0)).map(({ id, title, causes, opened_at: since }) =>
    ({ clause: `incident ${id} is open (${title})`, title, text: causes.at(-1)?.text ?? `incident ${id}`, since, core: false }));
}

function troubledPrograms(programs) {
  return programs.filter(({ state, hold }) => state !== "RUNNING" || hold).map(({ name, state, since, hold }) => {
    const stateName = hold ? "waits to be started again" : programState(state).name;
    const is = hold || /^(has|fails|cannot)/.test(stateName) ? "" : "is ";
    return {
      program: name,
      subjects: [`process:${name}`],
      clause: `the ${name} ${is}${stateName}`,
      title: `Program ${name}`,
      text: hold ? `held back: ${holdReason(hold)}` : stateName,
      since,
      core: name === "bot" && state !== "STARTING",
    };
  });
}

function troubledCheck(check, status) {
  const sentence = CHECKS[check.name]?.[check.status] ?? `the check ${check.name} is ${check.status}`;
  return {
    clause: check.name === "circuits" ? leftAlone(status.circuits) ?? sentence : sentence,
    title: checkName(check.name),
    text: check.detail || reasonName(check.reason),
    since: check.since,
    subjects: check.name === "bot_liveness" ? ["check:bot_liveness", "process:bot"] : [`check:${check.name}`],
    core: check.status === "failing" && CORE.includes(check.name),
  };
}

function leftAlone(circuits) {
  const names = (circuits ?? []).filter(({ state }) => state !== "closed").map(({ name }) => circuitName(name));
  return names.length > 0 ? `${names.join(", ")} ${names.length > 1 ? "are" : "is"} left alone after failures` : null;
}

/** supervisord and the relay, if they do not answer. For a silent bot there is a check. */
function silences(status, down) {
  const found = [];
  if (status.programs === null) {
    found.push({ clause: "supervisord does not answer", title: "supervisord", text: "it does not answer: a program that dies now may not be started again" });
  }
  if (status.incidents === null && !down.has("relay")) {
    found.push({ clause: "the relay does not answer", title: "Relay", text: "it does not answer: no alert is sent meanwhile" });
  }
  return found.map((silence) => ({ ...silence, since: null, core: false }));
}

const ROADS = { ntfy: "ntfy", email: "e-mail", webhook: "the second webhook", dead_mans_switch: "the dead man's switch" };

/** The ways by which alerts leave this machine, where one of them does not work. */
function roads(incidents) {
  const webhook = incidents?.webhook;
  const found = (incidents?.roads ?? []).filter(({ why }) => why).map(({ kind, why, failing_since: since }) => {
    const name = ROADS[kind] ?? kind;
    return { clause: `${name} cannot be told`, title: `Alerts: ${name}`, text: why, since };
  });
  if (webhook?.state === "off") { // while it is down, its circuit is open and says so
    found.unshift({ clause: "the alert webhook is gone", title: "Alerts: Discord", text: webhook.detail, since: webhook.since });
  }
  return found.map((road) => ({ ...road, core: false }));
}

function findSteps(status, open) {
  const holds = (status.programs ?? []).filter(({ hold }) => hold).map(({ name, hold }) =>
    ({ text: `The ${name} is started again`, until: hold.until }));
  const steps = open.flatMap((incident) => {
    const { id, title, tried, until } = incident;
    const last = tried.at(-1);
    return [
      { incident: id, text: `Incident ${id} (${title}): ${last ?? "nothing tried yet"}` },
      ...(until && holds.length === 0 ? [{ text: `Incident ${id} is tried again`, until }] : []),
      ...(toDo(incident) ? [{ text: toDo(incident), forPeople: true }] : []),
    ];
  });
  const trials = (status.circuits ?? []).filter(({ state, until }) => state === "open" && until).map(({ name, until }) =>
    ({ text: `${circuitName(name)} is asked again`, until }));
  return [...holds, ...steps, ...trials];
}

function notAsked(status) {
  const check = status.checks.find(({ name, status: found }) => CORE.includes(name) && found !== "ok");
  return check ? `${checkName(check.name).toLowerCase()}: ${reasonName(check.reason) || check.detail}` : "no check has run";
}

const earliest = (moments) => moments.filter(Boolean).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
