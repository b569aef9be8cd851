// Is Ignis well; if not, since when and why. Pure: the exporter's status -> what the top of the page says.

import { CHECKS, CORE, HOLDS, STATES, TO_DO, checkName, circuitName, inUse, reasonWords } from "./words.js";

const LEADS = {
  ok: "Ignis is well",
  degraded: "Ignis works, but not everything does",
  failing: "Ignis is not well",
  unknown: "Nobody knows how Ignis is",
};
const NAMED = 2; // causes in the sentence; all of them stand below it

/**
 * {level, lead, since, causes, more, troubles, deeds}. `causes` and `more` make the sentence; `troubles` are all
 * that is wrong: [{title, text, since, core}], `deeds` what is being tried: [{text, until?, forPeople?}].
 */
export function verdict(status) {
  const troubles = findTroubles(status);
  const open = status.incidents?.open ?? [];
  const level = levelOf(status, troubles);
  const grave = level === "failing" ? troubles.filter(({ core }) => core) : troubles;
  const told = [...grave, ...troubles.filter((trouble) => !grave.includes(trouble))];
  return {
    level,
    lead: LEADS[level],
    since: earliest(grave.map(({ since }) => since)),
    causes: level === "unknown" && told.length === 0 ? [notAsked(status)] : told.slice(0, NAMED).map(({ clause }) => clause),
    more: Math.max(0, told.length - NAMED),
    troubles: told,
    deeds: level === "ok" && open.length === 0 ? [] : findDeeds(status, open),
  };
}

/** The sentence without moments that move: what is read out when it changes. */
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
  const told = new Set(down.size > 0 ? ["process_state", "restart_budget"] : []);
  if (down.has("bot")) told.add("bot_liveness");
  const checks = status.checks.filter((check) => !told.has(check.name) && ["failing", "degraded"].includes(check.status));
  const troubles = [...programs, ...checks.map((check) => troubledCheck(check, status)), ...silences(status, down)];
  return [...troubles, ...openIncidents(status.incidents?.open ?? [], troubles)];
}

/** What is open and told by no program and no check, such as a bot that just came back. Alerts of Prometheus mostly repeat those. */
function openIncidents(open, troubles) {
  const told = new Set(troubles.flatMap(({ subjects }) => subjects ?? []));
  const own = ({ kind, subject }) => !told.has(subject) && !(kind === "circuit" && told.has("check:circuits"));
  return open.filter((one) => own(one) && (one.kind !== "alert" || troubles.length === 0)).map(({ id, title, causes, opened_at: since }) =>
    ({ clause: `incident ${id} is open (${title})`, title, text: causes.at(-1)?.text ?? `incident ${id}`, since, core: false }));
}

function troubledPrograms(programs) {
  return programs.filter(({ state, hold }) => state !== "RUNNING" || hold).map(({ name, state, since, hold }) => {
    const words = hold ? "waits to be started again" : STATES[state]?.[1] ?? state;
    const is = hold || /^(has|fails|cannot)/.test(words) ? "" : "is ";
    return {
      program: name,
      subjects: [`process:${name}`],
      clause: `the ${name} ${is}${words}`,
      title: `Program ${name}`,
      text: hold ? `held back: ${HOLDS[hold.reason] ?? hold.reason}` : words,
      since,
      core: name === "bot" && !["STARTING"].includes(state),
    };
  });
}

function troubledCheck(check, status) {
  const [, failing, degraded] = CHECKS[check.name] ?? [];
  const words = (check.status === "failing" ? failing : degraded) ?? `the check ${check.name} is ${check.status}`;
  return {
    clause: check.name === "circuits" ? leftAlone(status.circuits) ?? words : words,
    title: checkName(check.name),
    text: check.detail || reasonWords(check.reason),
    since: check.since,
    subjects: check.name === "bot_liveness" ? ["check:bot_liveness", "process:bot"] : [`check:${check.name}`],
    core: check.status === "failing" && CORE.includes(check.name),
  };
}

function leftAlone(circuits) {
  const names = (circuits ?? []).filter(({ state }) => state !== "closed").map(({ name }) => circuitName(name));
  return names.length > 0 ? `${names.join(", ")} ${names.length > 1 ? "are" : "is"} left alone after failures` : null;
}

/** Who keeps the programs and tells of incidents, and does not answer; the bot's silence is a check's to find. */
function silences(status, down) {
  const found = [];
  if (status.programs === null) {
    found.push({ clause: "supervisord does not answer", title: "supervisord", text: "it does not answer: a program that dies now may not be started anew" });
  }
  if (status.incidents === null && !down.has("relay")) {
    found.push({ clause: "the relay does not answer", title: "Relay", text: "it does not answer: no alert is sent meanwhile" });
  }
  return found.map((silence) => ({ ...silence, since: null, core: false }));
}

function findDeeds(status, open) {
  const holds = (status.programs ?? []).filter(({ hold }) => hold).map(({ name, hold }) =>
    ({ text: `The ${name} is started again`, until: hold.until }));
  const steps = open.flatMap(({ id, title, kind, tried, until }) => {
    const last = tried.at(-1);
    return [
      { incident: id, text: `Incident ${id} (${title}): ${last ?? "nothing tried yet"}` },
      ...(until && holds.length === 0 ? [{ text: `Incident ${id} is tried again`, until }] : []),
      ...(TO_DO[kind] ? [{ text: TO_DO[kind], forPeople: true }] : []),
    ];
  });
  const trials = (status.circuits ?? []).filter(({ state, until }) => state === "open" && until).map(({ name, until }) =>
    ({ text: `${circuitName(name)} is asked again`, until }));
  return [...holds, ...steps, ...trials];
}

function notAsked(status) {
  const check = status.checks.find(({ name, status: found }) => CORE.includes(name) && found !== "ok");
  return check ? `${checkName(check.name).toLowerCase()}: ${reasonWords(check.reason) || check.detail}` : "no check has run";
}

const earliest = (moments) => moments.filter(Boolean).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
