/**
 * Taking a number: one intention, one request id, whatever is tapped how often.
 *
 * @typedef {{queue_id: number, starts_at: string, person: string}} Order of an appointment
 * @typedef {{queue_id: number} | {item_id: number} | {package_id: number}} Wish
 */

import { useCallback, useRef, useState } from "/kit/ui.js";
import { newKey, postJson } from "/kit/api.js";

const SLIP_TIMEOUT_MS = 40_000; // the agent answers when the slip is out, or known not to be

/**
 * @param {(step: any) => void} walk
 * @returns {{taking: boolean, take: (wish: Wish, person?: string, requestId?: string) => Promise<void>,
 *   reprint: (ticketId: number) => Promise<void>,
 *   checkIn: (code: string, requestId?: string) => Promise<void>,
 *   takeBy: (wish: Wish, card: string, requestId?: string) => Promise<void>,
 *   checkInBy: (card: string, requestId?: string) => Promise<void>,
 *   checkInAs: (person: string, requestId?: string) => Promise<void>,
 *   book: (order: Order, requestId?: string) => Promise<void>,
 *   byCard: (card: string, wish?: Wish) => Promise<void>,
 *   find: (token: string) => Promise<void>,
 *   findNotice: (token: string) => Promise<void>,
 *   findBy: (person: string) => Promise<void>,
 *   bringBack: (token: string) => Promise<void>}} give the request id of a failed attempt to try that
 *   same one again
 */
export function useTaking(walk) {
  const [taking, setTaking] = useState(false);
  const underWay = useRef(false); // state is drawn too late to stop the second tap of a double tap
  const once = useCallback(async (/** @type {() => Promise<any>} */ outcome) => {
    if (underWay.current) return;
    underWay.current = true;
    setTaking(true);
    try {
      walk(await outcome());
    } finally {
      underWay.current = false;
      setTaking(false);
    }
  }, []);
  const take = useCallback(
    (/** @type {Wish} */ wish, /** @type {string | undefined} */ person, requestId = newKey()) =>
      once(() =>
        outcomeOf("/api/tickets", { ...wish, person }, requestId, { wish, person, requestId }),
      ),
    [],
  );
  const reprint = useCallback(
    (/** @type {number} */ ticketId) =>
      once(() => outcomeOf("/api/reprint", { ticket_id: ticketId }, newKey(), {})),
    [],
  );
  const checkIn = useCallback(
    (/** @type {string} */ code, requestId = newKey()) =>
      once(() => outcomeOf("/api/check-in", { code }, requestId, { appointment: code, requestId })),
    [],
  );
  const takeBy = useCallback(
    (/** @type {Wish} */ wish, /** @type {string} */ card, requestId = newKey()) =>
      once(() =>
        outcomeOf("/api/tickets", { ...wish, card }, requestId, { wish, card, requestId }),
      ),
    [],
  );
  const checkInBy = useCallback(
    (/** @type {string} */ card, requestId = newKey()) =>
      once(() => outcomeOf("/api/check-in", { card }, requestId, { card, requestId })),
    [],
  );
  const checkInAs = useCallback(
    (/** @type {string} */ person, requestId = newKey()) =>
      once(() => outcomeOf("/api/check-in", { person }, requestId, { person, requestId })),
    [],
  );
  const book = useCallback(
    (/** @type {Order} */ order, requestId = newKey()) => once(() => bookedOf(order, requestId)),
    [],
  );
  const byCard = useCallback(
    (/** @type {string} */ card, /** @type {Wish | undefined} */ wish) =>
      wish ? takeBy(wish, card) : once(() => mineOf({ card })),
    [],
  );
  const find = useCallback((/** @type {string} */ token) => once(() => mineOf({ token })), []);
  const findNotice = useCallback((/** @type {string} */ notice) => once(() => mineOf({ notice })), []);
  const findBy = useCallback((/** @type {string} */ person) => once(() => mineOf({ person })), []);
  const bringBack = useCallback((/** @type {string} */ token) => once(() => backOf(token)), []);
  return { taking, take, takeBy, reprint, checkIn, checkInBy, checkInAs, book, byCard, find, findNotice, findBy, bringBack };
}

