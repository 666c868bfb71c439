/**
 * Requests to our own programs: JSON both ways, a time limit, errors by code.
 *
 * Codes beside the server's own: `offline` (no answer came: the network or the program is away),
 * `timeout` (none in time; the command may have been carried out, so ask again with the same key),
 * `bad_answer` (something else than JSON came back).
 */

export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {{detail?: string, status?: number, fields?: Record<string, any>}} [about]
   */
  constructor(code, { detail = "", status = 0, fields = {} } = {}) {
    super(detail || code);
    this.name = "ApiError";
    this.code = code;
    this.detail = detail;
    this.status = status;
    this.fields = fields;
  }
}

/**
 * @typedef {{timeoutMs?: number, headers?: Record<string, string>, fetch?: typeof fetch}} Options
 */

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export function getJson(path, options = {}) {
  return request("GET", path, undefined, options);
}

/**
 * Send a command. Give `key` (see `newKey`) and keep it for retries: one intention, one key.
 *
 * @param {string} path
 * @param {object} [body]
 * @param {Options & {key?: string}} [options]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export function postJson(path, body = {}, { key, ...options } = {}) {
  const headers = { ...options.headers };
  if (key) headers["Idempotency-Key"] = key;
  return request("POST", path, body, { ...options, headers });
}

/**
 * A key nobody else makes. `crypto.randomUUID` exists in secure contexts only, and a hall's pages
 * come over plain http from another machine.
 *
 * @returns {string}
 */
export function newKey() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40; // version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80; // variant of RFC 9562
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object | undefined} body
 * @param {Options} options
 */
async function request(method, path, body, options) {
  const { timeoutMs = 8000, headers = {}, fetch: send = fetch } = options;
  /** @type {RequestInit} */
  const init = {
    method,
    headers: { Accept: "application/json", ...headers },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(timeoutMs),
  };
  if (method !== "GET") Object.assign(init, command(body, init.headers));
  try {
    const answer = await send(path, init);
    return await read(answer);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new ApiError(late ? "timeout" : "offline", { detail: String(error) });
  }
}

/** @param {object | undefined} body @param {any} headers */
function command(body, headers) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  const more = token ? { "X-CSRFToken": token } : {};
  return {
    body: JSON.stringify(body ?? {}),
    headers: { ...headers, ...more, "Content-Type": "application/json" },
  };
}

/** @param {Response} answer */
async function read(answer) {
  if (answer.status === 204) return null;
  const text = await answer.text();
  const json = parse(text);
  if (answer.ok && json !== undefined) return json;
  const { code = "bad_answer", detail = "", ...fields } = Object(json);
  throw new ApiError(code, { detail, status: answer.status, fields });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
