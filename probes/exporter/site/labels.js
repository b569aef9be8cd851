// What things are called, for people. Written by `make labels` from ops/labels.py: do not edit it here.

/** Ignis is useless to everybody if one of these checks fails. */
export const CORE = ["bot_liveness", "discord_gateway", "database"];

/** check -> its name, and how a sentence about it continues when it is failing or degraded */
export const CHECKS = {
  bot_liveness: {"name": "Bot", "failing": "the bot does not answer", "degraded": "the bot answers late"},
  process_state: {"name": "Programs", "failing": "a program is down", "degraded": "a program is stopped or starting"},
  background: {"name": "Background work", "failing": "a part of a program failed and was started again", "degraded": "a part of a program limps"},
  recoveries: {"name": "Self-repair", "failing": "a part of the bot is broken, and repairing it fails again and again", "degraded": "a part of the bot could not be repaired at once"},
  restart_budget: {"name": "Restarts", "failing": "the budget of restarts is spent", "degraded": "restarts are held back"},
  discord_gateway: {"name": "Discord gateway", "failing": "the bot is not connected to Discord", "degraded": "the bot's connection to Discord is unstable"},
  members: {"name": "Member list", "failing": "the bot does not know all members, so it decides nothing about them", "degraded": "the list of members is being asked for, or changes of members were missed"},
  discord_api: {"name": "Discord API", "failing": "Discord does not answer as it should", "degraded": "Discord limits our requests"},
  database: {"name": "Database", "failing": "the database does not work", "degraded": "the database is impaired"},
  backups: {"name": "Backups", "failing": "no backup can be made", "degraded": "the last backup failed"},
  cache: {"name": "Cache of accounts", "failing": "the cache of accounts does not work", "degraded": "the cache of accounts is slow"},
  commands: {"name": "Commands", "failing": "the server's commands are not the bot's", "degraded": "the server's commands are not up to date"},
  config: {"name": "Role map", "failing": "the role map on disk was refused", "degraded": "the role map is impaired"},
  privacy: {"name": "Deletions", "failing": "what members had deleted is still in backups", "degraded": "what members had deleted is not gone from backups yet"},
  bloxlink: {"name": "Bloxlink", "failing": "Bloxlink does not answer as it should", "degraded": "Bloxlink limits our requests"},
  roblox: {"name": "Roblox", "failing": "Roblox does not answer as it should", "degraded": "Roblox works in part"},
  circuits: {"name": "Circuits", "failing": "services are left alone", "degraded": "a service is left alone because it fails"},
  alerts: {"name": "Alerts", "failing": "alerts cannot be sent", "degraded": "alerts wait, or do not reach everybody"},
  memory: {"name": "Memory", "failing": "a program holds too much memory", "degraded": "a program holds much memory"},
  disk: {"name": "Disk", "failing": "the disk is full", "degraded": "the disk is nearly full"},
  clock: {"name": "Clock", "failing": "this machine's clock is wrong", "degraded": "this machine's clock is off"},
};

/** why a check has its status */
export const REASONS = {
  none: "",
  not_asked: "not asked yet",
  crashed: "the check itself is broken",
  timeout: "no answer in time",
  not_started: "never started",
  not_running: "its process is gone",
  refused: "nothing listens there",
  bad_status: "answered with an error",
  bad_answer: "not the answer it should give",
  not_configured: "not configured",
  unreachable: "no connection",
  slow: "too slow",
  rate_limited: "rate limited",
  key_refused: "key refused",
  circuit_open: "left alone after failures",
  different: "not the same",
  out_of_date: "out of date",
  not_made: "not made",
  unfinished: "not finished yet",
  incomplete: "not complete",
  not_repaired: "not repaired",
  part_failed: "a part failed",
  low_space: "little space left",
  above_soft_limit: "above the soft limit",
  above_hard_limit: "above the hard limit",
  clock_off: "clock is off",
  clock_stepped: "clock was stepped",
  invalid: "not valid",
  not_connected: "not connected",
  no_ack: "nothing acknowledged",
  not_ready: "not ready",
  missing: "missing",
  empty: "empty",
  locked: "locked",
  corrupt: "corrupt",
  read_only: "read-only",
  full: "full",
  no_access: "no access",
  io_error: "I/O error",
  program_down: "program down",
  program_stopped: "program stopped",
  in_transition: "starting or stopping",
  no_supervisor: "supervisord does not answer",
  budget_spent: "budget spent",
  budget_low: "budget low",
  held: "held back",
  unreadable: "unreadable",
};

/** supervisor's states */
export const PROGRAM_STATES = {
  RUNNING: {"status": "ok", "name": "running"},
  STARTING: {"status": "degraded", "name": "starting"},
  STOPPING: {"status": "degraded", "name": "stopping"},
  STOPPED: {"status": "degraded", "name": "stopped"},
  BACKOFF: {"status": "failing", "name": "fails to start"},
  EXITED: {"status": "failing", "name": "has ended"},
  FATAL: {"status": "failing", "name": "cannot be started"},
  UNKNOWN: {"status": "unknown", "name": "unknown"},
};

/** why the restart gate holds a program; `{count}` is how often in a row it ended */
export const HOLDS = {
  backoff: "it ended unexpectedly (times in a row: {count})",
  budget: "its budget of restarts is spent",
};

export const CIRCUITS = {
  bloxlink: "Bloxlink",
  roblox_cloud: "Roblox Open Cloud",
  roblox_users: "Roblox users",
  roblox_groups: "Roblox groups",
  roblox_thumbnails: "Roblox headshots",
  discord_rest: "Discord REST",
  webhook: "Alert channel",
};

export const CIRCUIT_STATES = {
  closed: {"status": "ok", "name": "closed"},
  half_open: {"status": "degraded", "name": "half-open: on trial"},
  open: {"status": "failing", "name": "open: left alone"},
};

/** kind of incident -> what is left for a person to do; `{subject}` is what the incident is about */
export const TO_DO = {
  config: "A restart cannot help, so none is tried. Fix what its last log lines say, for example a setting or the token, then restart it. Commands: ignis logs {subject}, ignis restart {subject}.",
  memory: "If your server is large, raise memory.soft_mb and memory.hard_mb in config/ignis.yaml and restart the relay. If it rises for hours, something leaks. Commands: ignis status, ignis restart relay.",
  cannot_start: "supervisord has given up on it. Fix what the logs say, then restart it. Commands: ignis logs {subject}, ignis logs supervisord, ignis restart {subject}.",
};
