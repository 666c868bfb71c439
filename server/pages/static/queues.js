/** The queues of a hall: which give numbers now, why others do not; close one, open it again. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { followHall } from "/kit/link.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { begin, eachHall, failed, moment } from "./staff.js";

const RETRY_MS = 3000;
const GATHER_MS = 200;
const LOOK_AGAIN_MS = 30_000; // sessions begin and end by the clock, without any event
const REASONS = ["maintenance", "outage", "short_staffed"];

function Queues({ hall: first, t }) {
  const [hall, setHall] = useState(first);
  const [waiting, setWaiting] = useState({});
  const [asked, setAsked] = useState(null);
  const [busy, setBusy] = useState(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => keepHall(first.hall_id, { setHall, setWaiting, setTrouble, t }), []);

  const turn = async (queue, command, body) => {
    setAsked(null);
    setTrouble("");
    setBusy(queue.queue_id);
    try {
      const path = `/api/v1/halls/${hall.hall_id}/queues/${queue.queue_id}/${command}`;
      const changed = await postJson(path, body, { key: newKey() });
      setHall((now) => ({ ...now, queues: now.queues.map((q) => (q.queue_id === changed.queue_id ? changed : q)) }));
    } catch (error) {
      setTrouble(failed(t, error));
    } finally {
      setBusy(null);
    }
  };

  return html`
    <h2>${t.name(hall)}</h2>
    <p class="trouble" role="alert">${trouble}</p>
    <ul class="queues">
      ${hall.queues.map(
        (queue) => html`<${Queue}
          key=${queue.queue_id}
          queue=${queue}
          waiting=${waiting[queue.queue_id] ?? 0}
          busy=${busy !== null}
          close=${() => setAsked(queue)}
          open=${() => turn(queue, "open", {})}
          t=${t}
        />`,
      )}
    </ul>
    ${asked &&
    html`<${Close} queue=${asked} t=${t} back=${() => setAsked(null)} close=${(reason) => turn(asked, "close", { reason })} />`}
  `;
}

function Queue({ queue, waiting, busy, close, open, t }) {
  return html`<li data-queue=${queue.code}>
    <b class="prefix">${queue.prefix}</b>
    <span><b>${t.name(queue)}</b><br /><span class="quiet">${t("queues.waiting", { count: waiting })}</span></span>
    <span class="says ${queue.open ? (queue.issuing.now ? "gives" : "") : "shut"}">${says(queue, t)}</span>
    ${queue.open
      ? html`<button type="button" class="button quiet" disabled=${busy} onClick=${close}>${t("queues.close")}</button>`
      : html`<button type="button" class="button" disabled=${busy} onClick=${open}>${t("queues.open")}</button>`}
  </li>`;
}

/** What the queue does now, and until when. */
function says({ issuing, closed_reason }, t) {
  if (issuing.now) return t("queues.gives");
  if (issuing.reason === "queue_closed") return t("queues.queue_closed", { reason: closed_reason ?? "" });
  const key = `queues.${issuing.reason}`;
  const why = t.has(key) ? t(key) : t("queues.not_issuing_now");
  return issuing.opens_at ? `${why} · ${t("queues.from", { moment: moment(issuing.opens_at, t, { weekday: "short" }) })}` : why;
}

function Close({ queue, t, back, close }) {
  const [reason, setReason] = useState("");
  const said = reason.trim();
  return html`<${Dialog} title=${t("queues.close_title", { queue: t.name(queue) })} t=${t} back=${back}
    go=${() => close(said)} ready=${said} does=${t("queues.close")}>
    <p>${t("queues.close_about")}</p>
    <p class="reasons">
      ${REASONS.map((each) => {
        const words = t(`queues.reason.${each}`);
        return html`<button type="button" class="button quiet" onClick=${() => setReason(words)}>${words}</button>`;
      })}
    </p>
    <label>${t("queues.reason")}
      <input maxlength="200" required value=${reason} onInput=${(event) => setReason(event.target.value)} />
    </label>
  <//>`;
}

/** Follow the hall: who waits by its board, what it gives by its set-up. */
function keepHall(hallId, { setHall, setWaiting, setTrouble, t }) {
  let soon = null;
  let over = false;
  const read = async () => {
    soon = null;
    try {
      const [hall, board] = await Promise.all([
        getJson(`/api/v1/halls/${hallId}`),
        getJson(`/api/v1/halls/${hallId}/board`),
      ]);
      if (over) return;
      setHall(hall);
      setWaiting(board.waiting);
    } catch {
      setTrouble(t("queues.failed"));
      soon ??= setTimeout(read, RETRY_MS);
    }
  };
  const readSoon = () => (soon ??= setTimeout(read, GATHER_MS));
  const link = followHall({
    hallId,
    apply: (board, { seq, day }) => ({ ...board, seq, day }),
    onEvent: readSoon,
    onLink: ({ state }) => state === "live" && readSoon(),
  });
  const clock = setInterval(readSoon, LOOK_AGAIN_MS);
  read();
  return () => {
    over = true;
    clearTimeout(soon);
    clearInterval(clock);
    link.close();
  };
}

begin((halls, t) => (halls.length ? eachHall(Queues)(halls, t) : t("front.no_halls")));
