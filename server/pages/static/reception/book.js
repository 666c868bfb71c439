/** An appointment: a day, a free slot, who it is for; or another slot for one that is booked. */

import { getJson } from "/kit/api.js";
import { clockTime, shortDate } from "/kit/clock.js";
import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { Sheet, Step } from "./parts.js";

const DAYS = 14;

export function BookSheet({ sheet, hall, off, does, t }) {
  const { queue, appointment, starts_at } = sheet;
  const [offer, setOffer] = useState(null);
  const [failed, setFailed] = useState(false);
  const [day, setDay] = useState(null);
  const [slot, setSlot] = useState(starts_at);
  const person = useRef(null);
  const days = useRef(null);
  useEffect(() => {
    freeSlots(hall.hall_id, queue.queue_id).then(
      (days) => {
        setOffer(days);
        const wanted = days.find(({ slots }) => slots.some((each) => each.starts_at === starts_at));
        setDay((wanted ?? days[0])?.day ?? null);
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(() => days.current?.querySelector("input:checked").focus(), [offer]);
  const slots = offer?.find((each) => each.day === day)?.slots ?? [];

  const book = () => {
    if (!slot) return;
    const said = person.current?.value.trim() || null;
    if (person.current) person.current.value = ""; // sent and gone, as with numbers
    if (appointment) does.change(appointment, slot);
    else does.bookSlot(queue, slot, said);
  };
  const back = () => (appointment ? does.open(appointment) : does.next());
  const title = t(appointment ? "reception.change_title" : "reception.book_title", { queue: t.name(queue) });

  return html`<${Sheet} title=${title} keys=${{ Enter: book }} back=${back} off=${off} t=${t} onSubmit=${book} class="book">
    <header><p class="kind">${t("reception.kind.check_in")}</p><h2>${title}</h2></header>
    ${failed && html`<p class="closed" role="alert">${t("reception.slots_failed")}</p>`}
    ${offer?.length === 0 && html`<p class="closed">${t("reception.no_slots")}</p>`}
    ${offer?.length > 0 &&
    html`<fieldset ref=${days} class="days"><legend>${t("reception.day")}</legend>
      ${offer.map((each) => html`<label class="chip">
        <input type="radio" name="day" checked=${each.day === day} onChange=${() => (setDay(each.day), setSlot(null))} />
        <span>${shortDate(each.slots[0].starts_at, hall.time_zone, t.language)}</span>
      </label>`)}
    </fieldset>
    <fieldset class="slots" key=${day}><legend>${t("reception.slot")}</legend>
      ${slots.map(({ starts_at, ends_at, free }) => html`<label class="chip">
        <input type="radio" name="slot" disabled=${free === 0} checked=${slot === starts_at} onChange=${() => setSlot(starts_at)} />
        <span>${clockTime(starts_at, hall.time_zone)}–${clockTime(ends_at, hall.time_zone)}</span>
        <small>${free ? t("reception.free", { n: free }) : t("reception.full")}</small>
      </label>`)}
    </fieldset>`}
    ${!appointment &&
    html`<label class="text"><span>${t("reception.field.person")}</span>
      <input ref=${person} name="person" maxlength="128" autocomplete="off" spellcheck="false" />
      <span class="hint">${t("reception.person.optional")}</span></label>`}
    <div class="steps">
      <${Step} name=${appointment ? "change" : "book"} shownKey="Enter" first submit off=${off || !slot} t=${t} />
      <${Step} name="back" shownKey="Esc" run=${back} t=${t} />
    </div>
  <//>`;
}

/** @returns {Promise<{day: string, slots: any[]}[]>} the days that have slots, in order */
async function freeSlots(hallId, queueId) {
  const { slots } = await getJson(`/api/v1/halls/${hallId}/queues/${queueId}/slots?days=${DAYS}`);
  const days = new Map();
  for (const slot of slots) days.set(slot.day, [...(days.get(slot.day) ?? []), slot]);
  return [...days].map(([day, own]) => ({ day, slots: own }));
}
