/**
 * What the desk sees of its hall: set-up with waits, the board, today's appointments.
 *
 * All is read again when the hall's stream tells of something, and from time to time: sessions
 * begin, waits grow and slots pass without any event.
 *
 * @typedef {{hall: any, items: any[], board: any, appointments: any[]}} Sight
 */

import { getJson } from "/kit/api.js";
import { followHall } from "/kit/link.js";

const GATHER_MS = 250; // events come in bursts
const AGAIN_MS = 15_000;
const RETRY_MS = 2_000;

export class HallWatch {
  /**
   * @param {number} hallId
   * @param {{onSight: (sight: Sight) => void, onCut: (since: Date | null) => void,
   *   onSignedOut: () => void}} tell
   */
  constructor(hallId, tell) {
    Object.assign(this, tell);
    this.address = `/api/v1/halls/${hallId}`;
    this.sight = null;
    this.itemsWanted = true;
    this.linkCut = null;
    this.closed = false;
    this.link = followHall({
      hallId,
      // What is shown comes by request; of the board only its place in the stream is needed.
      apply: (board, { seq, day }) => ({ ...board, seq, day }),
      onEvent: (event) => this.heard(event),
      onLink: (link) => this.linked(link),
    });
    this.clock = setInterval(() => this.readSoon(), AGAIN_MS);
    this.unplugged = () => this.onCut(new Date());
    this.plugged = () => this.readSoon();
    addEventListener("offline", this.unplugged);
    addEventListener("online", this.plugged);
    this.read();
  }

  close() {
    this.closed = true;
    clearTimeout(this.soon);
    clearInterval(this.clock);
    removeEventListener("offline", this.unplugged);
    removeEventListener("online", this.plugged);
    this.link.close();
  }

  serverNow() {
    return this.link.serverNow();
  }

  heard({ kind }) {
    this.itemsWanted ||= kind === "hall.changed";
    this.readSoon();
  }

  linked({ state, since }) {
    this.linkCut = state === "cut" ? since : null;
    if (this.linkCut) this.onCut(since);
    if (state === "live") this.readSoon();
  }

  readSoon(ms = GATHER_MS) {
    this.soon ??= setTimeout(() => this.read(), ms);
  }

  async read() {
    this.soon = null;
    if (this.reading) return void (this.again = true); // what came meanwhile is not in that answer
    this.reading = true;
    await this.readOnce();
    this.reading = false;
    if (this.again) this.readSoon();
    this.again = false;
  }

  async readOnce() {
    const { itemsWanted, address } = this;
    try {
      const [hall, board, { appointments }, catalogue] = await Promise.all([
        getJson(address),
        getJson(`${address}/board`),
        getJson(`${address}/appointments`),
        itemsWanted && getJson(`${address}/catalogue`),
      ]);
      if (this.closed) return;
      this.itemsWanted = false;
      // Where numbers are called out by voice, nobody counts who waits.
      const counted = hall.stages.consoles ? board : { ...board, waiting: null };
      this.sight = { items: this.sight?.items, hall, board: counted, appointments, ...(catalogue && { items: catalogue.items }) };
      this.onSight(this.sight);
      if (!this.linkCut) this.onCut(null);
    } catch (error) {
      if (error.code === "unauthenticated") return this.onSignedOut();
      this.onCut(new Date());
      this.readSoon(RETRY_MS);
    }
  }
}
