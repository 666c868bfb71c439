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
};
// Only these may be gone at the next try; the same request is sent again, so that a number the
// server has given already is found, not doubled.
const WORTH_A_RETRY = new Set(["printer_not_ready", "server_away", "offline", "timeout"]);

export function Trouble(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go, take, catalogue } = k;
  const { code, wish, requestId } = place;
  const known = code in ICONS ? code : "other";
  const vars = varsOf(k);
  const doKey = `trouble.${known}.${vars.moment ? "do_at" : "do"}`;
  return html`<div class="trouble" data-code=${code}>
    <${Icon} name=${ICONS[code] ?? "person"} class="trouble-icon" />
    <h1 tabindex="-1">${t(`trouble.${known}.what`)}</h1>
    ${vars.why && html`<p class="trouble-why">${vars.why}</p>`}
    <p class="trouble-do">${t(doKey, vars)}</p>
    <div class="trouble-actions">
      ${wish &&
      WORTH_A_RETRY.has(code) &&
      html`<button class="action" onClick=${() => take(wish, requestId)}>${t("trouble.retry")}</button>`}
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
  if (code === "hall_closed" && fields.opens_at) {
    return { moment: times.moment(new Date(fields.opens_at), now) };
  }
  return {};
}
