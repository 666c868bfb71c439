/** Cards and codes held to the machine, as its agent tells of them. */

import { useEffect, useRef, useState } from "/kit/ui.js";
import { getJson, newKey, postJson } from "/kit/api.js";

const ANSWER_MS = 6000; // the agent answers after a second or two, card or none
const PAUSE_MS = 300;
const AWAY_PAUSE_MS = 2000;
// After these one goes on holding; after all others the page goes elsewhere.
const STAYING = new Set(["waiting", "again", "away"]);

/**
 * Look for a card as long as the page stands. Each stay has a key of its own: the agent gives the
 * card of one to no other.
 *
 * @param {(held: {outcome: string, card: string | null}) => void} onHeld
 * @returns {string} "waiting", "again" (one was not read), "away" (the reader)
 */
export function useCard(onHeld) {
  const [outcome, setOutcome] = useState("waiting");
  useEffect(() => {
    const stay = newKey();
    let stands = true;
    const ask = async () => {
      const held = await postJson("/api/card", { stay }, { timeoutMs: ANSWER_MS }).catch(() => ({
        outcome: "away",
        card: null,
      }));
      if (!stands) return;
      if (!STAYING.has(held.outcome)) {
        onHeld(held);
        return;
      }
      // What went wrong stays on the page until the next card is there.
      setOutcome((before) => (held.outcome === "waiting" && before === "again" ? before : held.outcome));
      setTimeout(ask, held.outcome === "away" ? AWAY_PAUSE_MS : PAUSE_MS);
    };
    ask();
    return () => void (stands = false);
  }, []);
  return outcome;
}

/**
 * Let the agent forget whose card it was once the last page that needs it is left.
 *
 * @param {boolean} isNeeded
 */
export function useForgetting(isNeeded) {
  useEffect(() => {
    if (!isNeeded) return undefined;
    return () => void postJson("/api/card/forget").catch(() => {}); // it forgets by itself, later
  }, [isNeeded]);
}

/**
 * Hear what the agent's scanner reads.
 *
 * @param {((scan: {kind: string, value: string | null}) => void) | null} onScan null while nobody
 *   listens; a code scanned then is meant for nobody
 */
export function useCodes(onScan) {
  const latest = useRef(onScan);
  latest.current = onScan;
  useEffect(() => {
    if (!onScan) return undefined;
    let stands = true;
    const listen = async (/** @type {number | null} */ after) => {
      const path = after === null ? "/api/scan" : `/api/scan?after=${after}`;
      const heard = await getJson(path, { timeoutMs: ANSWER_MS }).catch(() => null);
      if (!stands) return;
      if (heard?.kind) latest.current?.(heard);
      setTimeout(() => stands && listen(heard ? heard.n : null), heard ? 0 : AWAY_PAUSE_MS);
    };
    listen(null);
    return () => void (stands = false);
  }, [Boolean(onScan)]);
}
