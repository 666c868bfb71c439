/** Who is expected: today's appointments that nobody has checked in yet, the next ones first. */

import { clockTime } from "/kit/clock.js";
import { html } from "/kit/ui.js";

const SHOWN = 6;

export function Appointments({ hall, appointments, off, does, t }) {
  const expected = appointments.filter(({ state }) => state === "booked");
  if (appointments.length === 0) return null;
  return html`<section class="list" aria-labelledby="expected-title">
    <header><h2 id="expected-title">${t("reception.expected", { n: expected.length })}</h2></header>
    <ul>
      ${expected.slice(0, SHOWN).map((appointment) => html`<li key=${appointment.appointment_id}>
        <b>${clockTime(appointment.starts_at, hall.time_zone)}</b>
        <span class="grow">${[t.name(appointment.queue), appointment.person].filter(Boolean).join(" · ")}</span>
        <button type="button" class="chip" disabled=${off} onClick=${() => does.open(appointment)}>${t("reception.open")}</button>
        <button type="button" class="chip" disabled=${off} onClick=${() => does.checkIn(appointment.code)}>${t("reception.action.check_in")}</button>
      </li>`)}
    </ul>
  </section>`;
}
