// Who acts: a persona, or any other member, found by a role; and that their Discord is in the page's language.

import * as api from "./api.js";
import { byId, element, fillSelect } from "./dom.js";
import { language, say } from "./texts.js";
import { people, world } from "./world.js";

const OTHER = " other"; // no persona's name begins with a space
let acted; // who was chosen last: a click on another one is told as a change
const languages = new Map(); // member -> the language that was set last

const chosen = () => document.querySelector("input[name=persona]:checked")?.value;

/** The name or id of the person who acts. */
export const actor = () => (chosen() === OTHER ? byId("somebody").value : chosen() ?? world.personas[0]?.name ?? "");

export function actorName() {
  const who = actor();
  return world.members.find((member) => member.id === who)?.name ?? who;
}

/** Sets the actor's client to the language of the page, once. */
export async function speak() {
  if (languages.get(actor()) === language()) return;
  await api.locale(actor(), language());
  languages.set(actor(), language());
}

export const forgetLanguages = () => languages.clear();

export function showPersonas() {
  const before = chosen() ?? world.personas[0]?.name;
  byId("personas").replaceChildren(
    ...world.personas.map(({ name, hint, hint_localizations: hints }) => persona(name, name, hints?.[language()] ?? hint, before)),
    persona(OTHER, say("somebody-else"), say("somebody-else.hint"), before));
  acted = before;
  byId("other").hidden = before !== OTHER;
}

function persona(value, name, hint, before) {
  const radio = element("input", { type: "radio", name: "persona", value });
  radio.checked = value === before;
  return element("label", { class: "persona" }, radio, element("span", {}, element("strong", {}, name), element("small", {}, hint)));
}

export function showRoles() {
  const count = new Map();
  for (const role of people().flatMap((member) => member.roles)) count.set(role, (count.get(role) ?? 0) + 1);
  const wearable = world.roles.filter((role) => !world.botRoles.includes(role)); // nobody can be given a bot's own role
  fillSelect(byId("role"), [["", say("any-role")], ...wearable.map((role) => [role, `${role} (${count.get(role) ?? 0})`])]);
  showSomebody();
}

function showSomebody() {
  const role = byId("role").value;
  const found = people().filter((member) => role === "" || member.roles.includes(role));
  fillSelect(byId("somebody"), found.length
    ? found.map(({ id, name, roles }) => [id, role === "" && roles.length ? `${name} · ${highest(roles)}` : name])
    : [["", say("nobody")]]);
  byId("let-join").hidden = found.length > 0;
}

/** Somebody new joins the server and is given the chosen role, by the first persona. */
async function letJoin() {
  const role = byId("role").value;
  try {
    const { user } = await api.join(say("new-member", { role }), role, world.personas[0].name);
    const { members } = await api.state();
    world.members = members;
    showRoles();
    byId("somebody").value = user.id;
    return true;
  } catch (wrong) {
    byId("answer").replaceChildren(element("p", { class: "error" }, wrong.message));
    return false;
  }
}

const highest = (roles) => world.roles.find((role) => roles.includes(role)) ?? roles[0];

/** changed(): another person acts now, or the same one was chosen again. */
export function start(changed) {
  byId("personas").addEventListener("click", ({ target }) => {
    if (target.name === "persona" && target.value === acted) changed(); // the first one is chosen from the start
  });
  byId("personas").addEventListener("change", () => {
    acted = chosen();
    byId("other").hidden = chosen() !== OTHER;
    changed();
  });
  byId("role").addEventListener("change", () => {
    showSomebody();
    changed();
  });
  byId("somebody").addEventListener("change", changed);
  byId("let-join").addEventListener("click", async () => {
    if (!(await letJoin())) return;
    byId("somebody").focus(); // the button is gone
    await changed();
  });
}
