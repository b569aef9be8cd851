// What the page itself says, in English and Portuguese. What was said once is said again in the other language.

import english from "./texts/en.js";
import portuguese from "./texts/pt-BR.js";
import { element } from "./dom.js";

const KEPT = "ignis-language";
const TEXTS = { "en-US": english, "pt-BR": portuguese };
const PART = /(`\{\w+\}`|\{\w+\})/;
let spoken = "en-US";

/** Discord's name of the language of this page, in which people's clients are as well. */
export const language = () => spoken;

/** A text by its key; {name} stands for values.name. */
export const say = (key, values = {}) => TEXTS[spoken][key].replace(/`?\{(\w+)\}`?/g, (_, name) => values[name]);
export const knows = (key) => key in TEXTS[spoken];

/** Lets `one` say it, now and in whatever language the page is later; a value in backticks becomes code. */
export function tell(one, key, values = {}) {
  const said = JSON.stringify([spoken, key, values]);
  if (one.dataset.said === said) return one; // a selection and the focus stay
  Object.assign(one.dataset, { said, say: key, values: JSON.stringify(values) });
  one.replaceChildren(...TEXTS[spoken][key].split(PART).filter(Boolean).map((part) => {
    const name = /\{(\w+)\}/.exec(part)?.[1];
    if (!name) return part;
    return part.startsWith("`") ? element("code", {}, String(values[name])) : String(values[name]);
  }));
  return one;
}

/** An element that tells. */
export const telling = (tag, attributes, key, values) => tell(element(tag, attributes), key, values);

function sayAnew() {
  document.documentElement.lang = spoken;
  for (const one of document.querySelectorAll("[data-say]")) tell(one, one.dataset.say, JSON.parse(one.dataset.values ?? "{}"));
  for (const one of document.querySelectorAll("[data-say-label]")) one.setAttribute("aria-label", say(one.dataset.sayLabel));
}

function speak(chosen) {
  spoken = chosen;
  sayAnew();
  document.dispatchEvent(new Event("language"));
}

/** The language that was chosen here before, else the browser's. Every change is a "language" event of the document. */
export function start() {
  const own = localStorage.getItem(KEPT) ?? (navigator.language.startsWith("pt") ? "pt-BR" : "en-US");
  for (const radio of document.querySelectorAll("input[name=language]")) {
    radio.checked = radio.value === own;
    radio.addEventListener("change", () => {
      localStorage.setItem(KEPT, radio.value);
      speak(radio.value);
    });
  }
  speak(own in TEXTS ? own : "en-US");
}
