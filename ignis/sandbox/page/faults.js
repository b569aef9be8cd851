// "Break something": one button for each way a target can break, what is broken now, and how to kill the bot.

import * as api from "./api.js";
import { byId, button, element, fillSelect } from "./dom.js";

const COMMANDS = [
  ["Kill it: back at once, and reported", (pid) => `kill -9 ${pid}`],
  ["Freeze it: noticed within a minute, and replaced", (pid) => `kill -STOP ${pid}`],
  ["Restart it, as one who means to: no alarm", () => ".venv/bin/ignis restart bot"],
];

let shownPid; // the commands are drawn again only for a new bot, which keeps a selection or the focus
let words = { targets: {}, kinds: {} }; // how targets and kinds are called; faults.json, once it is here

export async function start() {
  byId("faults-clear").addEventListener("click", () => attempt(api.clearFaults));
  words = await api.vocabulary();
  const target = byId("fault-target");
  fillSelect(target, Object.entries(words.targets).map(([name, { label }]) => [name, label]));
  const showKinds = () => byId("fault-kinds").replaceChildren(...words.targets[target.value].kinds.map((kind) =>
    button(words.kinds[kind], () => attempt(() => api.addFault(target.value, kind, Number(byId("fault-seconds").value))), { class: "danger", "data-kind": kind })));
  target.addEventListener("change", showKinds);
  showKinds();
}

export function showBot(pid) {
  if (pid === shownPid) return;
  shownPid = pid;
  byId("commands").replaceChildren(...COMMANDS.map(([what, line]) => commandView([what, line(pid ?? "PID_OF_THE_BOT")])));
}

async function attempt(deed) {
  const problem = byId("fault-error");
  problem.hidden = true;
  try {
    await deed();
    const { faults } = await api.faults();
    showFaults(faults);
  } catch (wrong) {
    problem.textContent = wrong.message;
    problem.hidden = false;
  }
}

export function showFaults(faults) {
  byId("faults-active").hidden = faults.length === 0;
  byId("faults").replaceChildren(...faults.map((fault) =>
    element("li", {},
      element("strong", {}, words.targets[fault.target]?.label ?? fault.target),
      element("span", {}, words.kinds[fault.kind] ?? fault.kind),
      element("span", { class: "left" }, `${Math.ceil(fault.seconds_left)} s left`))));
}

function commandView([what, line]) {
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
