// "Break what it depends on": one button for each way a target can break, and what is broken now.

import * as api from "./api.js";
import { byId, button, element, fillSelect } from "./dom.js";
import { knows, say, telling } from "./texts.js";

let ways = {}; // how each target can break; faults.json, once it is here
let shown = [];

export async function start() {
  byId("faults-clear").addEventListener("click", () => attempt(api.clearFaults));
  byId("fault-target").addEventListener("change", showKinds);
  document.addEventListener("language", showChoices);
  ways = await api.vocabulary();
  showChoices();
}

function showChoices() {
  fillSelect(byId("fault-target"), Object.keys(ways).map((name) => [name, say(`target.${name}`)]));
  showKinds();
  showFaults(shown);
}

function showKinds() {
  const target = byId("fault-target").value;
  byId("fault-kinds").replaceChildren(...(ways[target] ?? []).map((kind) =>
    button(say(`kind.${kind}`), () => attempt(() => api.addFault(target, kind, Number(byId("fault-seconds").value))), { class: "danger", "data-kind": kind })));
}

/** A fault that a script has set may be of a kind that this page does not offer. */
const called = (what, name) => (knows(`${what}.${name}`) ? say(`${what}.${name}`) : name);

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
  shown = faults;
  byId("faults-active").hidden = faults.length === 0;
  byId("faults").replaceChildren(...faults.map((fault) =>
    element("li", {},
      element("strong", {}, called("target", fault.target)),
      element("span", {}, called("kind", fault.kind)),
      telling("span", { class: "left" }, "fault.left", { seconds: Math.ceil(fault.seconds_left) }))));
}
