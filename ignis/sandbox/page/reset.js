// "Reset the sandbox": asked once more, then everything is as at the start.

import { clear } from "./answer.js";
import * as api from "./api.js";
import { byId, element } from "./dom.js";
import { tell } from "./texts.js";
import { forgetLanguages } from "./who.js";

const LOOK_MS = 250;
const PATIENCE_MS = 60_000; // a bot's start takes some seconds, on a slow machine many

export function start() {
  const dialog = byId("reset-dialog");
  byId("reset").addEventListener("click", () => dialog.showModal());
  byId("reset-cancel").addEventListener("click", () => dialog.close());
  byId("reset-now").addEventListener("click", () => {
    dialog.close();
    reset();
  });
}

async function reset() {
  const told = byId("reset-told"), spoken = element("span");
  byId("reset").disabled = true;
  told.replaceChildren(spoken);
  tell(spoken, "reset.going");
  try {
    const { bot } = await api.reset();
    forgetLanguages();
    clear();
    tell(spoken, (await connectedAgain()) ? (bot ? "reset.done" : "reset.kept") : "reset.slow");
  } catch (wrong) {
    told.replaceChildren(element("span", { class: "error" }, wrong.message));
  } finally {
    byId("reset").disabled = false;
  }
}

/** Whether the bot is back in time; nobody waits for one that nothing here keeps. */
async function connectedAgain() {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const { kept, connected } = await api.bot();
    if (connected || !kept) return true;
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
  return false;
}
