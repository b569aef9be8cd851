// Elements from values. Text only ever enters through text nodes, so nothing from outside can become markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** element("p", {class: "hint"}, "text", otherElement): nullish children are left out. */
export const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

/** The same, for what stands inside an <svg>. */
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

/** A button that calls `pressed`. */
export function button(label, pressed, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", pressed);
  return made;
}

/** Leaves a node that already says so alone: a selection in it stays, and nothing is read out twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows `node` only with a text. */
export function setOptional(node, text) {
  node.hidden = !text;
  setText(node, text ?? "");
}

const views = new WeakMap(); // parent -> Map of key -> view

/**
 * Brings the children of `parent` in line with `items`: a view is made once for each key and told of every change, so
 * that what is focused, selected or unfolded stays so. make(item) -> {node, show(item)}
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

/** Fills a <select> anew, keeping the choice when it is still there. choices: [[value, label], ...] */
export function fillSelect(select, choices) {
  const chosen = select.value;
  const wanted = JSON.stringify(choices);
  if (select.dataset.choices === wanted) return;
  select.dataset.choices = wanted;
  select.replaceChildren(...choices.map(([value, label]) => element("option", { value }, label)));
  if (choices.some(([value]) => value === chosen)) select.value = chosen;
}
