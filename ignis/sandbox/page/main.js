// Once a second: ask the sandbox what is, show it. Every part stands alone; one that fails leaves the others be.

import * as alerts from "./alerts.js";
import * as api from "./api.js";
import * as bot from "./bot.js";
import { byId } from "./dom.js";
import * as faults from "./faults.js";
import { tick } from "./markdown.js";
import * as modal from "./modal.js";
import * as reset from "./reset.js";
import * as texts from "./texts.js";
import * as themeswitch from "./themeswitch.js";
import * as tryit from "./tryit.js";
import { names, world } from "./world.js";

const EVERY_MS = 1_000;

function showStatus(kind, key, values) {
  byId("status").dataset.state = kind;
  texts.tell(byId("status-text"), key, values);
}

function showState(state) {
  Object.assign(world, { members: state.members, channels: state.channels, personas: state.personas ?? [] });
  const connected = state.sessions.filter((session) => session.connected !== false).length;
  if (connected === 0) showStatus("down", "status.down");
  else if (connected === 1) showStatus("up", "status.up");
  else showStatus("up", "status.sessions", { count: connected });
  tryit.showWorld();
}

async function part(ask, show, failed) {
  try {
    show(await ask());
  } catch (wrong) {
    failed(wrong);
  }
}

async function look() {
  await Promise.all([
    part(api.state, showState, () => showStatus("gone", "status.gone")),
    part(() => api.messages("legion-alerts"), ({ messages }) => {
      alerts.showAlerts(messages, names());
      alerts.showLive(true);
    }, () => alerts.showLive(false)),
    part(api.faults, (answer) => faults.showFaults(answer.faults), () => {}),
  ]);
  await part(tryit.refreshMenu, () => {}, () => {});
  tick();
  setTimeout(look, EVERY_MS);
}

texts.start();
themeswitch.start();
modal.start();
tryit.start();
reset.start();
alerts.start();
bot.start();
faults.start().catch((wrong) => console.error("fault buttons:", wrong));
look();
