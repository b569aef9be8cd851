// Requests to the exporter. A refusal becomes an Error with one line for people.

const PATIENCE_MS = 15_000;

async function get(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error ?? `${path} answered ${response.status}`, response.status);
  if (answer === null) throw new Error(`${path} gave no JSON`);
  return answer;
}

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const history = (window) => get(`/history.json?window=${encodeURIComponent(window)}`);
export const traces = () => get("/traces.json");
export const trace = (id) => get(`/traces/${encodeURIComponent(id)}.json`);
