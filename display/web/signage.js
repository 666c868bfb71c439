/** What a hall's displays show beside calls, read from the server: slides, and layouts of its own. */

import { getJson } from "/kit/api.js";
import { useEffect, useState } from "/kit/ui.js";

const AGAIN_MS = 60_000; // days go by without an event
const RETRY_MS = 3_000;

/** @typedef {{slides: import("./playlist.js").Slide[], layouts: Record<string, any>}} Signage */

/**
 * @param {number} hallId @param {number} changes how often the hall's set-up has changed: read again
 * @returns {Signage | null} null until it is known; without a link the last that was
 */
export function useSignage(hallId, changes) {
  const [signage, setSignage] = useState(/** @type {Signage | null} */ (null));
  useEffect(() => {
    let timer = 0;
    let closed = false;
    const read = async () => {
      let again = AGAIN_MS;
      try {
        const { slides, layouts } = await getJson(`/api/v1/halls/${hallId}/signage`);
        if (closed) return;
        const named = layouts.map((/** @type {any} */ { name, definition }) => [name, definition]);
        setSignage({ slides, layouts: Object.fromEntries(named) });
      } catch {
        again = RETRY_MS;
      }
      if (!closed) timer = setTimeout(read, again);
    };
    read();
    return () => {
      closed = true;
      clearTimeout(timer);
    };
  }, [hallId, changes]);
  return signage;
}
