// Elements from values. All text goes into text nodes, so text from outside cannot become markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** element("p", {class: "hint"}, "text", otherElement): nullish children are skipped. */
export const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

/** The same for elements inside an <svg>. */
export const drawn = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, tag), attributes, children);

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null));
  return made;
}

/** A button that calls `onClick`. */
export function button(label, onClick, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** Does nothing if the node has this text already: a selection in it stays, and screen readers do not repeat it. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows `node` only if there is a text. */
export function setOptional(node, text) {
  node.hidden = !text;
  setText(node, text ?? "");
}

const views = new WeakMap(); // parent -> Map of key -> view

/**
 * Makes the children of `parent` match `items`. There is one view for each key, and it is updated and not replaced: what
 * is focused, selected or unfolded stays so. make(item) -> {node, show(item)}
 */
export function keep(parent, items, keyOf, make) {
  const focused = document.activeElement;
  const before = views.get(parent) ?? new Map();
  const now = new Map();
  for (const item of items) {
    const key = String(keyOf(item));
    if (!now.has(key)) now.set(key, before.get(key) ?? make(item));
    now.get(key).show(item);
  }
  for (const [key, view] of before) if (!now.has(key)) view.node.remove();
  let next = parent.firstElementChild;
  for (const { node } of now.values()) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
  views.set(parent, now);
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

/** Replaces the options of a <select> and keeps the selected one if it is still there. choices: [[value, label], ...] */
export function fillSelect(select, choices) {
  const chosen = select.value;
  const wanted = JSON.stringify(choices);
  if (select.dataset.choices === wanted) return;
  select.dataset.choices = wanted;
  select.replaceChildren(...choices.map(([value, label]) => element("option", { value }, label)));
  if (choices.some(([value]) => value === chosen)) select.value = chosen;
}
