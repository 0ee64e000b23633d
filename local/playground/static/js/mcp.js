// A very small MCP client: stateless requests over HTTP, to the platform's own door.
// Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports

import { fetchJson, Refused } from "./api.js";
import { store } from "./store.js";

export const VERSION = "2026-07-28";
const META = {
  "io.modelcontextprotocol/protocolVersion": VERSION,
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "guildhall-playground", version: "1" },
};
let last = 0;

/** Ask one method with one key; returns the result. Throws `Refused` with the server's words. */
export async function request(key, method, params = {}) {
  const headers = {
    accept: "application/json, text/event-stream",
    authorization: `Bearer ${key}`,
    "mcp-protocol-version": VERSION,
    "mcp-method": method,
    ...(params.name ? { "mcp-name": params.name } : {}),
  };
  const body = { jsonrpc: "2.0", id: ++last, method, params: { ...params, _meta: META } };
  const answer = await fetchJson(new URL(store.config.mcp_url).pathname, {
    method: "POST",
    body,
    headers,
    timeoutMs: 35000,
  });
  if (answer.error) throw new Refused(answer.error.message);
  return answer.result;
}

/** Every tool that the key sees. */
export async function listTools(key) {
  const tools = [];
  let cursor;
  do {
    const page = await request(key, "tools/list", cursor ? { cursor } : {});
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor);
  return tools;
}

/** Call a tool; returns its result, which says itself whether the call failed. */
export const callTool = (key, name, args) => request(key, "tools/call", { name, arguments: args });
