/** One appointment: its time and code, large; check in, another slot, call it off. */

import { clockTime } from "/kit/clock.js";
import { QrCode } from "/kit/qr.js";
import { html, useState } from "/kit/ui.js";
import { spaced } from "../console/words.js";
import { Confirm, Sheet, Step } from "./parts.js";
import { momentInWords } from "./words.js";

export function AppointmentSheet({ sheet, hall, watch, off, does, t }) {
  const { appointment } = sheet;
  const [asked, setAsked] = useState(false);
  const queue = hall.queues.find(({ queue_id }) => queue_id === appointment.queue_id);
  const booked = appointment.state === "booked";
  const checkedIn = appointment.state === "checked_in";
  const checkIn = () => does.checkIn(appointment.code);
  const keys = booked
    ? { KeyC: checkIn, KeyG: () => does.book(queue, appointment), KeyX: () => setAsked(true), Enter: does.next }
    : { Enter: does.next };
  if (checkedIn) Object.assign(keys, { KeyU: () => does.undoCheckIn(appointment), KeyF: () => does.find(appointment.ticket.number) });
  const from = momentInWords(appointment.starts_at, watch.serverNow(), hall.time_zone, t.language);

  return html`<${Sheet} title=${t("reception.kind.check_in")} keys=${keys} back=${does.next} off=${off} t=${t} onSubmit=${does.next} class="ticket">
    <div class="ticket-face">
      <div>
        <p class="state ${appointment.state}">${t(`reception.booking.${appointment.state}`)}</p>
        <p class="large slot-time">${from}–${clockTime(appointment.ends_at, hall.time_zone)}</p>
        <p class="for">${t.name(appointment.queue)}</p>
      </div>
      ${booked && html`<${QrCode} text=${`BDY:${appointment.code}`} label=${t("reception.fact.code")} />`}
    </div>
    <dl class="facts">
      <div><dt>${t("reception.fact.code")}</dt><dd class="code">${appointment.code}</dd></div>
      ${appointment.person && html`<div><dt>${t("reception.fact.person")}</dt><dd>${appointment.person}</dd></div>`}
      ${appointment.ticket && html`<div><dt>${t("reception.fact.number")}</dt><dd>${spaced(appointment.ticket.number)}</dd></div>`}
    </dl>
    <div class="steps">
      ${booked && html`<${Step} name="check_in" shownKey="C" first off=${off} run=${checkIn} t=${t} />`}
      <${Step} name="next" shownKey="Enter" first=${!booked} submit off=${off} t=${t} />
      ${booked && html`<${Step} name="change" shownKey="G" off=${off} run=${() => does.book(queue, appointment)} t=${t} />
        <${Step} name="call_off" shownKey="X" danger off=${off} run=${() => setAsked(true)} t=${t} />`}
      ${checkedIn && html`<${Step} name="show_ticket" shownKey="F" off=${off} run=${() => does.find(appointment.ticket.number)} t=${t} />
        <${Step} name="undo_check_in" shownKey="U" danger off=${off} run=${() => does.undoCheckIn(appointment)} t=${t} />`}
    </div>
    ${asked &&
    html`<${Confirm} question=${t("reception.call_off_question", { time: from })} yes=${t("reception.call_off_yes")} no=${t("reception.cancel_no")}
      run=${() => (setAsked(false), does.callOff(appointment))} back=${() => setAsked(false)} />`}
  <//>`;
}
