// The latency chart: uPlot in the page's colours, as wide as its parent. `uPlot` is the global of the vendored script.

import { clockTime, latency } from "./times.js";

const HEIGHT = 240;
const AXIS = { "24h": { hour: "2-digit", minute: "2-digit", hour12: false }, "7d": { weekday: "short", day: "numeric" },
  "30d": { day: "numeric", month: "short" }, "365d": { day: "numeric", month: "short", timeZone: "UTC" } };

export class Chart {
  /** onPoint(text) gets the text for the place under the pointer, or "". */
  constructor(place, onPoint) {
    this.place = place;
    this.onPoint = onPoint;
    this.shown = null;
    new ResizeObserver(() => this.#fit()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** times: unix seconds; average and maximum: seconds or null for each. */
  show(window, times, average, maximum) {
    this.shown = { window, data: [times, average, maximum] };
    if (this.plot && this.window === window) this.plot.setData(this.shown.data);
    else this.#draw();
  }

  #draw() {
    if (!this.shown) return;
    this.plot?.destroy();
    this.window = this.shown.window;
    this.plot = new uPlot(this.#options(), this.shown.data, this.place);
  }

  #fit() {
    if (this.plot && this.place.clientWidth > 0) this.plot.setSize({ width: this.place.clientWidth, height: HEIGHT });
  }

  #options() {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(name).trim();
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const format = new Intl.DateTimeFormat("en-GB", AXIS[this.window]);
    return {
      width: Math.max(200, this.place.clientWidth),
      height: HEIGHT,
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 0.001] } },
      axes: [
        { ...axis, space: 64, values: (_, moments) => moments.map((at) => format.format(at * 1000)) },
        { ...axis, size: 62, values: (_, marks) => marks.map((mark) => (mark === 0 ? "0" : latency(mark))) },
      ],
      series: [
        {},
        { stroke: colour("--ok"), width: 2, fill: colour("--ok-faint") },
        { stroke: colour("--ember"), width: 1.5, dash: [5, 4] },
      ],
      hooks: { setCursor: [(plot) => this.onPoint(this.#under(plot.cursor.idx))] },
    };
  }

  #under(place) {
    if (place == null) return "";
    const [times, average, maximum] = this.shown.data;
    const at = clockTime(new Date(times[place] * 1000).toISOString());
    return average[place] == null ? `${at}: no answer` : `${at}: ${latency(average[place])}, at most ${latency(maximum[place])}`;
  }
}
