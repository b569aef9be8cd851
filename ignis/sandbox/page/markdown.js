// The little of Discord's markdown that bots use, as DOM nodes: never as HTML text.

import { element } from "./dom.js";
import { language } from "./texts.js";

const INLINE = [
  [/\\([!-/:-@[-`{-~])/, (m) => m[1]],
  [/`([^`\n]+)`/, (m) => element("code", {}, m[1])],
  [/\*\*(.+?)\*\*/s, (m, names) => element("strong", {}, ...inline(m[1], names))],
  [/__(.+?)__/s, (m, names) => element("u", {}, ...inline(m[1], names))],
  [/~~(.+?)~~/s, (m, names) => element("s", {}, ...inline(m[1], names))],
  [/\*([^*\s](?:[^*]*[^*\s])?)\*/, (m, names) => element("em", {}, ...inline(m[1], names))],
  [/(?<![\p{L}\p{N}_])_([^_\s](?:[^_]*[^_\s])?)_(?![\p{L}\p{N}_])/u, (m, names) => element("em", {}, ...inline(m[1], names))],
  [/\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/, (m, names) => link(m[2], inline(m[1], names))],
  [/https?:\/\/[^\s<>)]+/, (m) => link(m[0], [m[0]])],
  [/<@!?(\d+)>/, (m, names) => mention(`@${names.users.get(m[1]) ?? "unknown"}`)],
  [/<@&(\d+)>/, () => mention("@role")],
  [/<#(\d+)>/, () => mention("#channel")],
  [/<t:(-?\d+)(?::([tTdDfFR]))?>/, (m, names) => time(Number(m[1]), m[2] ?? "f", names.language ?? language())],
];

export function markdown(source, names = { users: new Map() }) {
  return source.split(/(```[\s\S]*?```)/).flatMap((part) => (part.startsWith("```") && part.length > 5 ? [block(part)] : lines(part, names)));
}

function block(part) {
  return element("pre", {}, element("code", {}, part.slice(3, -3).replace(/^[a-z0-9+-]*\n/i, "").replace(/\n$/, "")));
}

function lines(part, names) {
  const text = part.replace(/^\n|\n$/g, "");
  return text === "" ? [] : text.split("\n").map((line) => lineOf(line, names));
}

function lineOf(line, names) {
  const heading = /^(#{1,3}) (.*)$/.exec(line);
  if (heading) return element("p", { class: `line-h${heading[1].length}` }, ...inline(heading[2], names));
  const small = /^-# (.*)$/.exec(line);
  if (small) return element("p", { class: "line-small" }, ...inline(small[1], names));
  const quote = /^> (.*)$/.exec(line);
  if (quote) return element("blockquote", {}, ...inline(quote[1], names));
  const item = /^\s*[-*] (.*)$/.exec(line);
  if (item) return element("p", { class: "line-item" }, ...inline(item[1], names));
  return element("p", {}, ...(line === "" ? ["\u00a0"] : inline(line, names)));
}

function inline(text, names) {
  let first = null;
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(text);
    if (match && (first === null || match.index < first.match.index)) first = { match, make };
  }
  if (first === null) return [text];
  const { match, make } = first;
  const end = match.index + match[0].length;
  return [text.slice(0, match.index), make(match, names), ...inline(text.slice(end), names)].filter((part) => part !== "");
}

const link = (href, label) => element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...label);
const mention = (label) => element("span", { class: "mention" }, label);

function time(seconds, style, spoken) {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return "Invalid Date";
  const label = style === "R" ? relative(moment, spoken) : absolute(moment, style, spoken);
  const relativeTo = style === "R" ? seconds : null;
  return element("time", { datetime: moment.toISOString(), title: moment.toLocaleString(spoken), "data-relative": relativeTo, "data-language": spoken }, label);
}

/** Lets every "2 seconds ago" on the page grow older. */
export function tick() {
  for (const made of document.querySelectorAll("time[data-relative]")) {
    const label = relative(new Date(Number(made.dataset.relative) * 1000), made.dataset.language);
    if (made.textContent !== label) made.textContent = label;
  }
}

function absolute(moment, style, spoken) {
  if (style === "t" || style === "T") return moment.toLocaleTimeString(spoken, { timeStyle: style === "t" ? "short" : "medium" });
  if (style === "d" || style === "D") return moment.toLocaleDateString(spoken, { dateStyle: style === "d" ? "short" : "long" });
  return moment.toLocaleString(spoken, { dateStyle: style === "F" ? "full" : "long", timeStyle: "short" });
}

const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

function relative(moment, spoken, now = Date.now()) {
  const seconds = Math.round((moment.getTime() - now) / 1000);
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(spoken, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}
