/** 预约, at any hour: which service, which day, which time, and whose it is; then its code. */

import { getJson } from "/kit/api.js";
import { QrCode } from "/kit/qr.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Choices, Title } from "../parts.js";
import { inFours } from "./check_in.js";
import { isComplete, NumberField } from "./who.js";

/** @typedef {{starts_at: string, ends_at: string, day: string, free: number}} Slot */

export function Book(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, go } = k;
  return html`<${Title} title=${t("book.title")} lead=${t("book.lead")} />
    <${Choices}
      k=${k}
      all=${catalogue.bookable}
      none=${t("book.none")}
      draw=${(/** @type {import("../catalogue.js").Queue} */ queue) => html`<button
        class="row"
        onClick=${() => go("book_day", { queueId: queue.queue_id })}
      >
        <span class="row-text"><b>${t.name(queue)}</b></span>
        <${Icon} name="next" />
      </button>`}
    />`;
}

export function BookDay(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, times, place, go, catalogue } = k;
  const { queueId } = place;
  const slots = useSlots(queueId);
  const title = t("book.which_day");
  if (!Array.isArray(slots)) {
    const phone = catalogue.hall.enquiry_phone;
    return html`<${Title} title=${title} />
      <p class="none" role="status">${t(slots === "away" ? "book.away" : "book.asking", { phone })}</p>`;
  }
  const days = [...new Set(slots.map((slot) => slot.day))];
  return html`<${Title} title=${title} />
    <${Choices}
      k=${k}
      all=${days}
      none=${t("book.full")}
      draw=${(/** @type {string} */ day) => {
        const ofDay = slots.filter((slot) => slot.day === day);
        return html`<button class="row" onClick=${() => go("book_slot", { queueId, slots: ofDay })}>
          <span class="row-text"><b>${times.date(new Date(ofDay[0].starts_at))}</b></span>
          <span class="waiting">${t("book.slots", { n: ofDay.length })}</span>
          <${Icon} name="next" />
        </button>`;
      }}
    />`;
}

/**
 * The slots of a queue that have a place left.
 *
 * @param {number} queueId
 * @returns {Slot[] | "asking" | "away"}
 */
function useSlots(queueId) {
  const [slots, setSlots] = useState(/** @type {Slot[] | "asking" | "away"} */ ("asking"));
  useEffect(() => {
    let stands = true;
    getJson(`/api/slots?queue_id=${queueId}`)
      .then((found) => found.slots.filter((/** @type {Slot} */ { free }) => free > 0))
      .catch(() => /** @type {const} */ ("away"))
      .then((found) => stands && setSlots(found));
    return () => void (stands = false);
  }, [queueId]);
  return slots;
}

export function BookSlot(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, times, place, go } = k;
  const { queueId, slots } = place;
  return html`<${Title} title=${t("book.which_time", { day: times.date(new Date(slots[0].starts_at)) })} />
    <${Choices}
      k=${k}
      columns=${2}
      all=${slots}
      draw=${(/** @type {Slot} */ slot) => html`<button
        class="tile"
        onClick=${() => go("book_who", { queueId, slot })}
      >
        <b class="tile-name">${times.clock(new Date(slot.starts_at))}</b>
        <span class="tile-about">${t("book.left", { n: slot.free })}</span>
      </button>`}
    />`;
}

export function BookWho(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, times, now, place, book } = k;
  const { queueId, slot } = place;
  const [said, setSaid] = useState("");
  const go = (/** @type {string} */ person) => book({ queue_id: queueId, starts_at: slot.starts_at, person });
  const moment = times.moment(new Date(slot.starts_at), now);
  return html`<${Title} title=${t("book.who")} />
    <${NumberField} k=${k} said=${said} type=${setSaid} go=${go} />
    <p class="who-privacy"><${Icon} name="person" />${t("book.privacy")}</p>
    <div class="who-actions">
      <button class="action" disabled=${!isComplete(said)} onClick=${() => go(said)}>
        <${Icon} name="calendar" />${t("book.do", { moment })}
      </button>
    </div>`;
}

/** Booked: when to come, and the code; on paper, or to photograph. */
export function Booked(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, times, now, place } = k;
  const { appointment, slip } = place;
  const { starts_at, code, queue } = appointment;
  return html`<${Title} title=${t("book.booked")} />
    <ul class="mine">
      <li class="mine-row">
        <b class="mine-number">${inFours(code)}</b>
        <span class="row-text">
          <b>${times.moment(new Date(starts_at), now)}</b>
          <b>${t.name(queue)}</b>
        </span>
      </li>
    </ul>
    <p class="notice"><${Icon} name="ticket" />${t(`book.slip_${slip}`)}</p>
    <section class="help-complaints">
      ${slip !== "printed" && html`<${QrCode} text=${`BDY:${code}`} label=${t("book.qr")} />`}
      <div><p>${t("book.then")}</p></div>
    </section>`;
}
