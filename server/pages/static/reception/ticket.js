/** A ticket at the desk: large enough to be read across it, with what can be done about it now. */

import { TicketNumber } from "/kit/number.js";
import { QrCode } from "/kit/qr.js";
import { html, useState } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";
import { spaced } from "../console/words.js";
import { Confirm, Sheet, Step } from "./parts.js";
import { SlipForWindow, SlipToPrint } from "./slip.js";
import { momentInWords } from "./words.js";

const MAY_CANCEL = new Set(["waiting", "called", "suspended", "passed"]);
const HAS_SLIP = new Set(["waiting", "called", "serving", "suspended", "passed"]);

export function TicketSheet({ sheet, hall, watch, off, does, t }) {
  const { ticket, fresh = false } = sheet;
  const [asked, setAsked] = useState(false);
  const [printed, setPrinted] = useState(false);
  const may = { bringBack: ticket.state === "passed", cancel: MAY_CANCEL.has(ticket.state), print: HAS_SLIP.has(ticket.state) };
  const print = () => {
    setPrinted(true);
    does.print(ticket, fresh && !printed);
  };
  const keys = { Enter: does.next };
  if (may.print) keys.KeyP = print;
  if (may.bringBack) keys.KeyB = () => does.bringBack(ticket);
  if (may.cancel) keys.KeyX = () => setAsked(true);

  return html`<${Sheet} title=${ticket.number} keys=${keys} back=${does.next} off=${off} t=${t} onSubmit=${does.next} class="ticket">
    <div class="ticket-face">
      <div>
        <p class="state ${ticket.state}">${t(`reception.state.${ticket.state}`, { window: ticket.window?.number ?? "" })}</p>
        <p class="large"><${TicketNumber} number=${ticket.number} /></p>
        <p class="for">${t.name(ticket.queue)}${ticket.items.map((item) => ` · ${t.name(item)}`)}</p>
      </div>
      ${may.print && html`<${QrCode} text=${ticket.url} label=${t("reception.scan")} />`}
    </div>
    ${ticket.warning && html`<p class="closed">${t(`reception.warning.${ticket.warning}`)}</p>`}
    <dl class="facts">${facts(ticket, hall, watch.serverNow(), t).map(([key, value]) => html`<div><dt>${t(`reception.fact.${key}`)}</dt><dd>${value}</dd></div>`)}</dl>
    ${sheet.others?.length > 0 &&
    html`<p class="quiet">${t("reception.others", { days: sheet.others.map(({ day }) => day).join("、") })}</p>`}
    <div class="steps">
      <${Step} name="next" shownKey="Enter" first submit off=${off} t=${t} />
      ${may.bringBack && html`<${Step} name="bring_back" shownKey="B" off=${off} run=${() => does.bringBack(ticket)} t=${t} />`}
      ${may.print && html`<${Step} name="print" shownKey="P" off=${off} run=${print} t=${t} />`}
      ${may.cancel && html`<${Step} name="cancel" shownKey="X" danger off=${off} run=${() => setAsked(true)} t=${t} />`}
    </div>
    ${asked &&
    html`<${Confirm} question=${t("reception.cancel_question", { number: spaced(ticket.number) })} yes=${t("reception.cancel_yes")} no=${t("reception.cancel_no")}
      run=${() => (setAsked(false), does.cancel(ticket))} back=${() => setAsked(false)} />`}
    <${SlipToPrint} ticket=${ticket} hall=${hall} t=${t} />
    ${hall.desk.window_slip && html`<${SlipForWindow} ticket=${ticket} hall=${hall} t=${t} />`}
  <//>`;
}

function facts(ticket, hall, now, t) {
  const time = (moment) => momentInWords(moment, now, hall.time_zone, t.language);
  const { appointment, windows, zone } = ticket;
  const waits = ticket.state === "waiting";
  return [
    waits && ["ahead", ticket.ahead === null ? "—" : t("reception.ahead_count", { n: ticket.ahead })],
    waits && ["wait", waitInWords(t, ticket.wait) || "—"],
    waits && windows.length > 0 && ["windows", windows.map(({ number }) => number).join("、")],
    waits && ["area", [t.name(zone), zone.place].filter(Boolean).join(" · ")],
    appointment && ["appointment", t(`reception.arrival.${appointment.arrival}`, { time: time(appointment.starts_at) })],
    ticket.kept_from && ["kept", ticket.kept_from],
    ["issued", time(ticket.issued_at)],
  ].filter(Boolean);
}
