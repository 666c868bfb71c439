/**
 * What a hall shows right now, folded from the hall's stream of events.
 *
 * The twin of `display/board.py`: both run over the transcripts in `tests/contract/board`, so a
 * browser and a station can never disagree on what is called. Boards are never changed in place.
 *
 * @typedef {{ticket_id: number, number: string, queue_id: number, zone_id: number,
 *   visit_id: number, window_id: number, window: string, place: string | null,
 *   state: "called" | "serving", calls: number, called_at: string, speak_until: string | null}} Call
 * @typedef {{ticket_id: number, number: string, queue_id: number, zone_id: number}} Passed
 * @typedef {{hall_id: number, day: string, seq: number, waiting: Record<string, number>,
 *   calls: Call[], passed: Passed[],
 *   windows: Record<string, {window: string, zone_id: number, state: string}>,
 *   queues: Record<string, {open: boolean}>}} Board
 * @typedef {{seq: number, kind: string, day: string, body: any}} HallEvent
 */

/** An event is missing: ask for a replay or a snapshot, do not guess. */
export class GapError extends Error {
  /** @param {number} expected @param {number} got */
  constructor(expected, got) {
    super(`expected event ${expected}, got ${got}`);
    this.name = "GapError";
    this.expected = expected;
    this.got = got;
  }
}

// `ticket.slip_reported` is missing on purpose: a slip changes no board.
const TICKET_KINDS = new Set([
  "ticket.issued", "ticket.called", "ticket.recalled", "ticket.started", "ticket.passed",
  "ticket.brought_back", "ticket.suspended", "ticket.resumed", "ticket.transferred",
  "ticket.returned", "ticket.stepped", "ticket.admitted", "ticket.finished", "ticket.cancelled", "ticket.expired", "ticket.voided",
  "ticket.kept",
]);
const WINDOW_KINDS = new Set([
  "window.opened", "window.paused", "window.unpaused", "window.closed",
]);

/**
 * The board after the event. An event the board already holds changes nothing; an unknown kind
 * only counts.
 *
 * @param {Board} board @param {HallEvent} event @returns {Board}
 * @throws {GapError} events between the board and this one are missing
 */
export function apply(board, event) {
  if (event.seq <= board.seq) return board;
  if (event.seq > board.seq + 1) throw new GapError(board.seq + 1, event.seq);
  const today = { ...onDay(board, event.day), seq: event.seq };
  if (TICKET_KINDS.has(event.kind)) {
    return event.body.ticket_day === today.day ? ticketMoved(today, event) : today;
  }
  if (WINDOW_KINDS.has(event.kind)) return windowChanged(today, event.body);
  if (event.kind === "queue.changed") return queueChanged(today, event.body);
  return today;
}

/** @param {Board} board @param {string} day @returns {Board} */
function onDay(board, day) {
  if (day === board.day) return board;
  const waiting = Object.fromEntries(Object.keys(board.waiting).map((queueId) => [queueId, 0]));
  return { ...board, day, waiting, calls: [], passed: [] };
}

/** @param {Board} board @param {HallEvent} event @returns {Board} */
function ticketMoved(board, { kind, body }) {
  return {
    ...board,
    waiting: waitingAfter(board.waiting, body),
    calls: callsAfter(board.calls, kind, body),
    passed: passedAfter(board.passed, body),
  };
}

/** @param {Record<string, number>} waiting @param {any} body */
function waitingAfter(waiting, body) {
  const after = { ...waiting };
  if (body.from === "waiting") {
    const old = body.from_queue_id ?? body.queue_id;
    // A board with a wrong count is bad, one that says "-1 people" is worse.
    after[old] = Math.max(0, (after[old] ?? 0) - 1);
  }
  if (body.to === "waiting") after[body.queue_id] = (after[body.queue_id] ?? 0) + 1;
  return after;
}

/** @param {Call[]} calls @param {string} kind @param {any} body @returns {Call[]} */
function callsAfter(calls, kind, body) {
  if (kind === "ticket.started") {
    return calls.map((c) => (c.ticket_id === body.ticket_id ? { ...c, state: "serving" } : c));
  }
  const others = calls.filter((c) => c.ticket_id !== body.ticket_id);
  if (kind === "ticket.called" || kind === "ticket.recalled") {
    return latestFirst([...others, callFrom(body, "called")]);
  }
  if (kind === "ticket.resumed") {
    return latestFirst([...others, callFrom({ ...body, calls: 0, speak_until: null }, "serving")]);
  }
  return others;
}

/** @param {any} body @param {"called" | "serving"} state @returns {Call} */
function callFrom(body, state) {
  return {
    ticket_id: body.ticket_id,
    number: body.number,
    queue_id: body.queue_id,
    zone_id: body.zone_id,
    visit_id: body.visit_id,
    window_id: body.window_id,
    window: body.window,
    place: body.place,
    state,
    calls: body.calls,
    called_at: body.called_at,
    speak_until: body.speak_until,
  };
}

/** @param {Call[]} calls @returns {Call[]} */
function latestFirst(calls) {
  return calls.sort(
    (a, b) => Date.parse(b.called_at) - Date.parse(a.called_at) || b.visit_id - a.visit_id,
  );
}

/** @param {Passed[]} passed @param {any} body @returns {Passed[]} */
function passedAfter(passed, body) {
  const others = passed.filter((p) => p.ticket_id !== body.ticket_id);
  if (body.to !== "passed") return others;
  const { ticket_id, number, queue_id, zone_id } = body;
  others.push({ ticket_id, number, queue_id, zone_id });
  return others.sort((a, b) => a.ticket_id - b.ticket_id);
}

/** @param {Board} board @param {any} body @returns {Board} */
function windowChanged(board, { window_id, window, zone_id, state }) {
  return { ...board, windows: { ...board.windows, [window_id]: { window, zone_id, state } } };
}

/** @param {Board} board @param {any} body @returns {Board} */
function queueChanged(board, { queue_id, open }) {
  return {
    ...board,
    waiting: { [queue_id]: 0, ...board.waiting },
    queues: { ...board.queues, [queue_id]: { open } },
  };
}
