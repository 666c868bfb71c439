/** It did not work: what happened, what to do now, how to reach a person. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { printerWords } from "../parts.js";
import { CardButton } from "./card.js";

/** @type {Record<string, string>} */
const ICONS = {
  printer_not_ready: "printer",
  server_away: "link",
  offline: "link",
  timeout: "link",
  hall_closed: "clock",
  queue_closed: "clock",
  numbers_used_up: "ticket",
  no_window_serves: "person",
  not_issuing_now: "clock",
  session_full: "ticket",
  cut_off: "clock",
  already_waiting: "ticket",
  person_limit: "ticket",
  identification_required: "person",
  wrong_number: "person",
  too_early: "clock",
  appointment_not_today: "calendar",
  appointment_expired: "clock",
  appointment_used: "ticket",
  appointment_cancelled: "calendar",
  unknown_code: "calendar",
  unknown_scan: "search",
  slot_full: "calendar",
  slot_not_offered: "calendar",
  card_not_valid: "card",
  card_other_kind: "card",
  card_unfit: "card",
  card_server_away: "link",
  card_again: "card",
  return_refused: "clock",
};
// Only these may be gone at the next try; the same request is sent again, so that a number the
// server has given already is found, not doubled.
export const TAKES_A_NUMBER = new Set(["appointment_expired", "appointment_cancelled"]);
const WORTH_A_RETRY = new Set(["printer_not_ready", "server_away", "offline", "timeout"]);
// Who cannot go on by card types a number.
const TYPES_INSTEAD = new Set([
  "wrong_number",
  "card_not_valid",
  "card_other_kind",
  "card_unfit",
  "card_server_away",
]);

/** The code as the texts know it. @param {string} code */
export function knownTrouble(code) {
  return code in ICONS ? code : "other";
}

/** @param {import("../nav.js").Place} place */
export function isWorthARetry({ requestId, code }) {
  return Boolean(requestId) && WORTH_A_RETRY.has(code);
}

/** Whether the page offers to type a number or a code. @param {import("../nav.js").Place} place */
export function mayTypeInstead({ code, wish, finding }) {
  return Boolean(finding) || code === "unknown_code" || (TYPES_INSTEAD.has(code) && Boolean(wish));
}

export function Trouble(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go, takeAs, takeBy, reprint, checkIn, checkInBy, checkInAs, book, catalogue } = k;
  const { code, fields = {}, wish, person, card, appointment, booking, requestId } = place;
  const retry = () => {
    if (wish) return card ? takeBy(wish, card, requestId) : takeAs(wish, person, requestId);
    if (booking) return book(booking, requestId);
    if (person) return checkInAs(person, requestId);
    return card ? checkInBy(card, requestId) : checkIn(appointment, requestId);
  };
  const known = knownTrouble(code);
  const vars = varsOf(k);
  const at = `trouble.${known}.do_at`;
  const doKey = vars.moment && t.has(at) ? at : `trouble.${known}.do`;
  return html`<div class="trouble" data-code=${code}>
    <${Icon} name=${ICONS[code] ?? "person"} class="trouble-icon" />
    <h1 tabindex="-1">${t(`trouble.${known}.what`, vars)}</h1>
    ${vars.why && html`<p class="trouble-why">${vars.why}</p>`}
    <p class="trouble-do">${t(doKey, vars)}</p>
    ${fields.slots?.length > 0 && html`<${Bookable} k=${k} slots=${fields.slots} />`}
    <div class="trouble-actions">
      ${isWorthARetry(place) &&
      html`<button class="action" onClick=${retry}>${t("trouble.retry")}</button>`}
      ${code === "card_again" && html`<${CardButton} k=${k} wish=${wish} label=${t("card.once_more")} />`}
      ${code === "unknown_code" &&
      html`<button class="action" onClick=${() => go("check_in")}>${t("trouble.retype")}</button>`}
      ${TAKES_A_NUMBER.has(code) &&
      html`<button class="action" onClick=${() => go("zones")}>
        <${Icon} name="ticket" />${t("home.take")}
      </button>`}
      ${(fields.slots?.length > 0 || booking) &&
      html`<button class="second" onClick=${() => go("book")}>
        <${Icon} name="calendar" />${t("book.way")}
      </button>`}
      ${code === "already_waiting" &&
      fields.ticket_id &&
      html`<button class="action" onClick=${() => reprint(fields.ticket_id)}>
        <${Icon} name="printer" />${t("trouble.reprint")}
      </button>`}
      ${place.finding &&
      html`<button class="action" onClick=${() => go("find")}>${t("trouble.retype")}</button>`}
      ${TYPES_INSTEAD.has(code) &&
      wish &&
      html`<button class="action" onClick=${() => go("who", { wish })}>${t("trouble.retype")}</button>`}
      <button class="second" onClick=${() => go("guides")}>
        <${Icon} name="book" />${t("home.guide")}
      </button>
    </div>
    <p class="person">
      <${Icon} name="person" />
      <span>${t("trouble.person")}<br /><b>${t("trouble.phone", { phone: catalogue.hall.enquiry_phone })}</b></span>
    </p>
  </div>`;
}

/** When one may come instead, and who books it. @param {{k: import("../app.js").Kiosk, slots: any[]}} props */
function Bookable({ k: { t, times, now }, slots }) {
  return html`<div class="bookable">
    <p>${t("trouble.bookable")}</p>
    <ul>
      ${slots.map(({ starts_at, ends_at }) => html`<li key=${starts_at}>
        ${times.moment(new Date(starts_at), now)}–${times.clock(new Date(ends_at))}
      </li>`)}
    </ul>
  </div>`;
}

/** @param {import("../app.js").Kiosk} k @returns {Record<string, string>} */
function varsOf({ t, place, times, now }) {
  const { code, fields = {} } = place;
  if (code === "printer_not_ready") return { why: printerWords(t, fields.reason) };
  if (code === "queue_closed" && fields.reason) return { why: fields.reason };
  if (code === "return_refused") {
    const why = `trouble.return_refused.${fields.reason}`;
    return t.has(why) ? { why: t(why) } : {};
  }
  if (code === "already_waiting") return { number: fields.number ?? "" };
  if (code === "person_limit") return { limit: fields.limit ?? "" };
  const moment = (/** @type {string} */ at) => times.moment(new Date(at), now);
  if (code === "too_early") return { moment: moment(fields.from_at), slot: moment(fields.starts_at) };
  if (code === "appointment_used" && !fields.number) return {};
  if (fields.starts_at) return { moment: moment(fields.starts_at), number: fields.number ?? "" };
  if (fields.opens_at) return { moment: moment(fields.opens_at) };
  return {};
}
