/** The large place: the newest call, or what to say while nobody is called. */

import { clockTime } from "/kit/clock.js";
import { TicketNumber } from "/kit/number.js";
import { html } from "/kit/ui.js";
import { dateWords } from "./follow.js";
import { Fit } from "./measure.js";
import { Arrow, Message, WindowName } from "./parts.js";
import { Both, Say, spaced, windowName } from "./words.js";

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./shown.js").Shown} Shown
 */

/** @param {{shown: Shown | null, config: any, now: number, words: Words}} props */
export function LargePlace({ shown, config, now, words }) {
  if (!shown) return html`<${NobodyCalled} open=${config.open} zone=${config.time_zone} now=${now} words=${words} />`;
  const { call, fresh } = shown;
  const english = words.en("call.sentence", {
    number: spaced(call.number),
    window: windowName(words.en, call.window),
  });
  return html`<div class="called ${fresh ? "is-fresh" : ""}" key=${`${call.visit_id}-${call.calls}`}>
    <${Say} words=${words} of=${fresh ? "call.fresh" : "call.last"} class="called-label" />
    <${Fit} class="called-line">
      <${TicketNumber} number=${call.number} />
      <${Arrow} />
      <${WindowName} name=${call.window} suffix=${words} />
    <//>
    <p class="called-english" lang="en">${english}</p>
    ${call.place && html`<p class="called-place">${call.place}</p>`}
  </div>`;
}

/** @param {{open: any, zone: string, now: number, words: Words}} props */
function NobodyCalled({ open, zone, now, words }) {
  if (open.now) return html`<${Message} words=${words} of="idle.title" hint="idle.hint" />`;
  if (!open.opens_at) {
    return html`<div class="message"><${Say} words=${words} of="rest.title" class="message-title" /></div>`;
  }
  const opens = Date.parse(open.opens_at);
  const day = dateWords(opens, zone);
  const today = day.en === dateWords(now, zone).en;
  const time = clockTime(opens, zone);
  const zh = today ? time : `${day.zh} ${time}`;
  const en = today ? time : `${time}, ${day.en}`;
  return html`<div class="message">
    <${Say} words=${words} of="rest.title" class="message-title" />
    <${Both} class="message-hint" zh=${words.zh("rest.opens", { time: zh })}
      en=${words.en("rest.opens", { time: en })} />
  </div>`;
}
