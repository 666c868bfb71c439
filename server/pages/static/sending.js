/** Commands sent until an answer comes: with one key, so that they are carried out once. */

import { newKey, postJson } from "/kit/api.js";

export const ANSWER_MS = 5000;
const RETRY_AFTER_MS = [700, 1500, 3000]; // the same key each time, so never a second call

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Whether nothing came back: the command may have been carried out or not. */
export const gotNoAnswer = (error) => ["offline", "timeout"].includes(error.code);

/**
 * @param {string} path
 * @param {object} body
 * @param {{onSlow?: () => void}} [about] onSlow: no answer yet, asking again
 * @returns {Promise<any>}
 * @throws {import("/kit/api.js").ApiError} the refusal, or that no answer came at all
 */
export async function sendOnce(path, body, { onSlow = () => {} } = {}) {
  const options = { key: newKey(), timeoutMs: ANSWER_MS };
  for (const wait of RETRY_AFTER_MS) {
    try {
      return await postJson(path, body, options);
    } catch (error) {
      if (!gotNoAnswer(error)) throw error;
      onSlow();
      await sleep(wait);
    }
  }
  return postJson(path, body, options);
}
