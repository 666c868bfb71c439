/** The frame of the desk: where one is, whether the line holds, what was done or why not. */

import { clockTime } from "/kit/clock.js";
import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { spaced } from "../console/words.js";

const { accountName } = document.body.dataset;

export function Head({ hall, watch, t, children }) {
  const [now, setNow] = useState(watch.serverNow());
  useEffect(() => {
    const tick = setInterval(() => setNow(watch.serverNow()), 1000);
    return () => clearInterval(tick);
  }, []);
  return html`<header class="head">
    <h1>${t("reception.title")}</h1>
    <p class="hall-name">${t.name(hall)}</p>
    ${children}
    <time>${clockTime(now, hall.time_zone)}</time>
    <nav><a href="/queues">${t("choose.queues")}</a></nav>
    <p class="who">${accountName}</p>
    <button type="button" class="plain" onClick=${() => document.querySelector("#sign-out").submit()}>${t("choose.sign_out")}</button>
  </header>`;
}

export function Strip({ hall, cut, t }) {
  if (!cut) return null;
  return html`<p class="strip" role="alert">${t("console.cut", { time: clockTime(cut, hall.time_zone) })}</p>`;
}

/** Above the work, where the eyes are; a number that a refusal names can be opened from it. */
export function Notice({ work, does, t }) {
  const { busy, slow, notice } = work;
  if (busy) return html`<p class="notice" role="status">${t(slow ? "console.still_working" : "console.working")}</p>`;
  if (!notice) return html`<p class="notice" role="status"></p>`;
  return html`<p class="notice ${notice.kind}" role=${notice.kind === "trouble" ? "alert" : "status"}>
    <span>${notice.text}</span>
    ${notice.number &&
    html`<button type="button" class="chip" onClick=${() => does.find(notice.number)}>${t("reception.show", { number: spaced(notice.number) })}</button>`}
  </p>`;
}

/**
 * A sheet of the work area: a title, what it is about, and keys that stand for its steps.
 *
 * @param {{title: any, keys: Record<string, () => void>, back: () => void, t: any, off: boolean,
 *   children: any, class?: string, onSubmit?: () => void}} props
 */
export function Sheet({ title, keys, back, t, off, children, onSubmit = () => {}, class: extra = "" }) {
  const sheet = useRef(null);
  const now = useRef({});
  now.current = { keys, back, off };
  useEffect(() => {
    const first = sheet.current.querySelector("[data-first]");
    (first ?? sheet.current).focus();
    // Of the whole page: a button that was pressed is off for a moment and loses the focus.
    const onKey = (event) => pressed(event, now.current);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const send = (event) => {
    event.preventDefault();
    if (!off) onSubmit();
  };
  return html`<form ref=${sheet} class="sheet ${extra}" tabindex="-1" aria-label=${title} onSubmit=${send} novalidate>
    ${children}
  </form>`;
}

function pressed(event, { keys, back, off }) {
  if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const does = event.code === "Escape" ? back : keys[event.code.replace("NumpadEnter", "Enter").replace("Numpad", "Digit")];
  const typing = event.code !== "Escape" && target.matches("input:not([type=radio]), select");
  const itself = event.code === "Enter" && target.matches("button, a");
  if (!does || off || typing || itself || target.closest("dialog")) return;
  event.preventDefault();
  does();
}

/** A button that shows its key. */
export function Step({ name, shownKey, first = false, danger = false, off, run, t, submit = false }) {
  const look = ["step", first && "first", danger && "danger"].filter(Boolean).join(" ");
  return html`<button type=${submit ? "submit" : "button"} class=${look} data-step=${name} disabled=${off} onClick=${submit ? null : run}>
    <span>${t(`reception.action.${name}`)}</span> <kbd>${shownKey}</kbd>
  </button>`;
}

/** One question before something that cannot be taken back. */
export function Confirm({ question, yes, no, run, back }) {
  const dialog = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    return () => before?.focus();
  }, []);
  const onKey = (event) => {
    event.stopPropagation();
    if (event.code !== "KeyY" || event.repeat) return;
    event.preventDefault();
    run();
  };
  return html`<dialog ref=${dialog} class="ask" aria-labelledby="ask-title" onKeyDown=${onKey} onCancel=${(event) => (event.preventDefault(), back())}>
    <h2 id="ask-title">${question}</h2>
    <p class="answers">
      <button type="button" class="step" onClick=${back}><span>${no}</span> <kbd>Esc</kbd></button>
      <button type="button" class="step danger" onClick=${run}><span>${yes}</span> <kbd>Y</kbd></button>
    </p>
  </dialog>`;
}
