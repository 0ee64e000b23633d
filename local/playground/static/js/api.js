// The addresses of this run and the control API of the simulated Discord.

export class Refused extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** Fetch JSON. Throws `Refused` with a sentence that a person can act upon. */
export async function fetchJson(url, { method = "GET", body, headers = {}, timeoutMs = 15000 } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (problem) {
    const why = problem.name === "TimeoutError" ? `did not answer within ${timeoutMs / 1000} s` : "was not reached";
    throw new Refused(`${new URL(url, location.href).host} ${why}. Is the run still going?`);
  }
  const text = await response.text();
  let parsed = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new Refused(`The answer of ${url} was not JSON.`, response.status);
  }
  if (!response.ok)
    throw new Refused(
      parsed?.error?.message ?? parsed?.error ?? `${method} ${url}: ${response.status}`,
      response.status,
    );
  return parsed;
}

/** The run's addresses and keys; null while it is still starting. */
export async function readConfig() {
  const config = await fetchJson("config.json");
  return config?.api_url ? config : null;
}

/** The control API at one address. */
export class Control {
  constructor(url) {
    this.url = url;
  }

  get(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const search = new URLSearchParams(given).toString();
    return fetchJson(`${this.url}${path}${search ? `?${search}` : ""}`);
  }

  post(path, body) {
    return fetchJson(`${this.url}${path}`, { method: "POST", body });
  }

  state() {
    return this.get("/state");
  }

  messages(channelId, userId) {
    return this.get("/messages", { channel_id: channelId, user_id: userId });
  }

  directMessages(userId) {
    return this.get("/dms", { user_id: userId });
  }

  requests(since) {
    return this.get("/requests", { since });
  }

  speak(order) {
    return this.post("/messages", order);
  }

  react(order) {
    return this.post("/reactions", order);
  }

  interact(order) {
    return this.post("/interactions", order);
  }

  interaction(id) {
    return this.get(`/interactions/${encodeURIComponent(id)}`);
  }

  reset() {
    return this.post("/reset", {});
  }
}
