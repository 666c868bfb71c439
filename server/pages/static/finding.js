/** Which hall: the clerk's own, or for somebody of all halls the one that has what is looked for. */

import { getJson } from "/kit/api.js";

/** @returns {Promise<any[]>} the configurations of the halls this person may work in */
export async function myHalls() {
  const own = document.body.dataset.hallId;
  if (own) return [await getJson(`/api/v1/halls/${own}`)];
  const { halls } = await getJson("/api/v1/halls");
  return Promise.all(halls.map(({ hall_id }) => getJson(`/api/v1/halls/${hall_id}`)));
}

/**
 * @param {number} windowId
 * @returns {Promise<any|null>} the hall that has this window, or null
 */
export async function hallOfWindow(windowId) {
  const halls = await myHalls();
  return halls.find((hall) => hall.windows.some(({ window_id }) => window_id === windowId)) ?? null;
}

/** The texts of the pages, in Chinese unless the address asks for English (`?lang=en`). */
export const TEXTS = { zh: "/static/texts.zh.json", en: "/static/texts.en.json" };
export const LANGUAGE = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh";
