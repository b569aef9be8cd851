// #legion-alerts, live: new messages at the bottom, edits in place and seen to be edits.

import { byId } from "./dom.js";
import { messageView } from "./message.js";
import { tell } from "./texts.js";

const drawn = new Map(); // id -> {source, view}
const NEAR_END = 80;

export function showAlerts(messages, names) {
  const log = byId("alerts-log");
  log.lang = names.language;
  const follow = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  const ids = new Set(messages.map((message) => message.id));
  for (const [id, { view }] of drawn) {
    if (ids.has(id)) continue;
    view.remove();
    drawn.delete(id);
  }
  let grew = false;
  for (const message of messages) grew = draw(log, message, names) || grew;
  byId("alerts-empty").hidden = messages.length > 0;
  if (grew && follow) log.scrollTop = log.scrollHeight;
}

function draw(log, message, names) {
  const source = JSON.stringify(message);
  const before = drawn.get(message.id);
  if (before?.source === source) return false;
  const view = messageView(message, names);
  if (before) {
    view.classList.add("changed");
    before.view.replaceWith(view);
  } else {
    log.append(view);
  }
  drawn.set(message.id, { source, view });
  return true;
}

/** In another language everything is drawn again by the next look. */
export function start() {
  document.addEventListener("language", () => {
    for (const { view } of drawn.values()) view.remove();
    drawn.clear();
  });
}

/** Whether the last look worked; what is shown stays as it was. */
export function showLive(works) {
  const live = byId("live");
  tell(live, works ? "alerts.live" : "alerts.stale");
  live.classList.toggle("stale", !works);
}
