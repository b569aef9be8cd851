// The relay's incidents: open ones first and unfolded, then the latest ones that are over.

import { byId, element, keep, setOptional, setText } from "./dom.js";
import { toDo } from "./names.js";
import { signed } from "./signs.js";
import { clockTime, setTime, span, time } from "./times.js";

const FEW = 6;
let all = false;
let shown = null;

export function start() {
  byId("incidents-more").addEventListener("click", () => {
    all = !all;
    showIncidents(shown);
  });
}

export function showIncidents(incidents) {
  shown = incidents;
  const open = incidents?.open ?? [];
  const ids = new Set(open.map(({ id }) => id));
  const over = (incidents?.recent ?? []).filter(({ id }) => !ids.has(id)).sort((a, b) => b.id - a.id);
  const note = incidents === null ? "The relay does not answer: incidents are not known, and no alert is sent meanwhile."
    : open.length + over.length === 0 ? "None yet." : null;
  setOptional(byId("incidents-note"), note);
  setText(byId("incidents-count"), open.length > 0 ? `${open.length} open` : "");
  keep(byId("incidents-list"), [...open, ...(all ? over : over.slice(0, FEW))], ({ id }) => id, incidentView);
  const more = byId("incidents-more");
  more.hidden = over.length <= FEW;
  more.setAttribute("aria-expanded", String(all));
  setText(more, all ? "Show fewer" : `Show all ${over.length}`);
}

function incidentView({ id, open }) {
  const title = signed();
  const lasted = time(null);
  const body = element("div", { class: "body" });
  const node = element("details", { open }, element("summary", {}, title.node, lasted), body);
  let drawn = null;
  return {
    node: element("li", { "data-incident": id }, node),
    show(incident) {
      title.show(incident.open ? "failing" : "ok", incident.title);
      if (incident.open) setTime(lasted, incident.opened_at, "for");
      else setTime(lasted, incident.resolved_at);
      const now = JSON.stringify(incident);
      if (now !== drawn) body.replaceChildren(...bodyOf(incident));
      drawn = now;
    },
  };
}

function bodyOf(incident) {
  const began = [`Incident ${incident.id} · ${incident.subject} · began ${clockTime(incident.opened_at)}`];
  if (!incident.open) began.push(`over ${clockTime(incident.resolved_at)}, after ${span(incident.duration_s)}`);
  if (incident.deaths > 0) began.push(`${incident.deaths} ${incident.deaths === 1 ? "death" : "deaths"}`);
  return [
    element("p", { class: "quiet" }, began.join(" · ")),
    element("ul", { class: "causes" }, incident.causes.map(({ at, text }) => element("li", {}, time(at), " ", text))),
    incident.acknowledged_by ? element("p", {}, `${incident.acknowledged_by} takes care of it, since `, time(incident.acknowledged_at, "for")) : null,
    incident.open && incident.until ? element("p", {}, "Tried again ", time(incident.until, "until")) : null,
    element("h3", { class: "small" }, "What was tried"),
    incident.tried.length > 0 ? element("ul", {}, incident.tried.map((step) => element("li", {}, step)))
      : element("p", { class: "quiet" }, "Nothing yet."),
    incident.open && toDo(incident) ? element("p", { class: "for-people" }, toDo(incident)) : null,
    ...(incident.last_words ? [element("h3", { class: "small" }, "Last words in its log"), element("pre", { tabindex: "0" }, incident.last_words)] : []),
  ].filter(Boolean);
}
