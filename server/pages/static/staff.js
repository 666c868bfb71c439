/** What pages of staff do alike: begin, read again, say when it was and what went wrong. */

import { ApiError } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useState } from "/kit/ui.js";
import { showAlerts } from "./alerts.js";
import { refusal } from "./console/words.js";
import { LANGUAGE, myHalls, TEXTS } from "./finding.js";
import { moment } from "./moment.js";

const RETRY_MS = 3000;

/**
 * Draw a page once its halls are known; until the server answers say so, and ask again.
 *
 * @param {(halls: any[], t: any) => any} draw
 * @param {{failed?: string}} [texts] failed: the key of what is said until then
 */
export async function begin(draw, { failed: key = "queues.failed" } = {}) {
  const root = document.querySelector("#app");
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  for (;;) {
    try {
      const halls = await myHalls();
      root.replaceChildren();
      showAlerts(root, halls, t);
      return render(draw(halls, t), root);
    } catch {
      root.textContent = t(key);
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

/** For `begin`: one part for each hall. */
export const eachHall = (Part) => (halls, t) =>
  halls.map((hall) => html`<${Part} key=${hall.hall_id} hall=${hall} t=${t} />`);

/**
 * Read now and again and again, as long as the page shows this.
 *
 * @param {(isCurrent: () => boolean) => void} look `isCurrent`: whether an answer is still asked for
 * @param {number} everyMs
 * @param {any[]} [about] read anew, too, when one of these changes
 */
export function useReading(look, everyMs, about = []) {
  useEffect(() => {
    let isCurrent = true;
    const again = () => look(() => isCurrent);
    again();
    const timer = setInterval(again, everyMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, about);
}

/**
 * Words of a form that change one by one; of two changes before a drawing both are kept.
 *
 * @template {object} T
 * @param {T | (() => T)} first
 * @returns {[T, (more: Partial<T>) => void]} what is said, and how to say more
 */
export function useParts(first) {
  const [said, set] = useState(first);
  return [said, (more) => set((now) => ({ ...now, ...more }))];
}

/**
 * What went wrong last, in words ("": nothing); how to try something that may; how to set the words.
 *
 * @param {any} t
 * @param {(t: any, error: any) => string} [say]
 * @returns {[string, (work: () => any) => Promise<void>, (words: string) => void]}
 */
export function useTrouble(t, say = failed) {
  const [trouble, setTrouble] = useState("");
  const attempt = async (work) => {
    try {
      await work();
      setTrouble("");
    } catch (error) {
      setTrouble(say(t, error));
    }
  };
  return [trouble, attempt, setTrouble];
}

/** What to show for a refusal; somebody whose session has ended signs in again. */
export function failed(t, error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.code === "unauthenticated") signInAgain();
  return refusal(t, error);
}

/** To the sign-in page, and back here afterwards. */
export function signInAgain() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
}

export { moment };
