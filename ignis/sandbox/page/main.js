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
const NOT_UP = { frozen: "status.frozen", held: "status.held", starting: "status.starting" };

let sessions = null; // how many are connected; null while the sandbox does not say

function showStatus(kind, key, values) {
  byId("status").dataset.state = kind;
  texts.tell(byId("status-text"), key, values);
}

function showState(state) {
  Object.assign(world, { members: state.members, channels: state.channels, personas: state.personas ?? [], alertLanguage: state.alert_language });
  sessions = state.sessions.filter((session) => session.connected !== false).length;
  showBot();
  tryit.showWorld();
}

/** A frozen bot's connection stands, but nothing comes over it. */
function showBot() {
  if (sessions === null) return;
  const doing = bot.doing();
  if (doing === "frozen" || sessions === 0) showStatus("down", NOT_UP[doing] ?? "status.down");
  else if (sessions === 1) showStatus("up", "status.up");
  else showStatus("up", "status.sessions", { count: sessions });
}

function showGone() {
  sessions = null;
  showStatus("gone", "status.gone");
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
    part(api.state, showState, showGone),
    part(() => api.messages("legion-alerts"), ({ messages }) => {
      alerts.showAlerts(messages, { ...names(), language: world.alertLanguage });
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
bot.start(showBot);
faults.start().catch((wrong) => console.error("fault buttons:", wrong));
look();
