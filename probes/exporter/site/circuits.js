// The circuits of the services outside: the ones that are not closed come first.

import { byId, element, keep, setOptional, setText } from "./dom.js";
import { circuitName, circuitState } from "./names.js";
import { signed } from "./signs.js";
import { setTime, time } from "./times.js";

const ORDER = ["open", "half_open", "closed"];

export function showCircuits(circuits) {
  const note = circuits === null ? "The bot does not answer: its circuits are not known."
    : circuits.length === 0 ? "No service has been asked yet." : null;
  setOptional(byId("circuits-note"), note);
  const sorted = [...(circuits ?? [])].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name));
  keep(byId("circuits-list"), sorted, ({ name }) => name, circuitView);
}

function circuitView({ name }) {
  const state = signed();
  const facts = element("p", { class: "quiet" });
  const failures = element("span", {});
  const [since, until] = [time(null), time(null)];
  const next = element("span", {}, " · asked again ", until);
  const error = element("p", { class: "error-text" });
  facts.append(failures, since, next);
  const node = element("li", {}, element("div", { class: "line" }, element("h3", {}, circuitName(name)), state.node), facts, error);
  return {
    node,
    show(circuit) {
      const { status, name: stateName } = circuitState(circuit.state);
      const closed = circuit.state === "closed";
      node.dataset.status = status;
      state.show(status, stateName);
      facts.hidden = closed;
      setText(failures, `${circuit.failures} ${circuit.failures === 1 ? "failure" : "failures"} · since `);
      setTime(since, circuit.since);
      next.hidden = !circuit.until;
      setTime(until, circuit.until, "until");
      setOptional(error, closed ? null : circuit.last_error);
    },
  };
}
