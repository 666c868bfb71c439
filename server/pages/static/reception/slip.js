/** The slip of a desk's own printer, 80 mm wide: on paper only, by the style sheet. */

import { clockTime, shortDate } from "/kit/clock.js";
import { TicketNumber } from "/kit/number.js";
import { QrCode } from "/kit/qr.js";
import { html } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";

const HEARD = new Set(["by_voice", "at_window"]); // where no display tells of a call

export function SlipToPrint({ ticket, hall, t }) {
  const at = ticket.issued_at;
  const wait = waitInWords(t, ticket.wait);
  const windows = ticket.windows.map(({ number }) => number).join("、");
  return html`<div class="slip" aria-hidden="true">
    <p>${ticket.hall.name}</p>
    <p class="slip-number"><${TicketNumber} number=${ticket.number} /></p>
    <p>${[ticket.queue.name, ...ticket.items.map(({ name }) => name)].join(" · ")}</p>
    ${ticket.ahead !== null && html`<p>${t("reception.slip.ahead", { n: ticket.ahead })}${wait && ` · ${wait}`}</p>`}
    ${HEARD.has(ticket.heard) && html`<p>${t(`reception.slip.${ticket.heard}`)}</p>`}
    ${windows && html`<p>${t("reception.slip.windows", { windows, area: ticket.zone.name })}</p>`}
    ${ticket.warning && html`<p>${t(`reception.warning.${ticket.warning}`)}</p>`}
    ${ticket.items.filter(({ bring }) => bring).map(({ bring }) => html`<p>${bring}</p>`)}
    <${QrCode} text=${ticket.url} label="" />
    <p>${t("reception.scan")}</p>
    <p>${shortDate(at, hall.time_zone, t.language)} ${clockTime(at, hall.time_zone)}</p>
  </div>`;
}

/** A second slip, which goes with the papers to the window: no code, which is the citizen's. */
export function SlipForWindow({ ticket, hall, t }) {
  const at = ticket.issued_at;
  return html`<div class="slip slip-window" aria-hidden="true">
    <p><b>${t("reception.slip.window_part")}</b></p>
    <p class="slip-number"><${TicketNumber} number=${ticket.number} /></p>
    <p>${[ticket.queue.name, ...ticket.items.map(({ name }) => name)].join(" · ")}</p>
    <p>${shortDate(at, hall.time_zone, t.language)} ${clockTime(at, hall.time_zone)}</p>
  </div>`;
}
