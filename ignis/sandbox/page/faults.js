// "Break what it depends on": one button for each way a target can break, and what is broken now.

import * as api from "./api.js";
import { byId, button, element, fillSelect } from "./dom.js";

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
