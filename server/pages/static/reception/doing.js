/** The steps of the desk: what is sent, what is shown then, and what is said. */

import { getJson } from "/kit/api.js";
import { spaced } from "../console/words.js";
import { sendOnce } from "../sending.js";
import { refusalAtDesk } from "./words.js";

/**
 * @param {{hallId: number, t: any, setWork: (change: any) => void, setSheet: (sheet: any) => void,
 *   watch: import("./live.js").HallWatch, signInAgain: () => void}} about
 */
export function doings({ hallId, t, setWork, setSheet, watch, signInAgain }) {
  const hall = `/api/v1/halls/${hallId}`;
  let busy = false;
  let shown = 0;

  const show = (is, about = {}) => setSheet({ is, key: (shown += 1), ...about });
  const say = (kind, text, more = {}) => setWork((work) => ({ ...work, notice: { kind, text, ...more } }));

  /** One thing at a time; a refusal is said, never thrown. @returns {Promise<any>} null if refused */
  async function step(ask, said) {
    if (busy) return null;
    busy = true;
    setWork({ busy: true, slow: false, notice: null });
    try {
      const answer = await ask();
      if (said) say("done", said(answer));
      return answer;
    } catch (error) {
      if (!error.code) throw error; // ours, not the server's
      if (error.code === "unauthenticated") signInAgain();
      say("trouble", refusalAtDesk(t, error, watch.sight.hall.time_zone), { number: error.fields?.number });
      return null;
    } finally {
      busy = false;
      setWork((work) => ({ ...work, busy: false, slow: false }));
      watch.readSoon();
    }
  }

  const onSlow = () => setWork((work) => ({ ...work, slow: true }));
  const send = (path, body, said) => step(() => sendOnce(`${hall}${path}`, body, { onSlow }), said);
  const ticketStep = (name, key) => async (ticket) => {
    const after = await send(`/tickets/${ticket.ticket_id}/${name}`, {}, () => t(`reception.done.${key}`, { number: spaced(ticket.number) }));
    if (after) show("ticket", { ticket: after });
  };
  const appointmentStep = (name, key) => async (appointment, body = {}) => {
    const after = await send(`/appointments/${appointment.appointment_id}/${name}`, body, () => t(`reception.done.${key}`));
    if (after) show("appointment", { appointment: after });
    return after;
  };

  return {
    next: () => {
      setWork({ busy: false, slow: false, notice: null });
      setSheet(null);
    },
    want: (want) => show("take", { want }),
    book: (queue, appointment = null, starts_at = null) => show("book", { queue, appointment, starts_at }),
    open: (appointment) => show("appointment", { appointment }),

    take: async ({ kind, id }, about) => {
      const ticket = await send("/tickets", { [`${kind}_id`]: id, channel: "desk", ...about });
      if (ticket) show("ticket", { ticket, fresh: true });
    },
    find: async (number) => {
      const found = await step(() => getJson(`${hall}/tickets?number=${encodeURIComponent(number)}`));
      if (found?.tickets.length) show("ticket", { ticket: found.tickets[0], others: found.tickets.slice(1) });
      else if (found) say("trouble", t("reception.no_such_number", { number }));
    },
    findBySlip: async (token) => {
      const own = await step(() => getJson(`/api/v1/tickets/${encodeURIComponent(token)}`));
      if (!own) return;
      const found = await step(() => getJson(`${hall}/tickets?number=${encodeURIComponent(own.number)}`));
      const ticket = found?.tickets.find((each) => each.token === token);
      if (ticket) show("ticket", { ticket });
      else if (found) say("trouble", t("reception.old_slip", { number: spaced(own.number), day: own.day }));
    },
    bringBack: ticketStep("bring-back", "bring_back"),
    cancel: ticketStep("cancel", "cancel"),
    /** A slip from the browser's own printer; nobody tells us whether it came out. */
    print: async (ticket, fresh) => {
      const [name, body] = fresh ? ["slip", { state: "unknown", reason: "browser" }] : ["reprint", {}];
      if (await send(`/tickets/${ticket.ticket_id}/${name}`, body)) print();
    },

    checkIn: async (code) => {
      const ticket = await send("/appointments/check-in", { code });
      if (ticket) show("ticket", { ticket, fresh: true });
    },
    bookSlot: async (queue, starts_at, person) => {
      const booked = await send("/appointments", { queue_id: queue.queue_id, starts_at, person, source: "desk" }, () => t("reception.done.book"));
      if (booked) show("appointment", { appointment: booked });
    },
    change: (appointment, starts_at) => appointmentStep("change", "change")(appointment, { starts_at }),
    callOff: appointmentStep("cancel", "call_off"),
    undoCheckIn: appointmentStep("undo-check-in", "undo_check_in"),
  };
}
