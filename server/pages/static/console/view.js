/** The parts of the console, from top to bottom. Every part keeps its height in every state. */

import { html, useEffect, useState } from "/kit/ui.js";
import { TicketNumber } from "/kit/number.js";
import { waitInWords } from "/kit/wait.js";
import { KEYS, offers } from "./actions.js";
import { Materials } from "./guide.js";
import { Letters } from "./letters.js";
import { Notices } from "./notices.js";
import { running, spaced, wallClock } from "./words.js";

const NEXT_SHOWN = 3;

/** A running time that needs nobody to fetch or render around it. */
function Timer({ since, store }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return html`<span class="timer">${running(store.serverNow() - Date.parse(since))}</span>`;
}

export function Head({ desk, t }) {
  const { number, clerk, station } = desk.window;
  return html`<header class="head">
    <h1>${t("console.window", { number })}</h1>
    <p class="who">${clerk?.name}</p>
    ${station === "offline" && html`<p class="station">${t("console.station.offline")}</p>`}
  </header>`;
}

/** The state of the window; when the line is cut, that is its state. */
export function Strip({ state, now, store, t }) {
  const { desk, cut } = state;
  if (cut) {
    return html`<p class="strip cut" role="alert">${t("console.cut", { time: wallClock(cut) })}</p>`;
  }
  const { state_since: since, pause, clerk } = desk.window;
  if (now === "taken") return html`<p class="strip taken">${t("console.taken", { clerk: clerk.name })}</p>`;
  if (now === "closed") return html`<p class="strip closed">${t("console.state.closed")}</p>`;
  const shown = now === "paused" ? "paused" : "open";
  return html`<p class="strip ${shown}">
    ${t(`console.state.${shown}`)} <${Timer} key=${since} since=${since} store=${store} />${pause && aboutPause(t, pause)}
  </p>`;
}

function aboutPause(t, { reason, until }) {
  const key = `console.reason.${reason}`;
  const why = reason && (t.has(key) ? t(key) : reason);
  const back = until && t("console.until", { time: wallClock(until) });
  return [why, back].filter(Boolean).map((part) => ` · ${part}`).join("");
}

export function Current({ state, now, store, t }) {
  const { desk } = state;
  if (!desk.current || now === "taken") return html`<${Nobody} desk=${desk} now=${now} t=${t} />`;
  const { current } = desk;
  const since = current.state === "called" ? current.last_called_at : current.started_at;
  return html`<section class="current ${current.state}" aria-label=${t(`console.current.${current.state}`)}>
    <p class="status">
      <b class="badge">${t(`console.current.${current.state}`)}</b>
      ${goesFirst(current.ticket, t) && html`<b class="badge priority">${goesFirst(current.ticket, t)}</b>`}
      ${current.ticket.kept_from && html`<b class="badge priority">${kept(current.ticket, t)}</b>`}
      <span class="elapsed">${t(`console.current.${current.state}_for`)} <${Timer} key=${since} since=${since} store=${store} /></span>
    </p>
    <p class="large"><${TicketNumber} number=${current.ticket.number} /></p>
    <p class="items">${itemsOf(current.ticket, t)}</p>
    ${current.ticket.person && html`<p class="why">${t("console.current.person", { person: current.ticket.person })}</p>`}
    <p class="why">${whyCalled(current, t)}</p>
    ${current.state === "called" && html`<${Announced} current=${current} t=${t} />`}
  </section>`;
}

/** By appointment, with its slot; or a priority. */
function goesFirst({ appointment, priority }, t) {
  if (!appointment) return priority > 0 && t("console.current.priority");
  const key = appointment.arrival === "late" ? "console.appointment_late" : "console.appointment";
  return t(key, { time: wallClock(appointment.starts_at) });
}

/** The day a number was drawn that was kept overnight: `11-24 留到今天`. */
function kept({ kept_from }, t) {
  return kept_from && t("console.current.kept", { day: kept_from.slice(5) });
}

