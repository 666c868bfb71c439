/** The pieces both displays are made of. */

import { clockTime } from "/kit/clock.js";
import { html } from "/kit/ui.js";
import { isNumbered, Say } from "./words.js";

/** @typedef {import("./words.js").Words} Words */

export function Arrow() {
  return html`<svg class="arrow" viewBox="0 0 60 40" aria-hidden="true">
    <path d="M2 20 H52 M36 5 L54 20 L36 35" />
  </svg>`;
}

/** @param {{words: Words, of: string, hint: string}} props */
export function Message({ words, of, hint }) {
  return html`<div class="message">
    <${Say} words=${words} of=${of} class="message-title" />
    <${Say} words=${words} of=${hint} class="message-hint" />
  </div>`;
}

/** Since when the numbers may be old. Nobody can miss that it is not a call. */
/** @param {{words: Words, since: Date, timeZone: string}} props */
export function CutOff({ words, since, timeZone }) {
  const time = clockTime(since, timeZone);
  return html`<div class="cut-off" role="alert">
    <svg class="cut-off-sign" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M20 4 L38 36 H2 Z M20 15 V25 M20 29 V31.5" />
    </svg>
    <div>
      <${Say} words=${words} of="cut.title" class="message-title" />
      <${Say} words=${words} of="cut.since" values=${{ time }} class="cut-off-since" />
      <${Say} words=${words} of="cut.ask" class="message-hint" />
    </div>
  </div>`;
}

/** @param {{name: string, suffix: import("./words.js").Words | null}} props */
export function WindowName({ name, suffix }) {
  if (!isNumbered(name)) return html`<span class="window-name">${name}</span>`;
  return html`<span class="window-number">${name}</span>
    ${suffix && html`<${Say} words=${suffix} of="window.suffix" class="window-suffix" />`}`;
}
