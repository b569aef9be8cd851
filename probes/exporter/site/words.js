// What things are called, for people. Names that are not here are shown as they are.

/** Without one of these three, Ignis serves nobody: what the whole's uptime is made of, too. */
export const CORE = ["bot_liveness", "discord_gateway", "database"];

/** check -> its name, and how a sentence about it goes on when it is failing or degraded. */
export const CHECKS = {
  bot_liveness: ["Bot", "the bot does not answer", "the bot answers late"],
  process_state: ["Programs", "a program is down", "a program is stopped or starting"],
  restart_budget: ["Restarts", "the budget of restarts is spent", "restarts are held back"],
  discord_gateway: ["Discord gateway", "the bot is not connected to Discord", "the bot's connection to Discord is shaky"],
  discord_api: ["Discord API", "Discord does not answer as it should", "Discord asks for patience"],
  database: ["Database", "the database does not work", "the database is impaired"],
  cache: ["Cache of accounts", "the cache of accounts does not work", "the cache of accounts is slow"],
  commands: ["Commands", "the server's commands are not the bot's", "the server's commands are not up to date"],
  config: ["Role map", "the role map on disk was refused", "the role map is impaired"],
  bloxlink: ["Bloxlink", "Bloxlink does not answer as it should", "Bloxlink asks for patience"],
  roblox: ["Roblox", "Roblox does not answer as it should", "Roblox works in part"],
  circuits: ["Circuits", "services are left alone", "a service is left alone because it fails"],
  memory: ["Memory", "a program holds too much memory", "a program holds much memory"],
  disk: ["Disk", "the disk is full", "the disk is nearly full"],
  clock: ["Clock", "this machine's clock is wrong", "this machine's clock is off"],
};

export const REASONS = {
  none: "", not_asked: "not asked yet", crashed: "the check itself is broken", timeout: "no answer in time",
  not_started: "never started", not_running: "its process is gone", refused: "nothing listens there",
  bad_status: "answered with an error", bad_answer: "not the answer it should give",
  not_configured: "not configured", unreachable: "no connection", slow: "too slow", rate_limited: "rate limited",
  key_refused: "key refused", circuit_open: "left alone after failures",
  different: "not the same", out_of_date: "out of date",
  low_space: "little space left", above_soft_limit: "above the soft limit", above_hard_limit: "above the hard limit",
  clock_off: "clock is off", clock_stepped: "clock was stepped", invalid: "not valid",
  not_connected: "not connected", no_ack: "nothing acknowledged", not_ready: "not ready",
  missing: "missing", empty: "empty", locked: "locked", corrupt: "corrupt", read_only: "read-only", full: "full",
  no_access: "no access", io_error: "I/O error",
  program_down: "program down", program_stopped: "program stopped", in_transition: "starting or stopping",
  no_supervisor: "supervisord does not answer",
  budget_spent: "budget spent", budget_low: "budget low", held: "held back", unreadable: "unreadable",
};

/** supervisor's state -> status and words. */
export const STATES = {
  RUNNING: ["ok", "running"], STARTING: ["degraded", "starting"], STOPPING: ["degraded", "stopping"],
  STOPPED: ["degraded", "stopped"], BACKOFF: ["failing", "fails to start"], EXITED: ["failing", "has ended"],
  FATAL: ["failing", "cannot be started"], UNKNOWN: ["unknown", "unknown"],
};

/** A program that was never started was not asked for: it is missed by nobody. */
export const inUse = ({ state, since }) => state !== "STOPPED" || since !== null;

/** Why the restart gate holds a program. */
export const HOLDS = { backoff: "it crashed too often in a row", budget: "its budget of restarts is spent" };

export const CIRCUITS = {
  bloxlink: "Bloxlink", roblox_cloud: "Roblox Open Cloud", roblox_users: "Roblox users", roblox_groups: "Roblox groups",
  roblox_thumbnails: "Roblox headshots", discord_rest: "Discord REST", webhook: "Alert channel",
};
export const CIRCUIT_STATES = {
  closed: ["ok", "closed"],
  half_open: ["degraded", "half-open: on trial"],
  open: ["failing", "open: left alone"],
};

/** kind of incident -> what is left for a person to do; the others mend themselves. */
export const TO_DO = {
  config: "No restart can help, so none is tried: mend what its last words say, then restart it (ignis restart).",
  cannot_start: "supervisor has given up: mend the cause, then restart it (ignis restart).",
  memory: "Above memory.hard_mb it is started anew. If nothing leaks, raise the limits in config/ignis.yaml.",
};

export const STATUSES = { ok: "ok", degraded: "degraded", failing: "failing", unknown: "unknown" };

export const checkName = (name) => CHECKS[name]?.[0] ?? name;
export const circuitName = (name) => CIRCUITS[name] ?? name;
export const reasonWords = (reason) => REASONS[reason] ?? reason ?? "";

/** "check:database" -> "Database" */
export function subjectName(subject) {
  const [kind, name] = subject.split(/:(.*)/s);
  if (kind === "ignis") return "Ignis as a whole";
  if (kind === "check") return checkName(name);
  if (kind === "circuit") return circuitName(name);
  return `Program ${name}`;
}
