// "Reset the sandbox": asked once more, then everything is as at the start.

import * as api from "./api.js";
import { byId, element } from "./dom.js";
import { tell } from "./texts.js";
import { forgetLanguages } from "./who.js";

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
    byId("answer").replaceChildren();
    tell(spoken, bot ? "reset.done" : "reset.kept");
  } catch (wrong) {
    told.replaceChildren(element("span", { class: "error" }, wrong.message));
  } finally {
    byId("reset").disabled = false;
  }
}
