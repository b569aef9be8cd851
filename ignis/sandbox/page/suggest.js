// A text field with the bot's own suggestions, as it answers while one types: a combobox by the ARIA pattern.
// Arrows move, Enter takes, Escape closes.

import { element } from "./dom.js";
import { say } from "./texts.js";

const AFTER_MS = 200; // Discord waits for a pause in typing, too
let made = 0;

/** ask(typed) gives a promise of [{name, value}]. value() is what is sent: a choice's value, or what was typed. */
export function suggesting(attributes, ask) {
  const id = `suggestions-${++made}`;
  const input = element("input", { ...attributes, type: "text", role: "combobox", autocomplete: "off",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id });
  const list = element("ul", { id, role: "listbox", class: "suggestions", hidden: true });
  let choices = [], active = -1, taken = null, waiting, turn = 0;

  function close() {
    clearTimeout(waiting); // what is still asked for must not open it again
    turn++;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = choices.length ? (index + choices.length) % choices.length : -1;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    if (active < 0) return;
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    taken = choices[index];
    input.value = taken.name;
    close();
  }

  function show(lines) {
    list.replaceChildren(...lines);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  async function look() {
    const mine = ++turn;
    try {
      const found = await ask(input.value);
      if (mine !== turn || document.activeElement !== input) return;
      choices = found;
      show(choices.length
        ? choices.map(({ name }, at) => element("li", { id: `${id}-${at}`, role: "option", "aria-selected": "false" }, name))
        : [element("li", { class: "none" }, say("suggest.none"))]);
      active = -1;
    } catch (wrong) {
      if (mine !== turn) return;
      choices = [];
      show([element("li", { class: "none" }, wrong.message)]);
    }
  }

  const soon = (after) => { clearTimeout(waiting); waiting = setTimeout(look, after); };
  input.addEventListener("input", () => { taken = null; soon(AFTER_MS); });
  input.addEventListener("focus", () => soon(0));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) soon(0);
      else mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) take(at);
  });
  return { input, view: element("div", { class: "combobox" }, input, list), value: () => (taken ? taken.value : input.value) };
}
