// A modal of the bot as a dialog: its inputs, and what was typed into them. Escape closes it, Enter sends it.

import { choicesOf } from "./choices.js";
import { byId, element } from "./dom.js";
import { markdown } from "./markdown.js";
import { say } from "./texts.js";

const ROW = 1, STRING_SELECT = 3, TEXT_INPUT = 4, TEXT = 10, LABEL = 18, RADIO_GROUP = 21, CHECKBOX_GROUP = 22, CHECKBOX = 23;
const SELECTS = new Set([STRING_SELECT, 5, 6, 7, 8]);
const PARAGRAPH = 2;

/** A promise of {custom_id: value} once it is sent, null if it was closed. names: for mentions in its texts. */
export function askModal(modal, names) {
  const dialog = byId("modal");
  const readers = new Map();
  byId("modal-title").textContent = modal.title ?? say("modal.question");
  byId("modal-fields").replaceChildren(...(modal.components ?? []).map((part) => partView(part, readers, names)).filter(Boolean));
  return new Promise((resolve) => {
    let values = null;
    const submit = (event) => {
      event.preventDefault();
      values = Object.fromEntries([...readers].map(([id, read]) => [id, read()]).filter(([, value]) => value !== undefined));
      dialog.close();
    };
    byId("modal-form").addEventListener("submit", submit);
    dialog.addEventListener("close", () => {
      byId("modal-form").removeEventListener("submit", submit);
      resolve(values);
    }, { once: true });
    dialog.showModal();
  });
}

export function start() {
  byId("modal-cancel").addEventListener("click", () => byId("modal").close());
}

function partView(part, readers, names) {
  if (part.type === ROW) return element("div", {}, (part.components ?? []).map((child) => partView(child, readers, names)).filter(Boolean));
  if (part.type === TEXT) return element("div", { class: "hint" }, ...markdown(part.content ?? "", names));
  if (part.type === LABEL) return field(part.component, part.label, part.description, readers);
  return field(part, part.label ?? part.placeholder ?? part.custom_id, null, readers);
}

function field(control, label, description, readers) {
  const id = `modal-${control.custom_id}`;
  const made = controlView(control, id);
  if (!made) return element("p", { class: "error" }, say("modal.unknown", { label }));
  readers.set(control.custom_id, made.read);
  return element("div", { class: "field-of-form" },
    element("label", { for: id }, label, element("span", { class: "hint" }, description ?? "")), made.view);
}

function controlView(control, id) {
  const required = control.required ?? (control.type === TEXT_INPUT || SELECTS.has(control.type));
  if (control.type === TEXT_INPUT) return text(control, id, required);
  if (SELECTS.has(control.type)) return pick(control, id, required, (control.max_values ?? 1) > 1);
  if (control.type === RADIO_GROUP) {
    const { view } = pick(control, id, required, false);
    return { view, read: () => view.value || undefined };
  }
  if (control.type === CHECKBOX_GROUP) return pick(control, id, required, true);
  if (control.type === CHECKBOX) {
    const view = element("input", { id, type: "checkbox" });
    view.checked = Boolean(control.default);
    return { view, read: () => view.checked };
  }
  return null;
}

function text(control, id, required) {
  const bounds = { id, required, minlength: control.min_length, maxlength: control.max_length, placeholder: control.placeholder };
  const view = control.style === PARAGRAPH ? element("textarea", { ...bounds, rows: "4" }) : element("input", { ...bounds, type: "text", autocomplete: "off" });
  view.value = control.value ?? "";
  return { view, read: () => view.value };
}

function pick(control, id, required, many) {
  const view = element("select", { id, required, multiple: many });
  view.append(...(many ? [] : [element("option", { value: "" }, control.placeholder ?? "–")]),
    ...choicesOf(control).map(([value, label, chosen]) => element("option", { value, selected: Boolean(chosen) }, label)));
  const read = () => {
    const values = [...view.selectedOptions].map((option) => option.value).filter((value) => value !== "");
    return values.length ? values : undefined;
  };
  return { view, read };
}