function itemsOf({ items: [first, ...others] }, t) {
  if (!first) return t("console.current.no_items");
  if (others.length === 0) return first.name;
  return t("console.current.more_items", { first: first.name, count: others.length + 1 });
}

function whyCalled({ ticket, why }, t) {
  return [t.pick(ticket.queue, ticket.queue_en), why && t.pick(why.zh, why.en)].filter(Boolean).join(" · ");
}

function Announced({ current, t }) {
  const { announced, calls } = current;
  const isFault = ["not_announced", "no_sound"].includes(announced);
  return html`<p class="announced ${announced} ${isFault ? "is-fault" : ""}" role=${isFault ? "alert" : null}>
    ${t(`console.announced.${announced}`)} <span class="calls">${t("console.current.call_count", { calls })}</span>
  </p>`;
}

function Nobody({ desk, now, t }) {
  const { total, not_authorised: barred } = desk.waiting;
  const sentence = {
    idle: total ? "console.idle" : "console.idle_empty",
    paused: "console.paused_hint",
    closed: "console.closed_hint",
    taken: "takeover.warning",
  }[now];
  return html`<section class="current nobody">
    <p class="status">${now !== "taken" && html`<b class="badge">${t(`console.state.${now}`)}</b>`}</p>
    <p class="large">${total} <span class="unit">${t("console.waiting_count")}</span></p>
    <p class="why">${t(sentence)}</p>
    ${barred > 0 && html`<p class="why">${t("console.waiting.not_authorised", { count: barred })}</p>`}
  </section>`;
}

/** What was done, or why not; above the dock, where the eyes are. */
export function Notice({ state, t }) {
  const { busy, slow, notice, arrived } = state;
  if (busy) return html`<p class="notice" role="status">${t(slow ? "console.still_working" : "console.working")}</p>`;
  if (notice?.kind === "trouble") return html`<p class="notice trouble" role="alert">${notice.text}</p>`;
  if (arrived) return html`<p class="notice arrived" role="status">${t("console.arrived")}</p>`;
  return html`<p class="notice done" role="status">${notice?.text}</p>`;
}

export function Dock({ state, now, t, press }) {
  const [first, second, third] = offers(now, new Set()).dock;
  const place = (step, name) =>
    html`<${Step} step=${step} place=${name} state=${state} t=${t} press=${press} />`;
  return html`<nav class="dock" aria-label=${t("console.title")}>
    ${place(first, "first")} ${place(second, "second")} ${place(third, "third")} ${place("more", "more")}
  </nav>`;
}

function Step({ step, place, state, t, press }) {
  if (!step) return html`<span class="step empty ${place}"></span>`;
  const off = state.busy || state.cut || state.settling;
  const look = [place, state.busy === step && "pressed", (state.busy || state.cut) && "off"];
  const [key] = KEYS[step];
  const onClick = (event) => {
    // Left focused, the button would take the next Space for itself.
    if (event.detail > 0) event.currentTarget.blur();
    if (!off) press(step);
  };
  return html`<button type="button" class="step ${look.filter(Boolean).join(" ")}" data-step=${step}
    aria-disabled=${off ? "true" : "false"} aria-keyshortcuts=${key} onClick=${onClick}>
    <span>${t(`console.action.${step}`)}</span> <kbd>${key}</kbd>
  </button>`;
}

export function Lists({ state, now, store, t, does, press, ask }) {
  const { desk, letters } = state;
  const off = Boolean(state.busy || state.cut) || ["taken", "closed"].includes(now);
  const choose = now === "idle" && store.may.has("call_chosen") && ((ticket) => ask("call_reason", ticket));
  return html`<div class="lists">
    ${now !== "taken" && html`<${Materials} state=${state} t=${t} press=${press} />`}
    ${now !== "taken" && html`<${Notices} told=${state.told} t=${t} off=${off} does=${does} />`}
    <${Waiting} desk=${desk} store=${store} t=${t} off=${off} choose=${choose} />
    <${Suspended} desk=${desk} t=${t} off=${off || now !== "idle"} does=${does} />
    <${Passed} desk=${desk} store=${store} t=${t} off=${off} does=${does} />
    <${Letters} letters=${letters} t=${t} />
    <${Rating} rating=${desk.rating} t=${t} />
  </div>`;
}

