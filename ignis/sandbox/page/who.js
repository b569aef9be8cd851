// Who acts: a persona, or any other member, found by a role; and the language of that person's Discord.

import * as api from "./api.js";
import { byId, element, fillSelect } from "./dom.js";
import { people, world } from "./world.js";

const OTHER = " other"; // no persona's name begins with a space
const languages = new Map(); // member -> the language that was set last

const chosen = () => document.querySelector("input[name=persona]:checked")?.value;

/** The name or id of the person who acts. */
export const actor = () => (chosen() === OTHER ? byId("somebody").value : chosen() ?? world.personas[0]?.name ?? "");

export function actorName() {
  const who = actor();
  return world.members.find((member) => member.id === who)?.name ?? who;
}

export const language = () => document.querySelector("input[name=language]:checked").value;

/** Sets the actor's client to the chosen language, once. */
export async function speak() {
  if (languages.get(actor()) === language()) return;
  await api.locale(actor(), language());
  languages.set(actor(), language());
}

export const forgetLanguages = () => languages.clear();

export function showPersonas() {
  const before = chosen() ?? world.personas[0]?.name;
  byId("personas").replaceChildren(
    ...world.personas.map(({ name, hint }) => persona(name, name, hint, before)),
    persona(OTHER, "Somebody else", "Any member: by role, or by name.", before));
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
  const worn = world.roles.filter((role) => count.has(role));
  fillSelect(byId("role"), [["", "Any role"], ...worn.map((role) => [role, `${role} (${count.get(role)})`])]);
  showSomebody();
}

function showSomebody() {
  const role = byId("role").value;
  const found = people().filter((member) => role === "" || member.roles.includes(role));
  fillSelect(byId("somebody"), found.map(({ id, name, roles }) => [id, role === "" && roles.length ? `${name} · ${highest(roles)}` : name]));
}

const highest = (roles) => world.roles.find((role) => roles.includes(role)) ?? roles[0];

/** changed(): another person acts now. spoken(): the language is another one. */
export function start(changed, spoken) {
  byId("personas").addEventListener("change", () => {
    byId("other").hidden = chosen() !== OTHER;
    changed();
  });
  byId("role").addEventListener("change", () => {
    showSomebody();
    changed();
  });
  byId("somebody").addEventListener("change", changed);
  byId("languages").addEventListener("change", spoken);
}
