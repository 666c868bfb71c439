/**
 * The tablet's line to the server: its questions come over the stations' socket, its answers go by
 * REST with its own token. The tablet's clock may be wrong, so the server's is asked for.
 */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { io } from "/kit/vendor/socket.io.js";

const RETRY_MS = 2000;
const GIVE_UP_AFTER_MS = 300_000;
const FINAL = new Set(["invalid", "label_refused", "not_found", "forbidden", "unauthenticated"]);
const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

export class Line {
  /** @param {string} token */
  constructor(token) {
    this.token = token;
    this.headers = { Authorization: `Bearer ${token}` };
    this.aheadMs = 0;
  }

  /** @returns {number} the server's time in ms */
  now() {
    return Date.now() + this.aheadMs;
  }

  /** Who this tablet is; sets the clock by the way. */
  async me() {
    const before = Date.now();
    const answer = await fetch("/api/v1/stations/me", { headers: this.headers, cache: "no-store" });
    const told = Date.parse(answer.headers.get("Date") ?? "");
    // The header names the second that had begun: on average the server was half a second on.
    if (told) this.aheadMs = told + 500 - (before + Date.now()) / 2;
    if (answer.status === 401) throw new ApiError("unauthenticated", { status: 401 });
    if (!answer.ok) throw new ApiError("bad_answer", { status: answer.status });
    return answer.json();
  }

  /**
   * @param {{question: any, onLink: (here: boolean) => void, onRefused: () => void}} to
   */
  follow({ question, onLink, onRefused }) {
    const socket = io("/station", {
      auth: { token: this.token },
      transports: ["websocket"],
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
    });
    socket.on("connect", async () => {
      onLink(true);
      try {
        await this.me();
        question.catchUp((await getJson("/api/v1/stations/me/jobs", { headers: this.headers })).jobs);
      } catch {
        // The next connection tells; the socket itself says if this one is gone.
      }
    });
    socket.on("job", (/** @type {any} */ job) => question.take(job));
    socket.on("withdrawn", (/** @type {any} */ { job_id }) => question.withdraw(job_id));
    socket.on("disconnect", (/** @type {string} */ why) => {
      onLink(false);
      if (why === "io server disconnect") socket.connect();
    });
    socket.on("connect_error", (/** @type {Error} */ error) => {
      if (error.message === "unauthenticated") onRefused();
      else if (!socket.active) setTimeout(() => socket.connect(), RETRY_MS);
    });
  }

  /** Send an answer until it is accepted or refused. @param {any} job @param {string} outcome @param {object} body */
  async answer(job, outcome, body) {
    const key = newKey();
    const path = `/api/v1/stations/me/jobs/${job.job_id}/result`;
    for (const end = Date.now() + GIVE_UP_AFTER_MS; Date.now() < end; await pause(RETRY_MS)) {
      try {
        await postJson(path, { outcome, body }, { key, headers: this.headers });
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || FINAL.has(error.code)) return;
      }
    }
  }
}
