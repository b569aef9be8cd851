// The commands as a client lists them: one entry for each that can be run, in the reader's language.

import { say } from "./texts.js";

const KINDS = ["chat", "user", "message"];
const KIND = { 1: "chat", 2: "user", 3: "message" };
const SUBCOMMANDS = new Set([1, 2]);

const said = (thing, what, language) => thing[`${what}_localizations`]?.[language] ?? thing[what] ?? "";
export const nameOf = (thing, language) => said(thing, "name", language);
export const descriptionOf = (thing, language) => said(thing, "description", language);

/** [{key, kind, path, label, description, options}], chat commands first; path is what the API takes. */
export function entries(commands, language) {
  return commands
    .flatMap((command) => leaves(command, KIND[command.type ?? 1] ?? "chat", [], [], language))
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.label.localeCompare(b.label));
}

function leaves(node, kind, path, shown, language) {
  const here = [...path, node.name];
  const label = [...shown, nameOf(node, language)];
  const below = (node.options ?? []).filter((option) => SUBCOMMANDS.has(option.type));
  if (kind === "chat" && below.length) return below.flatMap((child) => leaves(child, kind, here, label, language));
  return [{
    key: `${kind} ${here.join(" ")}`,
    kind,
    path: here.join(" "),
    label: kind === "chat" ? `/${label.join(" ")}` : label.join(" "),
    description: descriptionOf(node, language),
    options: node.options ?? [],
  }];
}

export const groups = (found) =>
  KINDS.map((kind) => [say(`command.${kind}`), found.filter((entry) => entry.kind === kind)]).filter(([, list]) => list.length);
