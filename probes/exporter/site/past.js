// The history of each window: requested when it is due, and kept until the next answer. A hidden page requests nothing.

import * as api from "./api.js";

const MINUTE_MS = 60_000;
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
  }

  /** Called once a second. Requests what is due, one window after the other, to keep the exporter free. */
  async look() {
    if (this.asking || document.hidden) return;
    const due = Object.keys(EVERY_MS).filter((window) => Date.now() - (this.asked[window] ?? 0) >= EVERY_MS[window]);
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
