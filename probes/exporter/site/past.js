// The history of each window: requested when it is due, and kept until the next answer. A hidden page requests nothing.

import * as api from "./api.js";

const MINUTE_MS = 60_000;
const PART = 1_440; // of the observed time: an answer is kept no longer, so a share is out of date by 0.07 % at most
const EVERY_MS = { "24h": MINUTE_MS, "90d": 5 * MINUTE_MS, "7d": 5 * MINUTE_MS, "30d": 10 * MINUTE_MS, "365d": 10 * MINUTE_MS };
export const WINDOWS = ["24h", "7d", "30d", "90d", "365d"];

export class Past {
  /** Calls onChange(past) after each answer and each failure. */
  constructor(onChange) {
    this.onChange = onChange;
    this.windows = {}; // window -> the last answer
    this.problem = null; // of the last request
    this.asked = {};
    this.asking = false;
    this.level = null; // of the verdict
  }

  /** Called once a second. Requests what is due, one window after the other, to keep the exporter free. */
  async look() {
    if (this.asking || document.hidden) return;
    const due = Object.keys(EVERY_MS).filter((window) => Date.now() - (this.asked[window] ?? 0) >= this.#every(window));
    this.asking = true;
    try {
      for (const window of due) await this.#ask(window);
    } finally {
      this.asking = false;
    }
  }

  /** After a lost connection: everything is due. */
  expire() {
    this.asked = {};
  }

  /** `level` is the verdict's: after a change everything is due. */
  follow(level) {
    if (this.level !== null && this.level !== level) this.expire();
    this.level = level;
  }

  /** While there is little history, all windows hold the same, and are requested as often. */
  #every(window) {
    const answer = this.windows[window];
    const observed = (answer?.subjects.ignis?.observed ?? 0) * (Date.parse(answer?.to) - Date.parse(answer?.from));
    return Math.min(EVERY_MS[window], Math.max(MINUTE_MS, (observed || 0) / PART));
  }

  async #ask(window) {
    this.asked[window] = Date.now();
    try {
      this.windows[window] = await api.history(window);
      this.problem = null;
    } catch (wrong) {
      this.problem = wrong.message;
    }
    this.onChange(this);
  }
}
