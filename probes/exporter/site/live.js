// Whether the page is live: the mark in the header, the banner for a lost connection, and what screen readers announce.

import { byId, setText } from "./dom.js";
import { clockTime, span } from "./times.js";

const PATIENCE_MS = 1_000; // a shorter interruption is not shown
let updatedAt = null; // of this browser's clock, in ms
let lostAt = null;
let retryAt = null;

export function start(retry) {
  byId("lost-retry").addEventListener("click", retry);
}

export function announce(text) {
  setText(byId("announcer"), text);
}

/** Returns whether the connection had been lost: other data may then be out of date, too. */
export function updated() {
  const back = lostAt !== null;
  updatedAt = Date.now();
  lostAt = null;
  if (back && !byId("lost").hidden) announce("Connected again.");
  show();
  return back;
}

export function lost(next) {
  lostAt ??= Date.now();
  retryAt = next;
  show();
}

/** Called once a second. */
export function show() {
  const live = byId("live");
  const away = lostAt !== null;
  const state = away ? "lost" : updatedAt === null ? "waiting" : "live";
  live.dataset.state = state;
  setText(byId("live-text"), { lost: "Not connected", waiting: "Connecting…", live: "Live" }[state]);
  if (updatedAt !== null) live.title = `Last update at ${clockTime(new Date(updatedAt).toISOString())}`;
  document.documentElement.classList.toggle("stale", away && longEnough());
  showBanner(away && longEnough());
}

const longEnough = () => Date.now() - lostAt >= (updatedAt === null ? 0 : PATIENCE_MS);

function showBanner(visible) {
  const banner = byId("lost");
  if (visible) {
    const old = updatedAt === null ? "There was no update yet." : `What you see is ${span((Date.now() - updatedAt) / 1000)} old.`;
    setText(byId("lost-since"), old);
    const wait = Math.ceil((retryAt - Date.now()) / 1000);
    setText(byId("lost-next"), wait > 0 ? `Trying again in ${wait} s.` : "Trying again…");
    if (banner.hidden) announce("The connection to the exporter is lost. The page tries again by itself.");
  } else if (banner.contains(document.activeElement)) {
    byId("verdict").focus({ preventScroll: true }); // its focused button is about to disappear
  }
  banner.hidden = !visible;
}
