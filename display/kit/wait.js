/** A wait in words. */

import "./told.js";

/**
 * A wait as the server gives it: seconds that 20 and 80 in a hundred do not exceed.
 *
 * @typedef {{low_s: number, high_s: number}} Wait
 * @typedef {{kind: "less" | "about" | "more", n: number}
 *   | {kind: "between", low: number, high: number}} Told
 */

/** @type {(wait: Wait | null | undefined) => Told | null} */
export const toldWait = /** @type {any} */ (self).toldWait;

/**
 * `约 15–25 分钟`, `不到 5 分钟`; empty when nothing is known. The texts are `wait.less`,
 * `wait.about`, `wait.between` and `wait.more`.
 *
 * @param {import("./texts.js").Translate} t
 * @param {Wait | null | undefined} wait
 */
export function waitInWords(t, wait) {
  const told = toldWait(wait);
  return told ? t(`wait.${told.kind}`, { ...told }) : "";
}