function Waiting({ desk, store, t, off, choose }) {
  const [whole, setWhole] = useState(false);
  const { total, longest_since: longest, next } = desk.waiting;
  const shown = whole ? next : next.slice(0, NEXT_SHOWN);
  const names = new Map(desk.waiting.queues.map((queue) => [queue.queue_id, queue.name]));
  return html`<section class="list" aria-labelledby="waiting-title">
    <header>
      <h2 id="waiting-title">${t("console.waiting.title")} ${total > 0 && t("console.waiting.total", { count: total })}</h2>
      ${longest && html`<p>${t("console.waiting.longest", { time: "" })}<${Timer} since=${longest} store=${store} /></p>`}
      ${next.length > NEXT_SHOWN &&
      html`<button type="button" class="plain" aria-expanded=${whole} onClick=${() => setWhole(!whole)}>
        ${t(whole ? "console.waiting.fold" : "console.waiting.expand")}
      </button>`}
    </header>
    ${total === 0
      ? html`<p class="none">${t("console.waiting.none")}</p>`
      : html`<ol>
          ${shown.map(
            (ticket) => html`<li key=${ticket.ticket_id}>
              <b>${spaced(ticket.number)}</b>
              ${goesFirst(ticket, t) && html`<b class="mark">${goesFirst(ticket, t)}</b>`}
              <span class="grow">${aboutWaiting(ticket, names, t)}</span>
              <${Timer} since=${ticket.joined_at} store=${store} />
              ${choose &&
              html`<button type="button" class="chip" disabled=${off} onClick=${() => choose(ticket)}>${t("console.waiting.call")}</button>`}
            </li>`,
          )}
        </ol>`}
  </section>`;
}

/** When its turn may come, first, for the line may be cut; its queue, and the day it was kept from. */
function aboutWaiting(ticket, names, t) {
  return [waitInWords(t, ticket.wait), names.get(ticket.queue_id), kept(ticket, t)].filter(Boolean).join(" · ");
}

function Suspended({ desk, t, off, does }) {
  if (desk.suspended.length === 0) return null;
  return html`<section class="list" aria-labelledby="suspended-title">
    <header><h2 id="suspended-title">${t("console.suspended.title")} ${desk.suspended.length}</h2></header>
    <ul>
      ${desk.suspended.map(
        (ticket) => html`<li key=${ticket.ticket_id}>
          <b>${spaced(ticket.number)}</b>
          <span class="grow">
            ${[t(`console.kind.${ticket.kind}`), ticket.code && t("console.suspended.code", { code: ticket.code })].filter(Boolean).join(" · ")}
          </span>
          <button type="button" class="chip" disabled=${off} onClick=${() => does.resume({ ticket_id: ticket.ticket_id })}>${t("console.suspended.resume")}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function Passed({ desk, store, t, off, does }) {
  if (desk.passed.length === 0) return null;
  return html`<section class="list" aria-labelledby="passed-title">
    <header><h2 id="passed-title">${t("console.passed.title")} ${desk.passed.length}</h2></header>
    <ul>
      ${desk.passed.map(
        (ticket) => html`<li key=${ticket.ticket_id}>
          <b>${spaced(ticket.number)}</b>
          <span class="grow"></span>
          <${Timer} since=${ticket.since} store=${store} />
          <button type="button" class="chip" disabled=${off} onClick=${() => does.bring_back(ticket.ticket_id, ticket.number)}>${t("console.passed.bring_back")}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** That a rating came, never which: the clerk must not know what this citizen answered. */
function Rating({ rating, t }) {
  if (!rating) return null;
  return html`<p class="rating ${rating.state}">${t(`console.rating.${rating.state}`, { number: spaced(rating.number) })}</p>`;
}
