/** 找回号: the numbers one has, and today's appointments; found by a card or by a slip's code. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { waitInWords } from "/kit/wait.js";
import { Title } from "../parts.js";

export function Mine(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go } = k;
  const { tickets, appointments = [] } = place.found;
  const none = tickets.length + appointments.length === 0;
  const title = none ? "mine.none" : place.returned ? "mine.returned" : "mine.title";
  return html`<${Title} title=${t(title)} lead=${none && t("mine.none_do")} />
    <ul class="mine">
      ${tickets.map((/** @type {any} */ ticket) => html`<${Numbered} k=${k} ticket=${ticket} />`)}
      ${appointments.map(
        (/** @type {any} */ each) => html`<${Booked} k=${k} appointment=${each} card=${place.card} person=${place.person} />`,
      )}
    </ul>
    ${place.card && html`<p class="notice"><${Icon} name="card" />${t("mine.card")}</p>`}
    <div class="who-actions">
      <button class=${none ? "action" : "second"} onClick=${() => go("zones")}>
        <${Icon} name="ticket" />${t("home.take")}
      </button>
    </div>`;
}

/** @param {{k: import("../app.js").Kiosk, ticket: any}} props */
function Numbered({ k, ticket }) {
  const { t, reprint, bringBack } = k;
  return html`<li class="mine-row">
    <b class="mine-number">${ticket.number}</b>
    <span class="row-text">
      <b>${t.name(ticket.queue)}</b>
      <span>${stateWords(k, ticket)}</span>
    </span>
    ${mayReturn(ticket) &&
    html`<button class="action" onClick=${() => bringBack(ticket.token)}>${t("mine.return")}</button>`}
    ${ticket.ticket_id &&
    html`<button class="second" onClick=${() => reprint(ticket.ticket_id)}>
      <${Icon} name="printer" />${t("trouble.reprint")}
    </button>`}
  </li>`;
}

/** Missed, and not known to have been put back before; the server has the last word. */
export function mayReturn(/** @type {any} */ { state, token, may_return: may = true }) {
  return state === "passed" && token && may;
}

/** @param {import("../app.js").Kiosk} k @param {any} ticket */
function stateWords({ t }, ticket) {
  if (ticket.state === "waiting" && ticket.ahead !== null) {
    const ahead = t("mine.ahead", { n: ticket.ahead });
    return ticket.wait ? `${ahead} · ${waitInWords(t, ticket.wait)}` : ahead;
  }
  if (ticket.state === "called" && ticket.window) {
    return t("mine.called", { window: ticket.window.number });
  }
  if (mayReturn(ticket)) return t("mine.may_return");
  const key = `mine.state.${ticket.state}`;
  return t.has(key) ? t(key) : t("mine.state.other");
}

/** @param {{k: import("../app.js").Kiosk, appointment: any, card?: string, person?: string}} props */
function Booked({ k, appointment, card, person }) {
  const { t, times, checkInBy, checkInAs, go } = k;
  const checkIn = () => {
    if (card) return checkInBy(card);
    return person ? checkInAs(person) : go("check_in");
  };
  const time = times.clock(new Date(appointment.starts_at));
  const from = times.clock(new Date(appointment.from_at));
  return html`<li class="mine-row">
    <b class="mine-number">${time}</b>
    <span class="row-text">
      <b>${t.name(appointment.queue)}</b>
      <span>${appointment.may_check_in ? t("mine.booked") : t("mine.booked_from", { from })}</span>
    </span>
    ${appointment.may_check_in &&
    html`<button class="action" onClick=${checkIn}>
      <${Icon} name="calendar" />${t("check_in.do")}
    </button>`}
  </li>`;
}
