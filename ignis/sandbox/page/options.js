// A command's options as the fields of a form: types, choices, required, bounds, suggestions of the bot.

import { descriptionOf, nameOf } from "./commands.js";
import { element, fillSelect } from "./dom.js";
import { suggesting } from "./suggest.js";
import { say } from "./texts.js";
import { channelChoices, memberChoices, roleChoices } from "./world.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, ATTACHMENT = 11;
const NUMBERS = new Set([INTEGER, NUMBER]);
const EMPTY = ["", "–"];
const MEMBERS_AND_ROLES = () => [...memberChoices(), ...roleChoices()];
const PICKS = { [USER]: memberChoices, [CHANNEL]: channelChoices, [ROLE]: roleChoices, [MENTIONABLE]: MEMBERS_AND_ROLES };

/**
 * One field: {view, read}. read() gives a promise of the value, undefined when it is left empty.
 * suggest(option, typed) gives a promise of the bot's suggestions.
 */
export function fieldFor(option, language, suggest) {
  const id = `option-${option.name}`;
  const control = controlFor(option, { id, name: option.name, required: Boolean(option.required) }, language, suggest);
  const label = element("label", { for: id },
    element("code", {}, nameOf(option, language)),
    option.required ? element("span", { class: "must" }, say("option.needed")) : null,
    element("span", { class: "hint" }, descriptionOf(option, language)));
  return { name: option.name, view: element("div", { class: "field-of-form" }, label, control.view), read: control.read };
}

function controlFor(option, attributes, language, suggest) {
  if (option.choices?.length) return select(attributes, option.choices.map((choice) => [choice.name, nameOf(choice, language)]));
  if (option.autocomplete) return suggested(option, attributes, suggest);
  if (PICKS[option.type]) return select(attributes, PICKS[option.type]());
  if (option.type === BOOLEAN) return select(attributes, [["true", say("option.true")], ["false", say("option.false")]], (value) => value === "true");
  if (option.type === ATTACHMENT) return file(attributes);
  return typed(option, attributes);
}

function select(attributes, choices, parse = (value) => value) {
  const made = element("select", attributes);
  fillSelect(made, [EMPTY, ...choices]);
  return { view: made, read: async () => (made.value === "" ? undefined : parse(made.value)) };
}

function typed(option, attributes) {
  const bounds = NUMBERS.has(option.type)
    ? { type: "number", min: option.min_value, max: option.max_value, step: option.type === INTEGER ? "1" : "any" }
    : { type: "text", minlength: option.min_length, maxlength: option.max_length };
  const made = element("input", { ...attributes, ...bounds, autocomplete: "off" });
  return { view: made, read: async () => asked(option, made.value) };
}

function suggested(option, attributes, suggest) {
  const made = suggesting(attributes, (text) => suggest(option, text));
  return { view: made.view, read: async () => asked(option, made.value()) };
}

function asked(option, value) {
  if (value === "") return undefined;
  if (!NUMBERS.has(option.type)) return value;
  if (Number.isNaN(Number(value))) throw new Error(say("option.no-number", { name: option.name }));
  return Number(value);
}

function file(attributes) {
  const made = element("input", { ...attributes, type: "file" });
  const read = async () => {
    const [chosen] = made.files;
    if (!chosen) return undefined;
    return { filename: chosen.name, base64: await base64(chosen) };
  };
  return { view: made, read };
}

export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(new Error(say("option.no-file"))));
    reader.readAsDataURL(blob);
  });
}
