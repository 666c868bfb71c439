/** What a console reads beside its desk: the guides of items, and the clerk's own letters. */

import { getJson } from "/kit/api.js";

const AGAIN_MS = 3_600_000; // letters end at midnight, and a console may stay open for days
const RETRY_MS = 30_000;

/**
 * Read both now, again every hour, and the guides when the hall has changed.
 *
 * @param {number} hallId
 * @param {(change: {guides?: Map<number, any>, letters?: any}) => void} found
 * @returns {{refresh: () => void}}
 */
export function readBackground(hallId, found) {
  const hall = `/api/v1/halls/${hallId}`;
  let timer = null;
  const read = async () => {
    clearTimeout(timer);
    let again = AGAIN_MS;
    try {
      const [{ items }, letters] = await Promise.all([getJson(`${hall}/catalogue`), lettersOf(hall)]);
      found({ guides: new Map(items.map((item) => [item.item_id, item])), letters });
    } catch {
      again = RETRY_MS; // a console without guides still calls; it says what it knows
    }
    timer = setTimeout(read, again);
  };
  read();
  return { refresh: read };
}

async function lettersOf(hall) {
  try {
    return await getJson(`${hall}/accounts/me/authorisations`);
  } catch (error) {
    if (error.code === "forbidden") return null; // somebody who serves nobody needs no letter
    throw error;
  }
}
