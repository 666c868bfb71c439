/** The queues of a hall: which give numbers now, why others do not; close one, open it again. */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { followHall } from "/kit/link.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useRef, useState } from "/kit/ui.js";
import { refusal } from "./console/words.js";
import { LANGUAGE, myHalls, TEXTS } from "./finding.js";

const RETRY_MS = 3000;
const GATHER_MS = 200;
const LOOK_AGAIN_MS = 30_000; // sessions begin and end by the clock, without any event
const REASONS = ["maintenance", "outage", "short_staffed"];
const root = document.querySelector("#app");

function Queues({ first, t }) {
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
      if (error.code === "unauthenticated") location.assign("/login?next=/queues");
      else if (error instanceof ApiError) setTrouble(refusal(t, error));
      else throw error;
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
  return issuing.opens_at ? `${why} · ${t("queues.from", { moment: moment(issuing.opens_at, t) })}` : why;
}

function moment(at, t) {
  const options = { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Date(at).toLocaleString(t.language === "en" ? "en-GB" : "zh-CN", options);
}

function Close({ queue, t, back, close }) {
  const dialog = useRef(null);
  const [reason, setReason] = useState("");
  useEffect(() => dialog.current.showModal(), []);
  const send = (event) => {
    event.preventDefault();
    if (reason.trim()) close(reason.trim());
  };
  return html`<dialog ref=${dialog} class="ask" aria-labelledby="ask-title" onCancel=${back}>
    <form onSubmit=${send}>
      <h2 id="ask-title">${t("queues.close_title", { queue: t.name(queue) })}</h2>
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
      <p class="answers">
        <button type="button" class="button quiet" onClick=${back}>${t("takeover.back")}</button>
        <button type="submit" class="button" disabled=${!reason.trim()}>${t("queues.close")}</button>
      </p>
    </form>
  </dialog>`;
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

async function start() {
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  for (;;) {
    try {
      const halls = await myHalls();
      root.replaceChildren();
      return render(
        halls.length ? halls.map((hall) => html`<${Queues} key=${hall.hall_id} first=${hall} t=${t} />`) : t("front.no_halls"),
        root,
      );
    } catch {
      root.textContent = t("queues.failed");
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

start();