/**
 * Whose card it is, whose number, or whose slip: who has come by appointment with a card and has
 * no number yet checks in at once, all others see what they have.
 *
 * @param {{card: string} | {person: string} | {token: string}} whose
 */
async function mineOf(whose) {
  const requestId = newKey();
  try {
    const found = await postJson("/api/find", { request_id: requestId, ...whose });
    if ("token" in whose) return seenBy(whose.token, found);
    if ("notice" in whose) return { do: "settle", page: "notice", notice: found.notice };
    // A number can be typed that is another's: only a press checks in by it, a card does at once.
    if ("person" in whose) return { do: "settle", page: "mine", found, ...whose };
    const { tickets, appointments } = found;
    if (tickets.length === 0 && appointments[0]?.may_check_in) {
      return outcomeOf("/api/check-in", whose, requestId, { ...whose, requestId });
    }
    return { do: "settle", page: "mine", found, ...whose };
  } catch (/** @type {any} */ error) {
    const { code = "internal", fields = {} } = error;
    if (code === "invalid" && "person" in whose) {
      return { do: "settle", page: "trouble", code: "wrong_number", fields, finding: true };
    }
    const shown = code === "not_found" ? "unknown_scan" : code;
    return { do: "settle", page: "trouble", code: shown, fields };
  }
}

/** A ticket as its own telephone sees it. @param {string} token @param {{ticket: any}} found */
function seenBy(token, { ticket }) {
  return { do: "settle", page: "mine", found: { tickets: [{ ...ticket, token }] } };
}

/** 找回: a missed number waits again, once. @param {string} token */
async function backOf(token) {
  try {
    const back = await postJson("/api/return", { request_id: newKey(), token });
    return { ...seenBy(token, back), returned: true };
  } catch (/** @type {any} */ error) {
    const { code = "internal", fields = {} } = error;
    const refused = code === "return_refused" || code === "wrong_state";
    return { do: "settle", page: "trouble", code: refused ? "return_refused" : code, fields };
  }
}

/** @param {Order} order @param {string} requestId */
async function bookedOf(order, requestId) {
  try {
    const booked = await postJson(
      "/api/book",
      { request_id: requestId, ...order },
      { key: requestId, timeoutMs: SLIP_TIMEOUT_MS },
    );
    return { do: "settle", page: "booked", ...booked };
  } catch (/** @type {any} */ error) {
    const { code = "internal", fields = {} } = error;
    const shown = plainCode(code, fields, {});
    return { do: "settle", page: "trouble", code: shown, fields, booking: order, requestId };
  }
}

/**
 * @param {string} path
 * @param {object} order
 * @param {string} requestId
 * @param {object} again  what a second try needs; forgotten, with all of the place, on going home
 */
async function outcomeOf(path, order, requestId, again) {
  try {
    const { ticket, slip } = await postJson(
      path,
      { request_id: requestId, ...order },
      { key: requestId, timeoutMs: SLIP_TIMEOUT_MS },
    );
    return { do: "settle", page: "taken", ticket, slip };
  } catch (/** @type {any} */ error) {
    const { code = "internal", fields = {} } = error;
    if (!error.code) console.error(error);
    const shown = plainCode(code, fields, again);
    return { do: "settle", page: "trouble", code: shown, fields, ...again };
  }
}

/**
 * What a general refusal means here.
 *
 * @param {string} code
 * @param {any} fields
 * @param {any} again
 */
function plainCode(code, fields, again) {
  if (code === "invalid" && fields.what === "person") return "wrong_number";
  const noSuch = code === "invalid" || code === "not_found";
  return noSuch && "appointment" in again ? "unknown_code" : code;
}
