// The bot's process: kill, freeze and restart it, how long it was away, and until when the restart gate holds it.

import * as api from "./api.js";
import { byId, button, element } from "./dom.js";

const EVERY_MS = 1_000;
const WHILE_AWAY_MS = 250;
const COMMANDS = [
  ["Kill it", (pid) => `kill -9 ${pid}`],
  ["Freeze it", (pid) => `kill -STOP ${pid}`],
  ["Restart it", () => ".venv/bin/ignis restart bot"],
];
const AWAY = { kill: "Killed", freeze: "Frozen", restart: "Restarted", lost: "Connection lost" };

let seen = null; // the last answer, and when it came
let seenAt = 0;
let shownPid;

export function start() {
  for (const deed of ["kill", "freeze", "restart"]) byId(`bot-${deed}`).addEventListener("click", () => treat(deed));
  byId("bot-start").addEventListener("click", () => treat("restart"));
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
    byId("bot-text").textContent = "The sandbox does not answer.";
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
  byId("bot-text").replaceChildren(...sentence(now));
  byId("bot-held").hidden = !now.held;
  showCommands(now.pid);
  count();
}

function sentence({ state, pid, connected, why }) {
  const process = () => element("code", {}, String(pid));
  if (state === "running") return ["The bot runs as process ", process(), connected ? "." : ", not connected yet."];
  if (state === "starting") return ["The bot starts as process ", process(), " …"];
  if (state === "frozen") return ["The bot, process ", process(), ", is frozen. It is noticed within a minute, and replaced."];
  if (state === "held") return ["The bot is down, and held."];
  if (state === "down") return ["The bot is down."];
  return [why ?? "The bot's process is not known."];
}

/** The stopwatch and the countdown, between two answers of the sandbox. */
function count() {
  const since = (performance.now() - seenAt) / 1000;
  const watch = seen?.stopwatch;
  const seconds = watch ? watch.seconds + (watch.running ? since : 0) : 0;
  byId("stopwatch").hidden = !watch;
  byId("stopwatch").dataset.running = String(Boolean(watch?.running));
  byId("stopwatch-time").textContent = watch ? `${seconds.toFixed(1)} s` : "";
  said("stopwatch-text", !watch ? "" : watch.running ? `${AWAY[watch.deed]}: away for` : `${AWAY[watch.deed]}: back after`);
  if (!seen?.held) return;
  const until = new Date(seen.held.until);
  const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  said("bot-held-text", `Held until ${until.toLocaleTimeString([], { hour12: false })} (${left} s left): ${seen.held.why}.`);
}

function said(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function showCommands(pid) {
  if (pid === shownPid) return; // a selection and the focus stay
  shownPid = pid;
  byId("commands").replaceChildren(...COMMANDS.map(([what, line]) => commandView(what, line(pid ?? "PID_OF_THE_BOT"))));
}

function commandView(what, line) {
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(line);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code); // no clipboard here: leave it selected, ready for Ctrl+C
      copy.textContent = "Selected";
    }
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  }, { "aria-label": `Copy: ${what}` });
  const code = element("code", { tabindex: "0" }, line);
  return element("li", {}, element("p", {}, what), element("div", { class: "command" }, code, copy));
}
