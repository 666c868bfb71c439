/** Who waits where and how long, and who was called and not there. */

import { html } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";
import { spaced } from "../console/words.js";
import { closedInWords } from "./words.js";

export function Queues({ hall, board, off, watch, does, t }) {
  const want = (queue) => does.want({ kind: "queue", id: queue.queue_id, name: t.name(queue), queue, items: [] });
  return html`<section class="queues" aria-labelledby="queues-title">
    <h2 id="queues-title">${t("reception.queues")}</h2>
    <ul>
      ${hall.queues.map((queue) => {
        const closed = closedInWords(queue, watch.serverNow(), hall.time_zone, t);
        return html`<li key=${queue.queue_id} data-queue=${queue.code}>
          <button type="button" disabled=${off} onClick=${() => want(queue)}>
            <b class="prefix">${queue.prefix}</b>
            <span class="name">${t.name(queue)}</span>
            <b class="count">${board.waiting ? board.waiting[queue.queue_id] ?? 0 : "—"}</b>
            <span class="says ${closed ? "shut" : ""}">${closed || waitInWords(t, queue.wait) || "—"}</span>
          </button>
        </li>`;
      })}
    </ul>
  </section>`;
}

export function Passed({ board, off, does, t }) {
  return html`<section class="list" aria-labelledby="passed-title">
    <header><h2 id="passed-title">${t("reception.passed", { n: board.passed.length })}</h2></header>
    ${board.passed.length === 0
      ? html`<p class="none">${t("reception.nobody_passed")}</p>`
      : html`<ul class="passed">
          ${board.passed.map((ticket) => html`<li key=${ticket.ticket_id}>
            <b>${spaced(ticket.number)}</b>
            <button type="button" class="chip" disabled=${off} onClick=${() => does.bringBack(ticket)}>${t("console.passed.bring_back")}</button>
          </li>`)}
        </ul>`}
  </section>`;
}
