// The bot's process: kill, freeze and restart it, how long it was away, and until when the restart gate holds it.

import * as api from "./api.js";
import { byId, button, element } from "./dom.js";
import { knows, language, say, tell, telling } from "./texts.js";

const EVERY_MS = 1_000;
const WHILE_AWAY_MS = 250;
const TENTHS = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
const COMMANDS = [
  ["terminal.kill", (pid) => `kill -9 ${pid}`],
  ["terminal.freeze", (pid) => `kill -STOP ${pid}`],
  ["terminal.restart", () => ".venv/bin/ignis restart bot"],
];

let seen = null; // the last answer, and when it came
let seenAt = 0;
let shownPid;
let changed = () => {};

/** What the bot does, in a word: connected, frozen, held, starting or down; "" while nobody knows. */
export function doing() {
  if (!seen) return "";
  if (["frozen", "held"].includes(seen.state)) return seen.state;
  if (seen.connected) return "connected";
  return ["running", "starting"].includes(seen.state) ? "starting" : "down";
}

/** shown(): what the bot does was looked at. */
export function start(shown) {
  changed = shown;
  for (const deed of ["kill", "freeze", "restart"]) byId(`bot-${deed}`).addEventListener("click", () => treat(deed));
  byId("bot-start").addEventListener("click", () => treat("restart"));
  document.addEventListener("language", () => showCommands(shownPid, true));
  look();
  setInterval(count, 100);
}

async function treat(deed) {
  const problem = byId("bot-error");
  problem.hidden = true;
  try {
    show(await api.treatBot(deed));
  } catch (wrong) {
    problem.textContent = wrong.message;
    problem.hidden = false;
  }
}

async function look() {
  try {
    show(await api.bot());
  } catch {
    seen = null;
    tell(byId("bot-text"), "bot.no-answer");
  }
  setTimeout(look, seen?.stopwatch?.running || seen?.held ? WHILE_AWAY_MS : EVERY_MS);
}

function show(now) {
  seen = now;
  seenAt = performance.now();
  const runs = now.kept && ["running", "starting"].includes(now.state);
  byId("bot-kill").disabled = !(now.kept && now.pid);
  byId("bot-freeze").disabled = !runs;
  byId("bot-restart").disabled = !now.kept || Boolean(now.held);
  byId("bot").dataset.state = now.state;
  showSentence(now);
  byId("bot-held").hidden = !now.held;
  showCommands(now.pid);
  count();
  changed();
}

function showSentence({ state, pid, connected, why }) {
  const told = byId("bot-text");
  const key = state === "running" && !connected ? "bot.connecting" : `bot.${state}`;
  if (state !== "unknown" || !why) return tell(told, key, { pid });
  for (const name of ["say", "said", "values"]) delete told.dataset[name]; // the sandbox's own line
  if (told.textContent !== why) told.textContent = why;
}

/** The stopwatch and the countdown, between two answers of the sandbox. */
function count() {
  const since = (performance.now() - seenAt) / 1000;
  const watch = seen?.stopwatch;
  const seconds = watch ? watch.seconds + (watch.running ? since : 0) : 0;
  byId("stopwatch").hidden = !watch;
  byId("stopwatch").dataset.running = String(Boolean(watch?.running));
  byId("stopwatch-time").textContent = watch ? `${seconds.toLocaleString(language(), TENTHS)} s` : "";
  if (watch) tell(byId("stopwatch-text"), `${watch.running ? "away" : "back"}.${watch.deed}`);
  if (!seen?.held) return;
  const until = new Date(seen.held.until);
  const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const reason = `held.${seen.held.reason}`;
  const why = knows(reason) ? say(reason, { count: seen.held.crashes }) : seen.held.why;
  tell(byId("bot-held-text"), "held", { time: until.toLocaleTimeString(language(), { hour12: false }), seconds: left, why });
}

function showCommands(pid, anew = false) {
  if (pid === shownPid && !anew) return; // a selection and the focus stay
  shownPid = pid;
  byId("commands").replaceChildren(...COMMANDS.map(([what, line]) => commandView(what, line(pid ?? "PID_OF_THE_BOT"))));
}

function commandView(what, line) {
  const copy = button("", async () => {
    try {
      await navigator.clipboard.writeText(line);
      tell(copy, "copied");
    } catch {
      getSelection().selectAllChildren(code); // no clipboard here: leave it selected, ready for Ctrl+C
      tell(copy, "selected");
    }
    setTimeout(() => tell(copy, "copy"), 1500);
  }, { "aria-label": say("copy.what", { what: say(what) }) });
  const code = element("code", { tabindex: "0" }, line);
  return element("li", {}, telling("p", {}, what), element("div", { class: "command" }, code, tell(copy, "copy")));
}
