// One Discord message: author, content, embeds, Components V2. With a `hand`, its buttons and menus work.

import { choicesOf } from "./choices.js";
import { button, element } from "./dom.js";
import { markdown } from "./markdown.js";
import { language, say, telling } from "./texts.js";

const MIDDAY = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false };

const IS_COMPONENTS_V2 = 1 << 15; // there, attachments are shown only where a component names them
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
const LINK = 5;

/**
 * names: {users: Map of id to name} for mentions, and `hand`: {press(message, control), choose(message, control, values)}
 * for a message whose controls work; without it they are only drawn. `language`: the one that it is written in, for its
 * times; without it, the page's.
 */
export function messageView(message, { users, hand, language: written = language() }) {
  const names = { users, language: written, hand: hand && { press: (control) => hand.press(message, control), choose: (control, values) => hand.choose(message, control, values) } };
  const sent = new Date(message.timestamp);
  const name = message.author?.global_name ?? message.author?.username ?? say("message.unknown");
  return element("article", { class: "message", "data-id": message.id },
    element("div", { class: "avatar", "aria-hidden": "true" }, initial(name)),
    element("div", { class: "said" },
      element("p", { class: "author" },
        element("strong", {}, name),
        message.author?.bot || message.webhook_id ? element("span", { class: "app" }, "APP") : null,
        element("time", { datetime: message.timestamp, title: sent.toLocaleString(language()) }, sent.toLocaleTimeString(language(), MIDDAY)),
        message.edited_timestamp ? telling("span", { class: "edited" }, "message.edited") : null),
      message.content ? element("div", { class: "content" }, ...markdown(message.content, names)) : null,
      (message.embeds ?? []).map((embed) => embedView(embed, names)),
      components(message.components, names),
      message.flags & IS_COMPONENTS_V2 ? null : (message.attachments ?? []).map(attachment),
    ));
}

const attachment = (file) =>
  PICTURES.test(file.content_type ?? "")
    ? picture({ media: { url: file.url }, description: file.description ?? file.filename }, "wide")
    : element("p", { class: "attachment" }, `📎 ${file.filename}`);

const initial = (name) => [...name][0]?.toUpperCase() ?? "?";

function coloured(made, colour) {
  if (Number.isInteger(colour)) made.style.setProperty("--accent", `#${colour.toString(16).padStart(6, "0")}`);
  return made;
}

function embedView(embed, names) {
  const footer = [embed.footer?.text, embed.timestamp ? new Date(embed.timestamp).toLocaleString(names.language) : null].filter(Boolean);
  const made = element("div", { class: "embed" },
    embed.author?.name ? element("p", { class: "embed-author" }, embed.author.name) : null,
    embed.title ? element("p", { class: "embed-title" }, embed.title) : null,
    embed.description ? element("div", { class: "embed-text" }, ...markdown(embed.description, names)) : null,
    embed.fields?.length ? element("dl", { class: "fields" }, ...embed.fields.map((field) => fieldView(field, names))) : null,
    embed.image?.url ? picture({ media: embed.image, description: "image" }, "wide") : null,
    footer.length ? element("p", { class: "embed-footer" }, footer.join(" • ")) : null);
  return coloured(made, embed.color);
}

const fieldView = (field, names) =>
  element("div", { class: field.inline ? "field inline" : "field" },
    element("dt", {}, field.name), element("dd", {}, ...markdown(field.value ?? "", names)));

const KINDS = {
  1: (row, names) => element("div", { class: "row" }, components(row.components, names)),
  2: (control, { hand }) => buttonView(control, hand),
  9: (section, names) => element("div", { class: "v2-section" },
    element("div", {}, components(section.components, names)), components([section.accessory], names)),
  10: (display, names) => element("div", { class: "text-display" }, ...markdown(display.content ?? "", names)),
  11: (thumbnail) => picture(thumbnail, "thumbnail"),
  12: (gallery) => element("div", { class: "row" }, (gallery.items ?? []).map((item) => picture(item, "wide"))),
  13: (file) => element("p", { class: "attachment" }, `📎 ${file.name ?? "file"}`),
  14: (separator) => element("hr", { class: separator.divider === false ? "space" : null }),
  17: (container, names) => coloured(element("div", { class: "container" }, components(container.components, names)), container.accent_color),
};
const SELECTS = new Set([3, 5, 6, 7, 8]);

function components(list, names) {
  return (list ?? []).filter(Boolean).map((component) => {
    if (SELECTS.has(component.type)) return menuView(component, names.hand);
    return KINDS[component.type]?.(component, names) ?? null;
  });
}

function buttonView(control, hand) {
  const label = [control.emoji?.name, control.label].filter(Boolean).join(" ");
  const look = `control style-${Number(control.style) || 2}`;
  if (control.style === LINK) return element("a", { class: look, href: control.url, target: "_blank", rel: "noopener noreferrer" }, `${label} ↗`);
  if (!hand) return element("span", { class: look }, label);
  return button(label, () => hand.press(control), { class: look, disabled: Boolean(control.disabled), "data-control": control.custom_id });
}

/** A select menu and a button: the arrow keys only look through it, the button chooses. */
function menuView(control, hand) {
  const placeholder = control.placeholder || say("message.choose");
  if (!hand) return element("span", { class: "control select" }, `${placeholder} ▾`);
  const choices = choicesOf(control);
  const many = (control.max_values ?? 1) > 1;
  const menu = element("select", { "aria-label": placeholder, multiple: many, disabled: Boolean(control.disabled) });
  menu.append(...(many ? [] : [element("option", { value: "" }, placeholder)]),
    ...choices.map(([value, label, chosen]) => element("option", { value, selected: Boolean(chosen) }, label)));
  const chosen = () => [...menu.selectedOptions].map((option) => option.value).filter((value) => value !== "");
  return element("div", { class: "menu" }, menu,
    button(say("message.choose"), () => hand.choose(control, chosen()), { disabled: Boolean(control.disabled), "aria-label": say("message.choose.what", { what: placeholder }) }));
}

/** Fetched through the sandbox: addresses on Discord's or Roblox' hosts show nothing here, and nothing leaves this computer. */
function picture({ media, description }, kind) {
  const alt = description || say("message.picture");
  const src = `/sandbox/media?url=${encodeURIComponent(media?.url ?? "")}`;
  const shown = element("img", { class: `picture ${kind}`, src, alt, title: alt });
  shown.addEventListener("error", () => shown.replaceWith(element("span", { class: "picture missing" }, `🖼 ${alt}`)), { once: true });
  return shown;
}
