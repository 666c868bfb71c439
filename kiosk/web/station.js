/**
 * What this station knows: asked of its own agent every two seconds, with the catalogue whenever
 * that changes.
 *
 * @typedef {{now: string, server: "online" | "away",
 *   printer: {can_print: "yes" | "no" | "unknown", reason: string | null},
 *   board: {waiting: Record<string, number>, queues: Record<string, {open: boolean}>} | null,
 *   waits?: Record<string, import("/kit/wait.js").Wait | null> | null,
 *   open: {now: boolean, issuing: boolean, opens_at: string | null, closes_at: string | null} | null,
 *   remote?: {locked: Words | null, message: (Words & {until: string}) | null, page: string},
 *   reader?: "ready" | "away" | null, scanner?: "ready" | "away" | null,
 *   alone?: import("./catalogue.js").Alone | null,
 *   guidance?: boolean, progress?: string | null, catalogue: string | null, mm_px: number | null, slot: string}} State
 * @typedef {{zh: string, en: string}} Words
 */

import { getJson } from "/kit/api.js";
import { Catalogue } from "./catalogue.js";

const ASK_EVERY_MS = 2000;
const AWAY_AFTER = 3; // questions without an answer

export class Station {
  constructor() {
    /** @type {State | null} */
    this.state = null;
    /** @type {Catalogue | null} */
    this.catalogue = null;
    this.agentAway = false;
    this.clockAheadMs = 0;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    this.etag = "";
    this.unanswered = 0;
  }

  start() {
    const again = () => setTimeout(() => this.ask().then(again), ASK_EVERY_MS);
    this.ask().then(again);
  }

  /** @param {() => void} listener @returns {() => void} */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The hall's time: a kiosk's browser has no reason to know better than its agent. */
  now() {
    return new Date(Date.now() + this.clockAheadMs);
  }

  async ask() {
    try {
      /** @type {State} */
      const state = await getJson("/api/state", { timeoutMs: 4000 });
      this.state = state;
      this.clockAheadMs = Date.parse(state.now) - Date.now();
      this.unanswered = 0;
      await this.refreshCatalogue();
    } catch (error) {
      this.unanswered += 1;
      if (this.unanswered === AWAY_AFTER) console.warn("the station agent does not answer", error);
    }
    this.agentAway = this.unanswered >= AWAY_AFTER;
    for (const listener of this.listeners) listener();
  }

  async refreshCatalogue() {
    const { catalogue: etag } = this.state ?? {};
    if (!etag || etag === this.etag) return;
    this.catalogue = new Catalogue(await getJson("/api/catalogue"));
    this.etag = etag;
  }
}
