/** It did not work: what happened, what to do now, how to reach a person. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { printerWords } from "../parts.js";

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
};
// Only these may be gone at the next try; the same request is sent again, so that a number the
// server has given already is found, not doubled.
const TAKES_A_NUMBER = new Set(["appointment_expired", "appointment_cancelled"]);
const WORTH_A_RETRY = new Set(["printer_not_ready", "server_away", "offline", "timeout"]);

export function Trouble(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go, takeAs, reprint, checkIn, catalogue } = k;
  const { code, fields = {}, wish, person, appointment, requestId } = place;
  const known = code in ICONS ? code : "other";
  const vars = varsOf(k);
  const at = `trouble.${known}.do_at`;
  const doKey = vars.moment && t.has(at) ? at : `trouble.${known}.do`;
  return html`<div class="trouble" data-code=${code}>
    <${Icon} name=${ICONS[code] ?? "person"} class="trouble-icon" />
    <h1 tabindex="-1">${t(`trouble.${known}.what`, vars)}</h1>
    ${vars.why && html`<p class="trouble-why">${vars.why}</p>`}
    <p class="trouble-do">${t(doKey, vars)}</p>
    <div class="trouble-actions">
      ${wish &&
      WORTH_A_RETRY.has(code) &&
      html`<button class="action" onClick=${() => takeAs(wish, person, requestId)}>${t("trouble.retry")}</button>`}
      ${appointment &&
      WORTH_A_RETRY.has(code) &&
      html`<button class="action" onClick=${() => checkIn(appointment, requestId)}>${t("trouble.retry")}</button>`}
      ${code === "unknown_code" &&
      html`<button class="action" onClick=${() => go("check_in")}>${t("trouble.retype")}</button>`}
      ${TAKES_A_NUMBER.has(code) &&
      html`<button class="action" onClick=${() => go("zones")}>
        <${Icon} name="ticket" />${t("home.take")}
      </button>`}
      ${code === "already_waiting" &&
      fields.ticket_id &&
      html`<button class="action" onClick=${() => reprint(fields.ticket_id)}>
        <${Icon} name="printer" />${t("trouble.reprint")}
      </button>`}
      ${code === "wrong_number" &&
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

/** @param {import("../app.js").Kiosk} k @returns {Record<string, string>} */
function varsOf({ t, place, times, now }) {
  const { code, fields = {} } = place;
  if (code === "printer_not_ready") return { why: printerWords(t, fields.reason) };
  if (code === "queue_closed" && fields.reason) return { why: fields.reason };
  if (code === "already_waiting") return { number: fields.number ?? "" };
  if (code === "person_limit") return { limit: fields.limit ?? "" };
  const moment = (/** @type {string} */ at) => times.moment(new Date(at), now);
  if (code === "too_early") return { moment: moment(fields.from_at), slot: moment(fields.starts_at) };
  if (code === "appointment_used" && !fields.number) return {};
  if (fields.starts_at) return { moment: moment(fields.starts_at), number: fields.number ?? "" };
  if (fields.opens_at) return { moment: moment(fields.opens_at) };
  return {};
}
