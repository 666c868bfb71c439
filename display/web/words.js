/** Two languages at once, Chinese first and English smaller under it, and the names of windows. */

import { html } from "/kit/ui.js";
import { loadTexts } from "/kit/texts.js";
import { splitNumber } from "/kit/number.js";

/**
 * @typedef {Record<string, string | number>} Values
 * @typedef {{zh: import("/kit/texts.js").Translate, en: import("/kit/texts.js").Translate}} Words
 */

/** @returns {Promise<Words>} */
export async function loadWords() {
  const files = { zh: "/display/static/texts.zh.json", en: "/display/static/texts.en.json" };
  const en = await loadTexts(files, { language: "en" });
  const zh = await loadTexts(files, { language: "zh" }); // the last one names the page's language
  return { zh, en };
}

/** @param {{zh: string, en?: string | null, class?: string}} props */
export function Both({ zh, en, class: extra = "" }) {
  return html`<span class="both ${extra}">
    <span class="zh">${zh}</span>
    ${en && html`<span class="en" lang="en">${en}</span>`}
  </span>`;
}

/** @param {{words: Words, of: string, values?: Values, class?: string}} props */
export function Say({ words, of, values = {}, class: extra }) {
  return html`<${Both} zh=${words.zh(of, values)} en=${words.en(of, values)} class=${extra} />`;
}

/**
 * A window has a number, or is a place with a name of its own.
 *
 * @param {string} name
 */
export function isNumbered(name) {
  return /^[A-Z]*\d+$/.test(name);
}

/** @param {import("/kit/texts.js").Translate} t @param {string} name */
export function windowName(t, name) {
  return isNumbered(name) ? t("window.numbered", { number: name }) : name;
}

/** `A007` as it stands on displays: `A 007`. @param {string} number */
export function spaced(number) {
  const { letters, digits } = splitNumber(number);
  return [letters, digits].filter(Boolean).join(" ");
}
