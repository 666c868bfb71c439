/**
 * Taking a number: one intention, one request id, whatever is tapped how often.
 *
 * @typedef {{queue_id: number} | {item_id: number} | {package_id: number}} Wish
 */

import { useCallback, useRef, useState } from "/kit/ui.js";
import { newKey, postJson } from "/kit/api.js";

const SLIP_TIMEOUT_MS = 40_000; // the agent answers when the slip is out, or known not to be

/**
 * @param {(step: any) => void} walk
 * @returns {{taking: boolean, take: (wish: Wish, requestId?: string) => Promise<void>}} give the
 *   request id of a failed attempt to try that same one again
 */
export function useTaking(walk) {
  const [taking, setTaking] = useState(false);
  const underWay = useRef(false); // state is drawn too late to stop the second tap of a double tap
  const take = useCallback(async (/** @type {Wish} */ wish, requestId = newKey()) => {
    if (underWay.current) return;
    underWay.current = true;
    setTaking(true);
    try {
      walk(await outcomeOf(wish, requestId));
    } finally {
      underWay.current = false;
      setTaking(false);
    }
  }, []);
  return { taking, take };
}

/** @param {Wish} wish @param {string} requestId */
async function outcomeOf(wish, requestId) {
  const order = { request_id: requestId, ...wish };
  try {
    const { ticket, slip } = await postJson("/api/tickets", order, {
      key: requestId,
      timeoutMs: SLIP_TIMEOUT_MS,
    });
    return { do: "settle", page: "taken", ticket, slip };
  } catch (/** @type {any} */ error) {
    const { code = "internal", fields = {} } = error;
    if (!error.code) console.error(error);
    return { do: "settle", page: "trouble", code, fields, wish, requestId };
  }
}
