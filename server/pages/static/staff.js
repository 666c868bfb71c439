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
 * @param {() => void} look
 * @param {number} everyMs
 * @param {any[]} [about] read anew, too, when one of these changes
 */
export function useReading(look, everyMs, about = []) {
  useEffect(() => {
    look();
    const timer = setInterval(look, everyMs);
    return () => clearInterval(timer);
  }, about);
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
