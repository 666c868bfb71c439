/** The window console: finds its hall, follows it, and wires keys, sheets and steps together. */

import { followHall } from "/kit/link.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useRef, useState } from "/kit/ui.js";
import { showAlerts } from "../alerts.js";
import { hallOfWindow, LANGUAGE, TEXTS } from "../finding.js";
import { signInAgain } from "../staff.js";
import { ASKS, offers, stepFor } from "./actions.js";
import { readBackground } from "./background.js";
import { DeskStore } from "./desk.js";
import { noticesThere, showNotice } from "./desktop_notice.js";
import { doings } from "./doing.js";
import { guidesOf } from "./guide.js";
import { keyName, pressesFocusedControl } from "./keys.js";
import { SheetView } from "./sheet.js";
import { ageOf, sheetFor } from "./sheets.js";
import { allowSound, chime } from "./sound.js";
import { Current, Dock, Head, Lists, Notice, Strip } from "./view.js";
import { refusal, spaced } from "./words.js";

const RETRY_MS = 3000;
const root = document.querySelector("#app");
const windowId = Number(document.body.dataset.windowId);
const accountId = Number(document.body.dataset.accountId);

function Console({ store, t }) {
  const [state, setState] = useState(store.state);
  const [sheet, setSheet] = useState(null);
  const open = useRef(null); // what the keys see; ahead of the drawing
  useEffect(() => store.subscribe(setState), []);

  const show = (next) => setSheet((open.current = next));
  const close = () => show(null);
  const ask = (step, about) => {
    const { now, may } = store;
    const { desk } = store.state;
    show(sheetFor(step, { desk, now, may, t, does, age: ageOf(store), press, ask, about, guides: guidesOf(store.state), guideOf: (id) => store.state.guides?.get(id) }));
  };
  const does = doings(store, { t, leave: chooseWindow, askTakeOver: (clerk) => ask("take_over", clerk) });
  const press = (step) => (ASKS.has(step) ? ask(step) : does[step]());
  useKeys({ store, open, press });

  const { desk } = state;
  const { now } = store;
  useEffect(() => {
    if (open.current && !stillMakesSense(open.current, store)) close();
    document.title = titleOf(state, now, t);
  }, [state]);

  if (state.fatal) return html`<${Dead} t=${t} error=${state.fatal} />`;
  if (!desk) return html`<p class="opening" role="status">${t(state.cut ? "console.connecting" : "console.opening")}</p>`;
  const props = { state, now, store, t, does, desk, press, ask };
  return html`<div class="console ${now}" data-situation=${now} data-link=${state.cut ? "cut" : "live"}>
    <div class="desk">
      <${Head} ...${props} /><${Strip} ...${props} /><${Current} ...${props} />
      <${Notice} ...${props} /><${Dock} ...${props} />
    </div>
    <${Lists} ...${props} />
    ${sheet && html`<${SheetView} sheet=${sheet} t=${t} close=${close} serverNow=${() => store.serverNow()} resume=${does.resume} />`}
  </div>`;
}

function useKeys({ store, open, press }) {
  useEffect(() => {
    let last = null;
    const onKey = (event) => {
      allowSound();
      const { desk, busy, cut, settling } = store.state;
      const name = keyName(event);
      if (!name || !desk || open.current || pressesFocusedControl(event)) return;
      const again = settling && name === last; // the second half of a double press
      last = name;
      if (name === "Space") event.preventDefault(); // nor does it scroll
      const step = stepFor(store.now, name, store.may);
      if (step && !busy && !cut && !again) press(step);
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", allowSound);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", allowSound);
    };
  }, []);
}

/** A sheet asks about a ticket and a situation; when these have gone, so has the question. */
function stillMakesSense(sheet, store) {
  const { now } = store;
  if (sheet.step === "more") return true;
  if (sheet.step === "call_reason") {
    const { next } = store.state.desk.waiting;
    return now === "idle" && next.some(({ ticket_id }) => ticket_id === sheet.about.ticket_id);
  }
  if (sheet.step === "take_over") return ["taken", "closed"].includes(now);
  const { dock, more } = offers(now, store.may);
  return [...dock, ...more].includes(sheet.step);
}

function titleOf({ desk, arrived, cut }, now, t) {
  if (!desk) return t("console.title");
  const here = t("console.window", { number: desk.window.number });
  if (cut) return `✕ ${here}`;
  if (arrived) return `${t("console.arrived_title")} · ${here}`;
  if (desk.current && now !== "taken") return `${spaced(desk.current.ticket.number)} · ${here}`;
  return desk.waiting.total ? `(${desk.waiting.total}) ${here}` : here;
}

function Dead({ t, error }) {
  const gone = ["not_found", "no_such_window"].includes(error.code);
  return html`<div class="opening" role="alert">
    <p>${gone ? t("console.no_such_window") : refusal(t, error)}</p>
    <p><a href="/console">${t("console.choose")}</a></p>
  </div>`;
}

function chooseWindow() {
  location.assign("/console");
}

function stepsForSome() {
  const may = new Set();
  if ("mayChoose" in document.body.dataset) may.add("call_chosen");
  if (noticesThere) may.add("notices");
  return may;
}

async function findHall() {
  for (;;) {
    try {
      return await hallOfWindow(windowId);
    } catch (error) {
      if (error.code === "unauthenticated") signInAgain();
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

async function start() {
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  const hall = await findHall();
  root.replaceChildren();
  if (!hall) return render(html`<${Dead} t=${t} error=${{ code: "no_such_window" }} />`, root);
  const onArrival = () => {
    chime();
    showNotice(t("console.arrived"), t("console.window", { number: store.state.desk.window.number }));
  };
  const store = new DeskStore({ hallId: hall.hall_id, windowId, accountId, may: stepsForSome(), t, onArrival });
  render(html`<${Console} store=${store} t=${t} />`, root);
  // Below: what the clerk works with stays where it is.
  showAlerts(root, [hall], t, { where: "afterend", most: 1 });
  addEventListener("offline", () => store.unplugged());
  addEventListener("online", () => store.refresh({ whatever: true }));
  const background = readBackground(hall.hall_id, (change) => store.change(change));
  followHall({
    hallId: hall.hall_id,
    // The desk comes by request; of the board only its place in the stream is needed.
    apply: (board, { seq, day }) => ({ ...board, seq, day }),
    onEvent: (event) => {
      store.heard(event);
      if (event.kind === "hall.changed") background.refresh();
    },
    onBoard: ({ seq }) => store.skippedTo(seq),
    onLink: (link) => store.linked(link),
  });
  await store.refresh({ whatever: true });
}

start();
