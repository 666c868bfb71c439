/** The windows of the clerk's hall: who sits where; one tap sits down and opens the console. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { followHall } from "/kit/link.js";
import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { clerkName } from "./console/words.js";
import { HallPicker } from "./halls.js";
import { begin, failed } from "./staff.js";

const RETRY_MS = 3000;
const GATHER_MS = 200;
const accountId = Number(document.body.dataset.accountId);

/** Who sits at each window of a hall: the board says which are in use, the desk by whom. */
async function seats(hall) {
  const { windows } = await getJson(`/api/v1/halls/${hall.hall_id}/board`);
  return Promise.all(
    hall.windows.map(async ({ window_id, number, place }) => {
      const state = windows[window_id]?.state ?? "closed";
      const clerk = state === "closed" ? null : await clerkAt(hall.hall_id, window_id);
      return { window_id, number, place, state, clerk };
    }),
  );
}

async function clerkAt(hallId, windowId) {
  try {
    return (await getJson(`/api/v1/halls/${hallId}/windows/${windowId}/desk`)).window.clerk;
  } catch (error) {
    if (error.code === "forbidden") return null;
    throw error;
  }
}

function Chooser({ halls, t }) {
  const [hall, setHall] = useState(halls[0]);
  const [found, setFound] = useState(null);
  const [lost, setLost] = useState(false);
  const [taking, setTaking] = useState(null);
  const [asked, setAsked] = useState(null);
  const [trouble, setTrouble] = useState("");

  useEffect(() => keepSeats(hall, setFound, setLost), [hall]);

  const take = async (seat, takeOver) => {
    if (taking) return;
    setAsked(null);
    setTrouble("");
    setTaking(seat.window_id);
    try {
      const path = `/api/v1/halls/${hall.hall_id}/windows/${seat.window_id}/open`;
      await postJson(path, { take_over: takeOver }, { key: newKey() });
      location.assign(`/console/${seat.window_id}`);
    } catch (error) {
      setTaking(null);
      if (error.code === "window_taken") setAsked({ ...seat, clerk: clerkName(error.fields.clerk) });
      else setTrouble(failed(t, error));
    }
  };
  const pick = (seat) => {
    const mine = seat.clerk?.account_id === accountId;
    if (mine && seat.state !== "closed") location.assign(`/console/${seat.window_id}`);
    else if (seat.clerk) setAsked({ ...seat, clerk: seat.clerk.name });
    else take(seat, false);
  };

  return html`
    ${halls.length > 1 && html`<${HallPicker} halls=${halls} hall=${hall} choose=${setHall} t=${t} />`}
    <h2>${t.name(hall)}</h2>
    <p class="trouble" role="alert">${lost ? t("choose.failed") : trouble}</p>
    ${found?.length === 0 && html`<p>${t("choose.empty")}</p>`}
    <ul class="seats">
      ${found?.map((seat) => html`<${Seat} key=${seat.window_id} seat=${seat} t=${t} taking=${taking} pick=${pick} />`)}
    </ul>
    ${asked && html`<${TakeOver} seat=${asked} t=${t} yes=${() => take(asked, true)} no=${() => setAsked(null)} />`}
  `;
}

/** Read the seats, and read them again when a window opens, pauses or closes. */
function keepSeats(hall, setFound, setLost) {
  let waiting = null;
  let over = false;
  const read = async () => {
    waiting = null;
    try {
      const found = await seats(hall);
      if (!over) setFound(found);
      setLost(false);
    } catch {
      setLost(true);
      waiting ??= setTimeout(read, RETRY_MS);
    }
  };
  const readSoon = () => (waiting ??= setTimeout(read, GATHER_MS));
  const link = followHall({
    hallId: hall.hall_id,
    apply: (board, { seq, day }) => ({ ...board, seq, day }),
    onEvent: ({ kind }) => /^(window|hall)\./.test(kind) && readSoon(),
    onLink: ({ state }) => state === "live" && readSoon(),
  });
  read();
  return () => {
    over = true;
    clearTimeout(waiting);
    link.close();
  };
}

function Seat({ seat, t, taking, pick }) {
  return html`<li>
    <button type="button" class="seat ${look(seat)}" disabled=${taking !== null} onClick=${() => pick(seat)}>
      <b>${t("choose.number", { number: seat.number })}</b>
      <span class="place">${seat.place}</span>
      <span class="who">${taking === seat.window_id ? t("choose.taking") : whoSits(seat, t)}</span>
    </button>
  </li>`;
}

function look({ state, clerk }) {
  if (clerk?.account_id === accountId) return "mine";
  return state === "closed" ? "free" : "in-use";
}

function whoSits({ state, clerk }, t) {
  if (state === "closed") return t("choose.free");
  if (clerk?.account_id === accountId) return t("choose.yours");
  const key = state === "paused" ? "paused_by" : "by";
  return clerk ? t(`choose.${key}`, { clerk: clerk.name }) : t(`choose.${key}_someone`);
}

function TakeOver({ seat, t, yes, no }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const clerk = seat.clerk ?? t("takeover.someone");
  return html`<dialog ref=${dialog} class="ask" aria-labelledby="ask-title" onCancel=${no}>
    <h2 id="ask-title">${t("takeover.title", { number: seat.number, clerk })}</h2>
    <p>${t("takeover.warning")}</p>
    <p class="answers">
      <button type="button" class="button quiet" onClick=${no} autofocus>${t("takeover.back")}</button>
      <button type="button" class="button" onClick=${yes}>${t("takeover.do")}</button>
    </p>
  </dialog>`;
}

const draw = (halls, t) => (halls.length ? html`<${Chooser} halls=${halls} t=${t} />` : t("front.no_halls"));
begin(draw, { failed: "choose.failed" });
