// The exporter's events. EventSource gives up on some errors and never notices a silent connection; this class retries.

const SILENT_MS = 25_000; // the exporter sends something at least every 10 s
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export class Stream {
  /** Calls onStatus(status) for each event, and onLost(retryAt) with the moment of the next try when the connection is lost. */
  constructor(url, onStatus, onLost) {
    this.url = url;
    this.onStatus = onStatus;
    this.onLost = onLost;
    this.wait = FIRST_WAIT_MS;
  }

  open() {
    this.close();
    this.source = new EventSource(this.url);
    this.source.addEventListener("status", (event) => {
      this.wait = FIRST_WAIT_MS;
      this.#watch();
      this.onStatus(JSON.parse(event.data));
    });
    this.source.addEventListener("error", () => this.#again());
    this.#watch();
  }

  close() {
    this.source?.close();
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
  }

  #watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.#again(), SILENT_MS);
  }

  #again() {
    this.close();
    this.retry = setTimeout(() => this.open(), this.wait);
    this.onLost(Date.now() + this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT_MS);
  }
}
