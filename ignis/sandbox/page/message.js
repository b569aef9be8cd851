// One Discord message, drawn simply: author, content, embeds, Components V2.

import { element } from "./dom.js";
import { markdown } from "./markdown.js";

const MIDDAY = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false };

/** names: {users: Map of id to name} for mentions. */
export function messageView(message, names) {
  const sent = new Date(message.timestamp);
  const name = message.author?.global_name ?? message.author?.username ?? "Unknown";
  return element("article", { class: "message", "data-id": message.id },
    element("div", { class: "avatar", "aria-hidden": "true" }, initial(name)),
    element("div", { class: "said" },
      element("p", { class: "author" },
        element("strong", {}, name),
        message.author?.bot || message.webhook_id ? element("span", { class: "app" }, "APP") : null,
        element("time", { datetime: message.timestamp, title: sent.toLocaleString() }, sent.toLocaleTimeString([], MIDDAY)),
        message.edited_timestamp ? element("span", { class: "edited" }, "(edited)") : null),
      message.content ? element("div", { class: "content" }, ...markdown(message.content, names)) : null,
      (message.embeds ?? []).map((embed) => embedView(embed, names)),
      components(message.components, names),
      (message.attachments ?? []).map((file) => element("p", { class: "attachment" }, `📎 ${file.filename}`)),
    ));
}

const initial = (name) => [...name][0]?.toUpperCase() ?? "?";

function coloured(made, colour) {
  if (Number.isInteger(colour)) made.style.setProperty("--accent", `#${colour.toString(16).padStart(6, "0")}`);
  return made;
}

function embedView(embed, names) {
  const footer = [embed.footer?.text, embed.timestamp ? new Date(embed.timestamp).toLocaleString() : null].filter(Boolean);
  const made = element("div", { class: "embed" },
    embed.author?.name ? element("p", { class: "embed-author" }, embed.author.name) : null,
    embed.title ? element("p", { class: "embed-title" }, embed.title) : null,
    embed.description ? element("div", { class: "embed-text" }, ...markdown(embed.description, names)) : null,
    embed.fields?.length ? element("dl", { class: "fields" }, ...embed.fields.map((field) => fieldView(field, names))) : null,
    embed.image?.url ? element("p", { class: "attachment" }, "🖼 image") : null,
    footer.length ? element("p", { class: "embed-footer" }, footer.join(" • ")) : null);
  return coloured(made, embed.color);
}

const fieldView = (field, names) =>
  element("div", { class: field.inline ? "field inline" : "field" },
    element("dt", {}, field.name), element("dd", {}, ...markdown(field.value ?? "", names)));

const KINDS = {
  1: (row, names) => element("div", { class: "row" }, components(row.components, names)),
  2: (control) => element("span", { class: `control style-${Number(control.style) || 2}` }, [control.emoji?.name, control.label].filter(Boolean).join(" ")),
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
    if (SELECTS.has(component.type)) return element("span", { class: "control select" }, `${component.placeholder ?? "Choose"} ▾`);
    return KINDS[component.type]?.(component, names) ?? null;
  });
}

/** Fetched through the sandbox: addresses on Discord's or Roblox' hosts show nothing here, and nothing leaves this computer. */
function picture({ media, description }, kind) {
  const alt = description || "picture";
  const src = `/sandbox/media?url=${encodeURIComponent(media?.url ?? "")}`;
  const shown = element("img", { class: `picture ${kind}`, src, alt, title: alt });
  shown.addEventListener("error", () => shown.replaceWith(element("span", { class: "picture missing" }, `🖼 ${alt}`)), { once: true });
  return shown;
}
