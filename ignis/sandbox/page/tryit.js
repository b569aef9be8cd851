// "Try it": who to be, whose card to ask for, and which channel to open.

import * as api from "./api.js";
import { byId, element, fillSelect } from "./dom.js";
import { messageView } from "./message.js";

const COMMAND = "userinfo";
const CHANNEL = "servitor-terminal";
const known = { personas: "", channels: "", members: "" };

/** True when `value` differs from the last one under that name: the page redraws only what changed. */
function changed(name, value) {
  const now = JSON.stringify(value);
  if (known[name] === now) return false;
  known[name] = now;
  return true;
}

const persona = () => document.querySelector("input[name=persona]:checked")?.value;

export function showWorld(state) {
  if (changed("personas", state.personas)) showPersonas(state.personas ?? []);
  if (changed("channels", state.channels)) showChannels(state.channels);
  const people = state.members.filter((member) => !member.bot);
  if (changed("members", people.map((member) => [member.name, member.nick]))) showMembers(people);
  const missing = Array.isArray(state.commands) && !state.commands.includes(COMMAND);
  byId("member-note").textContent = missing ? `The bot has not registered /${COMMAND} yet.` : "";
}

function showPersonas(personas) {
  const chosen = persona() ?? personas[0]?.name;
  byId("personas").replaceChildren(...personas.map(({ name, hint }) => {
    const radio = element("input", { type: "radio", name: "persona", value: name });
    radio.checked = name === chosen;
    return element("label", { class: "persona" }, radio, element("span", {}, element("strong", {}, name), element("small", {}, hint)));
  }));
  pointChannels();
}

function showChannels(channels) {
  byId("channels").replaceChildren(...channels.map((channel) =>
    element("a", { class: "button", "data-channel": channel, target: "_blank", rel: "noopener" })));
  pointChannels();
}

/** The links say and do what the chosen persona would. */
function pointChannels() {
  for (const link of byId("channels").children) {
    const channel = link.dataset.channel;
    link.href = api.channelUrl(channel, persona() ?? "");
    link.replaceChildren(`#${channel}`, element("span", {}, ` as ${persona() ?? "…"} ↗`));
  }
}

function showMembers(people) {
  const sorted = [...people].sort((a, b) => a.name.localeCompare(b.name));
  const select = byId("member");
  const first = select.value === "";
  fillSelect(select, sorted.map(({ name, nick }) => [name, nick ? `${name} (${nick})` : name]));
  if (first && sorted.some(({ name }) => name === "Cassian")) select.value = "Cassian";
}

async function run(names) {
  const answer = byId("answer");
  const run = byId("run");
  run.disabled = true;
  answer.setAttribute("aria-busy", "true");
  answer.replaceChildren(element("p", { class: "hint" }, "The bot is thinking…"));
  try {
    answer.replaceChildren(...outcomeView(await api.slash(persona(), CHANNEL, COMMAND, { member: byId("member").value }), names()));
  } catch (wrong) {
    answer.replaceChildren(element("p", { class: "error" }, wrong.message));
  } finally {
    run.disabled = false;
    answer.removeAttribute("aria-busy");
  }
}

function outcomeView(outcome, names) {
  const latency = `${Math.round(outcome.latency_ms)} ms`;
  if (!outcome.acknowledged) {
    return [element("p", { class: "error" }, `The application did not respond (${latency}). Is the bot connected?`)];
  }
  const facts = [`Answered in ${latency}`];
  if (outcome.ephemeral) facts.push(`👁 only ${persona()} can see this`);
  return [
    ...outcome.messages.map((message) => messageView(message, names)),
    element("p", { class: "facts" }, facts.join(" · ")),
  ];
}

/** names(): what mentions are called, asked for when a message is drawn. */
export function start(names) {
  byId("personas").addEventListener("change", pointChannels);
  byId("userinfo").addEventListener("submit", (event) => {
    event.preventDefault();
    run(names);
  });
}
