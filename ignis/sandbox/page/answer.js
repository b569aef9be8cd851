// What came of an action: the bot's messages, at full height, with buttons and menus that go to the bot; and modals.

import * as api from "./api.js";
import { doing } from "./bot.js";
import { byId, element } from "./dom.js";
import { messageView } from "./message.js";
import { askModal } from "./modal.js";
import { telling } from "./texts.js";
import { actor, actorName, speak } from "./who.js";
import { names } from "./world.js";

let turn = 0; // only the newest action is shown

/** Does something as the actor and shows what comes of it. Another action is begun before: it is not shown any more. */
export async function run(channel, kind, fields) {
  const answer = byId("answer");
  const who = actor(), whoName = actorName(), mine = ++turn, bot = doing();
  answer.setAttribute("aria-busy", "true");
  answer.replaceChildren(telling("p", { class: "hint" }, "answer.thinking"));
  try {
    await speak();
    const outcome = await api.act(kind, { as: who, ...(kind === "modal" ? {} : { channel }), ...fields });
    if (mine !== turn) return;
    answer.replaceChildren();
    await show(outcome, { channel, who, whoName, mine, bot });
  } catch (wrong) {
    if (mine === turn) answer.replaceChildren(element("p", { class: "error" }, wrong.message));
  } finally {
    if (mine === turn) answer.removeAttribute("aria-busy");
  }
}

/** Nothing is shown any more, nor what is still to come. */
export function clear() {
  turn += 1;
  byId("answer").replaceChildren();
  byId("answer").removeAttribute("aria-busy");
}

/** Why no answer came: what the bot did when it was asked, or does by now. */
function silence(before) {
  const bot = before === "connected" || before === "" ? doing() : before;
  return bot === "" ? "answer.none" : `answer.none.${bot}`;
}

async function show(outcome, scene) {
  const answer = byId("answer");
  answer.querySelector(".facts")?.remove();
  answer.querySelector(".error")?.remove();
  if (!outcome.acknowledged) {
    answer.append(telling("p", { class: "error" }, silence(scene.bot), { ms: Math.round(outcome.latency_ms) }));
    return;
  }
  for (const message of outcome.messages) place(answer, message, scene);
  answer.append(element("p", { class: "facts" },
    telling("span", {}, "answer.after", { ms: Math.round(outcome.latency_ms) }),
    ...(outcome.ephemeral ? [" · ", telling("span", {}, "answer.ephemeral", { name: scene.whoName })] : [])));
  if (outcome.modal) await fill(outcome, scene);
}

/** An edited message stays where it is; a new one comes below. */
function place(answer, message, scene) {
  const hand = {
    press: (of, control) => act("click", of, control, {}, scene),
    choose: (of, control, values) => act("select", of, control, { values }, scene),
  };
  const view = messageView(message, { ...names(), hand });
  const before = answer.querySelector(`.message[data-id="${CSS.escape(message.id)}"]`);
  if (before) before.replaceWith(view);
  else answer.append(view);
}

async function fill(outcome, scene) {
  const values = await askModal(outcome.modal, names());
  if (values === null || scene.mine !== turn) return;
  await attempt(scene, () => api.act("modal", { as: scene.who, interaction: outcome.interaction, values }));
}

async function act(kind, message, control, more, scene) {
  if (scene.mine !== turn) return;
  const focused = control.custom_id;
  await attempt(scene, () => api.act(kind, { as: scene.who, channel: scene.channel, message: message.id, custom_id: control.custom_id, ...more }));
  refocus(message.id, focused);
}

async function attempt(scene, deed) {
  const answer = byId("answer");
  answer.setAttribute("aria-busy", "true");
  const bot = doing();
  try {
    await show(await deed(), { ...scene, bot });
  } catch (wrong) {
    answer.querySelector(".error")?.remove();
    answer.append(element("p", { class: "error" }, wrong.message));
  } finally {
    answer.removeAttribute("aria-busy");
  }
}

/** A pressed button is drawn again with its message: the keyboard stays on it. */
function refocus(id, customId) {
  if (document.activeElement !== document.body) return;
  const view = byId("answer").querySelector(`.message[data-id="${CSS.escape(id)}"]`);
  view?.querySelector(`[data-control="${CSS.escape(customId)}"]`)?.focus();
}
