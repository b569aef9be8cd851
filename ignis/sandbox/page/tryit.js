// "Use the bot": any command with its options, as anybody, in either language; and the channels' own pages.

import { clear, run } from "./answer.js";
import * as api from "./api.js";
import { entries, groups } from "./commands.js";
import { byId, element, fillSelect } from "./dom.js";
import { fieldFor } from "./options.js";
import { language, say, tell, telling } from "./texts.js";
import { actor, actorName, showPersonas, showRoles, speak, start as startWho } from "./who.js";
import { memberChoices, world } from "./world.js";

const CARD = "chat userinfo";
const known = {};
let offered = { commands: [], hidden: {} };
let found = []; // the entries of the command menu
let fields = [];
let drawn = ""; // which form is shown: drawn again only for another command, language or list of members

/** True when `value` differs from the last one under that name: the page redraws only what changed. */
function changed(name, value) {
  const now = JSON.stringify(value);
  if (known[name] === now) return false;
  known[name] = now;
  return true;
}

const forget = (name) => delete known[name];
const channel = () => byId("channel").value || world.channels[0] || "";
const entry = () => found.find(({ key }) => key === byId("command").value);

export function showWorld() {
  if (changed("personas", [world.personas, language()])) showPersonas();
  if (changed("channels", world.channels)) {
    fillSelect(byId("channel"), world.channels.map((name) => [name, `#${name}`]));
    showChannels();
  }
  if (changed("roles", [language(), world.roles, world.botRoles, world.members.map(({ name, roles }) => [name, roles])])) showRoles();
  if (changed("members", memberChoices())) showForm();
}

/** The commands as they are now; asked for once a second, because the bot may register others. */
export async function refreshMenu() {
  if (actor() === "") {
    byId("run").disabled = true; // nobody acts
    byId("command-note").hidden = true;
    forget("menu");
    return;
  }
  const menu = await api.menu(actor(), channel());
  if (changed("serverRoles", menu.roles)) {
    world.roles = menu.roles;
    world.botRoles = menu.bot_roles;
    showWorld();
  }
  if (!changed("menu", [menu.commands, menu.hidden, language(), actor()])) return;
  offered = menu;
  showCommands();
}

function showCommands() {
  found = entries(offered.commands, language());
  const select = byId("command");
  const before = select.value;
  select.replaceChildren(...groups(found).map(([label, list]) =>
    element("optgroup", { label }, list.map(({ key, label: shown }) => element("option", { value: key }, shown)))));
  const kept = found.some(({ key }) => key === before) ? before : CARD;
  if (found.some(({ key }) => key === kept)) select.value = kept;
  const hidden = Object.entries(offered.hidden).filter(([, count]) => count > 0);
  const parts = hidden.map(([whose, count]) => say(`command.hidden.${whose}`, { count })).join(", ");
  byId("command-note").hidden = found.length > 0 && parts === "";
  tell(byId("command-note"), found.length ? "command.hidden" : "command.none", { parts, name: actorName() });
  byId("run").disabled = found.length === 0;
  showForm();
}

function showForm() {
  const chosen = entry();
  const form = JSON.stringify([chosen, language(), known.members, known.serverRoles]);
  if (form === drawn) return;
  drawn = form;
  byId("command-text").textContent = chosen?.description ?? "";
  tell(byId("run"), chosen ? "run.command" : "run", { command: chosen?.label });
  fields = chosen ? formOf(chosen) : [];
  byId("options").replaceChildren(...fields.map(({ view }) => view));
}

function formOf(chosen) {
  if (chosen.kind === "chat") return chosen.options.map((option) => fieldFor(option, language(), suggest));
  if (chosen.kind === "user") return [fieldFor({ type: 6, name: "member", description: say("option.whose-menu"), required: true }, language(), suggest)];
  return [messageField()];
}

function messageField() {
  const field = fieldFor({ type: 3, name: "message", description: say("option.whose-menu"), required: true, choices: [{ name: "…" }] }, language(), suggest);
  const select = field.view.querySelector("select");
  api.messages(channel()).then(({ messages }) => fillSelect(select, messages.toReversed().map(({ id, author, content, embeds }) =>
    [id, `${author.global_name ?? author.username}: ${content || embeds[0]?.title || say("message.card")}`.slice(0, 80)]))).catch(() => {});
  return field;
}

async function suggest(option, typed) {
  const filled = await read(fields.filter(({ name }) => name !== option.name));
  await speak();
  const answer = await api.act("autocomplete", { as: actor(), channel: channel(), command: entry().path, option: option.name, value: typed, options: filled });
  if (!answer.acknowledged) throw new Error(say("suggest.silent"));
  return answer.choices ?? [];
}

async function read(some) {
  const values = await Promise.all(some.map(async (field) => [field.name, await field.read()]));
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

async function submit() {
  const chosen = entry();
  if (!chosen) return;
  let values;
  try {
    values = await read(fields);
  } catch (wrong) {
    byId("answer").replaceChildren(element("p", { class: "error" }, wrong.message));
    return;
  }
  byId("run").disabled = true;
  if (chosen.kind === "chat") await run(channel(), "slash", { command: chosen.path, options: values });
  else await run(channel(), "context-menu", { command: chosen.path, ...values });
  byId("run").disabled = false;
}

function showChannels() {
  byId("channels").replaceChildren(...world.channels.map((name) =>
    element("a", { class: "button", "data-channel": name, target: "_blank", rel: "noopener" })));
  pointChannels();
}

/** The links say and do what the actor would. */
function pointChannels() {
  for (const link of byId("channels").children) {
    link.href = api.channelUrl(link.dataset.channel, actor());
    link.replaceChildren(`#${link.dataset.channel}`, telling("span", {}, "channels.as", { name: actorName() || "…" }));
  }
}

const refreshed = () => refreshMenu().catch(() => {}); // asked for again within a second

/** Another person: that person's card. If there is nobody, nothing of the last person stays. */
async function meet() {
  pointChannels();
  if (actor() === "") clear();
  await refreshed();
  if (actor() === "" || !found.some(({ key }) => key === CARD)) return;
  byId("command").value = CARD;
  drawn = ""; // the form begins empty: it is their own card
  showForm();
  await run(channel(), "slash", { command: "userinfo", options: {} });
}

export function start() {
  startWho(meet);
  document.addEventListener("language", () => {
    showWorld();
    pointChannels();
    refreshed();
  });
  byId("command").addEventListener("change", showForm);
  byId("channel").addEventListener("change", refreshed);
  byId("use").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}
