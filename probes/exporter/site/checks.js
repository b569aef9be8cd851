// The latest result of each check, in the order of the catalogue.

import { byId, element, keep, setText } from "./dom.js";
import { checkName, reasonName } from "./names.js";
import { signed } from "./signs.js";
import { latency, setTime, time } from "./times.js";

const COUNTED = ["failing", "degraded", "unknown", "ok"];

export function showChecks(checks) {
  const counts = COUNTED.map((status) => [status, checks.filter((check) => check.status === status).length]);
  setText(byId("checks-count"), counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`).join(" · "));
  keep(byId("checks-rows"), checks, ({ name }) => name, checkView);
}

function checkView({ name }) {
  const status = signed();
  const reason = element("strong", {});
  const detail = element("span", {});
  const took = element("span", {});
  const [since, last, next] = [time(null), time(null), time(null)];
  const shown = checkName(name);
  const label = element("th", { role: "rowheader", scope: "row" }, shown, shown === name ? null : element("code", {}, name));
  const cell = (kind, title, ...inside) => element("td", { role: "cell", class: kind, "data-title": title }, ...inside);
  const node = element("tr", { role: "row" }, label,
    cell("status", "Status", status.node), cell("found", "Found", reason, detail), cell("since", "Since", since),
    cell("took", "Took", took), cell("last", "Asked", last), cell("next", "Next", next));
  return {
    node,
    show(check) {
      node.dataset.status = check.status;
      status.show(check.status, check.status);
      const reasonText = reasonName(check.reason);
      setText(reason, reasonText && check.detail ? `${reasonText}: ` : reasonText);
      setText(detail, check.detail);
      setText(took, latency(check.latency_s));
      setTime(since, check.since);
      setTime(last, check.last_run, "ago", "never");
      setTime(next, check.next_run, "until");
    },
  };
}
