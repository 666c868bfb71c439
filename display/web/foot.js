/** The foot: the time, what is being said or else notices, whom to telephone with a complaint. */

import { clockTime } from "/kit/clock.js";
import { html } from "/kit/ui.js";
import { dateWords } from "./follow.js";
import { Fit } from "./measure.js";
import { Notices } from "./notices.js";
import { stopLines } from "./stopped.js";
import { Both, Say } from "./words.js";

/** @param {any} props */
export function Foot({ notices, ...props }) {
  const { config, now, speech, words } = props;
  const date = dateWords(now, config.time_zone);
  return html`<footer class="foot">
    <div class="clock">
      <time class="clock-time">${clockTime(now, config.time_zone)}</time>
      <${Both} zh=${date.zh} en=${date.en} class="clock-date" />
    </div>
    ${speech.clip
      ? html`<${Caption} clip=${speech.clip} />`
      : notices ? html`<${FootNotices} ...${props} />` : html`<span></span>`}
    <div class="phone">
      ${speech.blocked && html`<${Say} words=${words} of="speech.tap" class="phone-label" />`}
      ${!speech.blocked && config.supervision_phone && html`
        <${Say} words=${words} of="phone.supervision" class="phone-label" />
        <${Fit} class="phone-number">${config.supervision_phone}<//>`}
    </div>
  </footer>`;
}

/** @param {any} props */
export function FootNotices({ config, ours, now, layout, words }) {
  const preview = { zh: words.zh("preview.notice"), en: words.en("preview.notice"), stops: true };
  const lines = [...stopLines({ config, ours, now, words }), ...config.notices];
  return html`<${Notices} notices=${layout.preview ? [preview] : lines} />`;
}

/** What is being said, in the same words. */
/** @param {{clip: import("./speech.js").Clip}} props */
function Caption({ clip }) {
  return html`<div class="caption" role="status" lang=${clip.language}>
    <svg class="caption-sign" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M5 15 H12 L22 6 V34 L12 25 H5 Z M28 13 Q33 20 28 27 M33 8 Q41 20 33 32" />
    </svg>
    <${Fit} class="caption-text">${clip.text}<//>
  </div>`;
}
