/** The number, what to do with it, and what happens next. */

import { html } from "/kit/ui.js";
import { TicketNumber } from "/kit/number.js";
import { waitInWords } from "/kit/wait.js";
import { Icon } from "../icons.js";
import { QrCode } from "/kit/qr.js";
import { Ring } from "../frame.js";

// Degrees by which an arrow that points down must turn; down is the usual place of a slot.
/** @type {Record<string, number>} */
const TURNS = {
  below: 0,
  "left-below": 45,
  left: 90,
  "right-below": -45,
  right: -90,
  above: 180,
};

export function Taken(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, idle } = k;
  const { ticket, slip } = place;
  const printed = slip === "printed";
  return html`<div class="taken" data-slip=${slip}>
    <section class="taken-number">
      <h1 tabindex="-1">${titleOf(k, ticket, slip)}</h1>
      <${TicketNumber} number=${ticket.number} class="huge" />
      <p class="taken-queue">${t.name(ticket.queue)}</p>
    </section>
    ${ticket.appointment && html`<${Appointment} k=${k} appointment=${ticket.appointment} />`}
    ${!printed && html`<${NoSlip} k=${k} ticket=${ticket} slip=${slip} />`}
    <${Next} k=${k} ticket=${ticket} printed=${printed} />
    ${printed && html`<${SlotArrow} k=${k} />`}
    <section class="taken-leave">
      <${Ring} left=${idle.left ?? 0} of=${idle.of} />
      <p>${t("taken.leaving", { n: idle.left ?? 0 })}</p>
      <button class="second" onClick=${idle.stay}>${t("idle.more_time")}</button>
    </section>
  </div>`;
}

/** The slot, and whether the number is called by it. @param {{k: any, appointment: any}} props */
function Appointment({ k, appointment }) {
  const time = k.times.clock(new Date(appointment.starts_at));
  const key = appointment.arrival === "late" ? "taken.appointment_late" : "taken.appointment";
  return html`<p class="notice"><${Icon} name="calendar" />${k.t(key, { time })}</p>`;
}

/** @param {import("../app.js").Kiosk} k @param {any} ticket @param {string} slip */
function titleOf({ t }, ticket, slip) {
  if (slip !== "printed") return t(`taken.title_${slip}`);
  return t(ticket.reprints ? "taken.title_again" : "taken.title");
}

/** @param {{k: import("../app.js").Kiosk, ticket: any, slip: string}} props */
function NoSlip({ k, ticket, slip }) {
  const { t } = k;
  return html`<section class="no-slip">
    ${ticket.url && html`<${QrCode} text=${ticket.url} label=${t("taken.qr")} />`}
    <div>
      <p class="no-slip-what">${t(`taken.${slip}`)}</p>
      <p>${t(ticket.url ? "taken.scan" : "taken.remember")}</p>
      <p>${t("taken.kept")}</p>
    </div>
  </section>`;
}

/** @param {{k: import("../app.js").Kiosk, ticket: any, printed: boolean}} props */
function Next({ k, ticket, printed }) {
  const { t } = k;
  const windows = ticket.windows.map((/** @type {any} */ each) => each.number).join(t("list.comma"));
  const zone = ticket.zone;
  return html`<section class="next">
    ${t.has(`warning.${ticket.warning}`) &&
    html`<p class="notice"><${Icon} name="clock" />${t(`warning.${ticket.warning}`)}</p>`}
    ${ticket.heard === "by_voice" &&
    html`<p class="notice"><${Icon} name="person" />${t("taken.by_voice")}</p>`}
    ${ticket.heard !== "by_voice" &&
    ticket.offline &&
    html`<p class="notice"><${Icon} name="link" />${t("taken.waits_unknown")}</p>`}
    ${ticket.ahead !== null &&
    html`<p class="ahead">
      ${ticket.ahead === 0
        ? t("taken.first")
        : html`<b>${ticket.ahead}</b> ${t("taken.ahead", { n: ticket.ahead })}`}
      ${ticket.wait && html`<span class="expected">${waitInWords(t, ticket.wait)}</span>`}
    </p>`}
    <h2>${t("taken.next")}</h2>
    <ol class="steps">
      ${printed && html`<li>${t("taken.step_slip")}</li>`}
      <li>${t("taken.step_wait", { place: zone.place || t.name(zone) })}</li>
      <li>
        ${t(stepOf(ticket, windows), { windows })}
      </li>
    </ol>
  </section>`;
}

/** @param {{heard?: string}} ticket @param {string} windows */
function stepOf({ heard }, windows) {
  if (heard === "by_voice" && windows) return "taken.step_voice";
  return windows ? "taken.step_windows" : "taken.step_call";
}

/** An arrow to the place where the slip really comes out of this machine. */
function SlotArrow(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, state } = k;
  const slot = state?.slot ?? "below";
  const known = slot in TURNS ? slot : "below";
  return html`<section class="slot" data-slot=${known}>
    <p>${t("taken.take_slip")}<br /><span>${t(`slot.${known}`)}</span></p>
    <svg class="slot-arrow" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2v18M4 12.500l8 8 8-8" transform=${`rotate(${TURNS[known]} 12 12)`} />
    </svg>
  </section>`;
}
