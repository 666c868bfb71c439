/**
 * Follows one hall over the public `/display` namespace and keeps its board.
 *
 * Every event of a hall has a number without gaps. An older one is dropped, the next one applied; a
 * later one, or a heartbeat that knows more, means that something was lost, and the link asks for
 * it. A link that has heard nothing for a while says so: an old number is never shown as current.
 *
 * @typedef {{seq: number, day: string, hall_id: number, [more: string]: any}} Board
 * @typedef {{seq: number, kind: string, day: string, at: string, body: any}} HallEvent
 * @typedef {{state: "connecting" | "live" | "cut", since: Date}} LinkState
 * @typedef {{on: (name: string, handler: (message?: any) => void) => any,
 *   emit: (name: string, message: any) => any, connect: () => any, disconnect: () => any,
 *   connected: boolean, active: boolean}} Socket
 * @typedef {(options: {auth: (give: (auth: object) => void) => void}) => Socket} Connect
 */

import { io } from "./vendor/socket.io.js";

export const CUT_OFF_AFTER_MS = 12_000;
const SYNC_ANSWER_MS = 5_000; // after that a new heartbeat may ask again
const RETRY_MS = { least: 500, most: 3_000 }; // spread, so that all boards do not return at once
const AHEAD_LIMIT = 1_000;

/**
 * @param {{
 *   hallId: number,
 *   apply: (board: any, event: any) => any,
 *   onBoard?: (board: any) => void,
 *   onEvent?: (event: any, board: any, how: "live" | "replay") => void,
 *   onLink?: (link: LinkState) => void,
 *   connect?: Connect,
 *   now?: () => number,
 * }} options `onBoard` gets every new board, `onEvent` every applied event with the board after it
 *   (before `onBoard`); a snapshot brings no events. `now` is in milliseconds.
 * @returns {{close: () => void, board: () => any, serverNow: () => number,
 *   tell: (name: string, body: object) => void}} `tell` says something while connected, else nothing
 */
export function followHall(options) {
  const link = new HallLink(options);
  return {
    close: () => link.close(),
    board: () => link.board,
    serverNow: () => link.now() + link.serverAheadMs,
    tell: (name, body) => link.socket.connected && link.socket.emit(name, body),
  };
}

/** @type {Connect} */
function connectDisplay({ auth }) {
  return io("/display", {
    auth,
    transports: ["websocket"],
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
  });
}

class HallLink {
  /** @param {Parameters<typeof followHall>[0]} options */
  constructor({ hallId, apply, onBoard, onEvent, onLink, connect = connectDisplay, now }) {
    const nothing = () => {};
    this.hallId = hallId;
    this.apply = apply;
    this.onBoard = onBoard ?? nothing;
    this.onEvent = onEvent ?? nothing;
    this.onLink = onLink ?? nothing;
    this.now = now ?? Date.now;
    /** @type {any} */
    this.board = null;
    /** @type {Map<number, HallEvent>} events that came before the ones they follow */
    this.ahead = new Map();
    this.state = "";
    this.heardAt = this.now();
    this.askedAt = -Infinity;
    this.serverAheadMs = 0;
    this.closed = false;
    /** @type {Socket} */
    this.socket = connect({ auth: (give) => give({ hall_id: this.hallId, ...this.position() }) });
    this.listen();
    this.say("connecting");
    this.watch = setInterval(() => this.checkSilence(), 1000);
  }

  listen() {
    const { socket } = this;
    /** @param {(message: any) => void} handler */
    const heard = (handler) => (/** @type {any} */ message) => {
      if (this.closed) return;
      this.heardAt = this.now();
      handler.call(this, message);
      if (this.board) this.say("live");
    };
    socket.on("snapshot", heard(({ board }) => this.takeSnapshot(board)));
    socket.on("replay", heard((replay) => this.takeReplay(replay)));
    socket.on("event", heard((event) => this.takeEvent(event)));
    socket.on("heartbeat", heard((beat) => this.takeHeartbeat(beat)));
    socket.on("disconnect", () => this.retryIfLeft());
    socket.on("connect_error", () => this.retryIfLeft());
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  /** @param {any} board */
  takeSnapshot(board) {
    this.askedAt = -Infinity;
    this.board = board;
    this.applyAhead("live");
    this.onBoard(this.board);
    if (this.ahead.size > 0) this.sync();
  }

  /** @param {{events: HallEvent[], seq: number, day: string}} replay */
  takeReplay({ events, seq }) {
    this.askedAt = -Infinity;
    if (!this.board) return this.sync({ whole: true });
    for (const event of events) this.ahead.set(event.seq, event);
    this.applyAhead("replay");
    this.onBoard(this.board);
    // A replay that leaves us behind will do so again: ask for the whole board.
    if (seq > this.board.seq) this.sync({ whole: true });
    else if (this.ahead.size > 0) this.sync();
  }

  /** @param {HallEvent} event */
  takeEvent(event) {
    if (!this.board) return this.keepAhead(event);
    if (event.seq <= this.board.seq) return;
    this.keepAhead(event);
    if (event.seq > this.board.seq + 1) return this.sync();
    this.applyAhead("live");
    this.onBoard(this.board);
  }

  /** @param {{seq: number, day: string, at: string}} beat */
  takeHeartbeat({ seq, day, at }) {
    const server = Date.parse(at);
    if (!Number.isNaN(server)) this.serverAheadMs = server - this.now();
    if (!this.board) return this.sync({ whole: true });
    if (seq !== this.board.seq || day !== this.board.day) this.sync({ whole: seq < this.board.seq });
  }

  /** @param {HallEvent} event */
  keepAhead(event) {
    if (this.ahead.size >= AHEAD_LIMIT) this.ahead.clear();
    this.ahead.set(event.seq, event);
  }

  /** @param {"live" | "replay"} how */
  applyAhead(how) {
    for (const seq of this.ahead.keys()) if (seq <= this.board.seq) this.ahead.delete(seq);
    for (let next; (next = this.ahead.get(this.board.seq + 1)); ) {
      this.ahead.delete(next.seq);
      this.board = this.apply(this.board, next);
      this.onEvent(next, this.board, how);
    }
  }

  sync({ whole = false } = {}) {
    if (this.now() - this.askedAt < SYNC_ANSWER_MS) return;
    this.askedAt = this.now();
    this.socket.emit("sync", whole ? { since: null, day: null } : this.position());
  }

  position() {
    return { since: this.board?.seq ?? null, day: this.board?.day ?? null };
  }

  checkSilence() {
    if (this.now() - this.heardAt < CUT_OFF_AFTER_MS) return;
    const since = this.heardAt;
    this.say("cut", since);
    if (!this.socket.connected) return;
    this.heardAt = this.now(); // a connected line that is dead: dial again, and give it time
    this.socket.disconnect();
    clearTimeout(this.retry);
    this.socket.connect();
  }

  /** The library redials by itself except when the server sent us away or refused us. */
  retryIfLeft() {
    if (this.closed || this.socket.active) return;
    clearTimeout(this.retry);
    const wait = RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least);
    this.retry = setTimeout(() => this.socket.connect(), wait);
  }

  /** @param {"connecting" | "live" | "cut"} state @param {number} [at] */
  say(state, at = this.now()) {
    if (state === this.state) return;
    this.state = state;
    this.onLink({ state, since: new Date(at) });
  }
}
