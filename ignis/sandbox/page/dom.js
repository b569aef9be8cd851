// Elements from values. Text only ever enters through text nodes, so nothing a user wrote can become markup.

export const byId = (id) => document.getElementById(id);

/** element("p", {class: "hint"}, "text", otherElement): nullish children are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null));
  return made;
}

/** A button that calls `pressed`. */
export function button(label, pressed, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", pressed);
  return made;
}

/** Fills a <select> again and keeps the choice if it still exists. choices: [[value, label], ...] */
export function fillSelect(select, choices) {
  const chosen = select.value;
  select.replaceChildren(...choices.map(([value, label]) => element("option", { value }, label)));
  if (choices.some(([value]) => value === chosen)) select.value = chosen;
}
