// The sandbox's control API. A refusal becomes an Error whose message is the API's own one line.

async function call(method, path, body, patience) {
  const request = { method, cache: "no-store", signal: AbortSignal.timeout(patience) };
  if (body !== undefined) {
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `${path} answered ${response.status}`);
  return answer;
}

const QUICK = 4_000;
const LONGEST_COMMAND = 25_000; // 3.5 s to be acknowledged and 15 s more for a deferred answer, with some air
const LONGEST_STOP = 45_000; // a program gets 10 s to stop, then it is killed
const quoted = encodeURIComponent;

export const state = () => call("GET", "/sandbox/state", undefined, QUICK);
export const menu = (as, channel) => call("GET", `/sandbox/menu?as=${quoted(as)}&channel=${quoted(channel)}`, undefined, QUICK);
export const messages = (channel) => call("GET", `/sandbox/channels/${quoted(channel)}/messages`, undefined, QUICK);

/** kind: slash, autocomplete, context-menu, click, select or modal. */
export const act = (kind, fields) => call("POST", `/sandbox/${kind}`, fields, LONGEST_COMMAND);
/** Somebody new, who is given this role by `actor`. */
export async function join(name, role, actor) {
  const joined = await call("POST", "/sandbox/members/join", { name }, QUICK);
  await call("POST", "/sandbox/member", { actor, member: joined.user.id, add_roles: [role], remove_roles: [] }, QUICK);
  return joined;
}

export const locale = (as, language) => call("POST", "/sandbox/locale", { as, locale: language }, QUICK);

export const bot = () => call("GET", "/sandbox/bot", undefined, QUICK);
/** deed: kill, freeze or restart. */
export const treatBot = (deed) => call("POST", `/sandbox/bot/${deed}`, {}, LONGEST_STOP);
export const reset = () => call("POST", "/sandbox/reset", {}, LONGEST_STOP);

export const faults = () => call("GET", "/sandbox/faults", undefined, QUICK);
export const addFault = (target, kind, seconds) => call("POST", "/sandbox/faults", { target, kind, seconds }, QUICK);
export const clearFaults = () => call("DELETE", "/sandbox/faults", undefined, QUICK);
export const vocabulary = () => call("GET", "/page/faults.json", undefined, QUICK);
export const channelUrl = (channel, as) => `/sandbox/channels/${quoted(channel)}/open?as=${quoted(as)}`;
