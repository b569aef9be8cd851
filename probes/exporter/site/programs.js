// supervisord's programs: the state, since when, the pid, and until when the restart gate holds a program.

import { byId, element, keep, setOptional, setText } from "./dom.js";
import { holdReason, inUse, programState } from "./names.js";
import { signed } from "./signs.js";
import { setTime, time } from "./times.js";

export function showPrograms(programs) {
  setOptional(byId("programs-note"), programs === null ? "supervisord does not answer: what runs is not known." : null);
  const idle = (programs ?? []).filter((program) => !inUse(program)).map(({ name }) => name);
  setOptional(byId("programs-idle"), idle.length > 0 ? `Not in use: ${idle.join(", ")}.` : null);
  keep(byId("programs-list"), (programs ?? []).filter(inUse), ({ name }) => name, programView);
}

function programView() {
  const name = element("h3", {});
  const state = signed();
  const facts = element("p", { class: "quiet facts" });
  const pid = element("span", {});
  const since = time(null);
  const hold = element("p", { class: "hold", hidden: true });
  const until = time(null);
  const why = element("span", {});
  facts.append(pid, since);
  hold.append("Held back: starts ", until, ", because ", why);
  const node = element("li", {}, element("div", { class: "line" }, name, state.node), facts, hold);
  return {
    node,
    show(program) {
      const { status, name: stateName } = program.hold ? { status: "failing", name: "held back" } : programState(program.state);
      node.dataset.status = status;
      setText(name, program.name);
      state.show(status, stateName);
      setText(pid, program.pid === null ? "no process · since " : `pid ${program.pid} · for `);
      setTime(since, program.since, program.pid === null ? "ago" : "for", "unknown");
      hold.hidden = !program.hold;
      if (program.hold) {
        setTime(until, program.hold.until, "until");
        setText(why, holdReason(program.hold));
      }
    },
  };
}
