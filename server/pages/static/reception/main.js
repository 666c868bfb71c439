/** The desk at the door: one field for whatever somebody wants, one sheet for what is done. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { HallPicker } from "../halls.js";
import { begin, signInAgain } from "../staff.js";
import { AppointmentSheet } from "./appointment.js";
import { Appointments } from "./appointments.js";
import { BookSheet } from "./book.js";
import { doings } from "./doing.js";
import { Field } from "./field.js";
import { Helping } from "./helping.js";
import { HallWatch } from "./live.js";
import { Head, Notice, Strip } from "./parts.js";
import { Passed, Queues } from "./side.js";
import { TakeSheet } from "./take.js";
import { TicketSheet } from "./ticket.js";
import { Visitors } from "./visitors.js";

const SHEETS = { take: TakeSheet, ticket: TicketSheet, book: BookSheet, appointment: AppointmentSheet };

/** @typedef {{is: "take" | "ticket" | "book" | "appointment", [about: string]: any}} Sheet */

function Reception({ halls, t }) {
  const [hall, setHall] = useState(halls[0]);
  return html`<${Desk} key=${hall.hall_id} first=${hall} t=${t}>
    ${halls.length > 1 && html`<${HallPicker} halls=${halls} hall=${hall} choose=${setHall} t=${t} />`}
  <//>`;
}

function Desk({ first, t, children }) {
  const [sight, setSight] = useState(null);
  const [cut, setCut] = useState(null);
  const [sheet, setSheet] = useState(/** @type {Sheet | null} */ (null));
  const [work, setWork] = useState({ busy: false, slow: false, notice: null });
  const watch = useRef(null);
  const does = useRef(null);
  useEffect(() => {
    watch.current = new HallWatch(first.hall_id, {
      onSight: setSight,
      onCut: (since) => setCut((before) => since && (before ?? since)),
      onSignedOut: signInAgain,
    });
    does.current = doings({ hallId: first.hall_id, t, setWork, setSheet, watch: watch.current, signInAgain });
    return () => watch.current.close();
  }, []);

  if (!sight) return html`<p class="opening" role="status">${t(cut ? "reception.connecting" : "reception.opening")}</p>`;
  const off = work.busy || Boolean(cut);
  const props = { ...sight, cut, work, off, t, does: does.current, watch: watch.current, sheet };
  const Shown = sheet && SHEETS[sheet.is];
  return html`<div class="reception" data-sheet=${sheet?.is ?? "none"} data-link=${cut ? "cut" : "live"}>
    <${Head} ...${props}>${children}<//>
    <${Strip} ...${props} />
    <div class="work">
      <${Notice} ...${props} />
      ${Shown
        ? html`<${Shown} key=${sheet.key} ...${props} />`
        : html`<${Field} ...${props} /><${Appointments} ...${props} />`}
    </div>
    <aside class="side"><${Helping} hall=${sight.hall} t=${t} /><${Queues} ...${props} /><${Passed} ...${props} /><${Visitors} ...${props} /></aside>
  </div>`;
}

const draw = (halls, t) => (halls.length ? html`<${Reception} halls=${halls} t=${t} />` : t("front.no_halls"));
begin(draw, { failed: "reception.connecting" });
