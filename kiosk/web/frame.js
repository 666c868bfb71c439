/** What stands around every page: the head, the bottom bar, the questions over it. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { Icon } from "./icons.js";
import { waitingIn } from "./catalogue.js";
import { spoken } from "./pages/locked.js";

const SETTLE_MS = 350;

/**
 * Where am I, what time is it, is the hall open, how busy is it. For the eyes, not the hands.
 *
 * @param {{k: import("./app.js").Kiosk, children: any}} props
 */
export function Header({ k, children }) {
  const { t, catalogue, times, now, closed } = k;
  const waiting = closed ? null : waitingIn(k.board, catalogue.hall.queues);
  return html`<header class="head">
    <p class="head-hall">${t.name(catalogue.hall)}</p>
    <p class="head-clock"><time>${times.clock(now)}</time></p>
    <p class="head-date">${times.date(now)}</p>
    <p class="head-open"><${OpenState} k=${k} /></p>
    ${waiting !== null &&
    html`<p class="head-waiting">
      <span class="head-count">${waiting}</span> ${t("head.waiting", { n: waiting })}
    </p>`}
    ${children}
  </header>`;
}

function OpenState(/** @type {{k: import("./app.js").Kiosk}} */ { k }) {
  const { t, state, times, now } = k;
  if (!state?.open) return t("head.unknown");
  const { now: open, opens_at, closes_at } = state.open;
  if (open && closes_at) {
    return t("head.open_until", { time: times.clock(new Date(closes_at)) });
  }
  if (open) return t("head.open");
  if (opens_at) return t("head.opens_at", { moment: times.moment(new Date(opens_at), now) });
  return t("head.closed");
}

/**
 * Back and home, then the ways of showing; always here, always in this order.
 *
 * @param {{k: import("./app.js").Kiosk, back: () => void,
 *   shown: ReturnType<typeof import("./modes.js").useModes>}} props
 */
export function BottomBar({ k, shown, back }) {
  const { t, place, state } = k;
  const { modes, toggle, switchLanguage } = shown;
  const speaks = modes.care && state?.guidance;
  const atHome = place.page === "home";
  const outcome = place.page === "taken" || place.page === "trouble";
  return html`<nav class="bar" data-ways=${(modes.across ? 3 : 4) + (speaks ? 1 : 0)} aria-label=${t("bar.label")}>
    ${atHome
      ? html`<${Help} k=${k} />`
      : html`${outcome
            ? html`<span></span>`
            : html`<${BarButton} icon="back" label=${t("bar.back")} onClick=${back} />`}
          <${BarButton} icon="home" label=${t("bar.home")} onClick=${k.home} />`}
    <${BarButton}
      icon="larger"
      label=${t(modes.care ? "bar.standard" : "bar.care")}
      pressed=${modes.care}
      onClick=${() => toggle("care")}
    />
    ${speaks &&
    html`<${BarButton}
      icon=${modes.silent ? "mute" : "sound"}
      label=${t(modes.silent ? "bar.speak" : "bar.silence")}
      pressed=${modes.silent}
      onClick=${() => toggle("silent")}
    />`}
    <${BarButton} icon="language" label=${t("bar.language")} onClick=${switchLanguage} />
    ${!modes.across &&
    html`<${BarButton}
      icon=${modes.low ? "high" : "low"}
      label=${t(modes.low ? "bar.not_low" : "bar.low")}
      pressed=${modes.low}
      onClick=${() => toggle("low")}
    />`}
    <${BarButton}
      icon="contrast"
      label=${t(modes.contrast ? "bar.not_contrast" : "bar.contrast")}
      pressed=${modes.contrast}
      onClick=${() => toggle("contrast")}
    />
  </nav>`;
}

/** Who helps, and the way to call somebody; where people come by appointment, to check in. */
function Help(/** @type {{k: import("./app.js").Kiosk}} */ { k }) {
  const { t, catalogue, go, closed } = k;
  const settling = useSettling() ? "" : undefined;
  const words = (/** @type {any} */ between) => html`<${Icon} name="person" />
    <span>${t(closed ? "bar.help_closed" : "bar.help")}${between}<b>${catalogue.hall.enquiry_phone}</b></span>`;
  const call = () => go("help");
  if (!catalogue.takesAppointments) {
    return html`<button class="bar-help" data-settling=${settling} onClick=${call}>${words(html`<br />`)}</button>`;
  }
  return html`<p class="bar-help" data-line>${words(" ")}</p>
    <button class="bar-button bar-check-in" data-settling=${settling} onClick=${() => go("check_in")}>
      <${Icon} name="calendar" /><span>${t("bar.check_in")}</span>
    </button>
    <button class="bar-button" data-settling=${settling} onClick=${call}>
      <${Icon} name="person" /><span>${t("help.title")}</span>
    </button>`;
}

/** It stands where 首页 stood: the second tap of a double tap on that must not press it. */
function useSettling() {
  const [settling, set] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => set(false), SETTLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return settling;
}

/** @param {{icon: string, label: string, pressed?: boolean, onClick: () => void}} props */
function BarButton({ icon, label, pressed = false, onClick }) {
  return html`<button class="bar-button" data-on=${pressed ? "" : undefined} onClick=${onClick}>
    <${Icon} name=${icon} /><span>${label}</span>
  </button>`;
}

/** Nobody has touched the screen for a while. */
export function StillThere(/** @type {{k: import("./app.js").Kiosk}} */ { k }) {
  const { t, idle, home } = k;
  const box = useFocus();
  return html`<div class="over" onClick=${idle.stay}>
    <section class="over-box" role="alertdialog" aria-labelledby="still" ref=${box} tabindex="-1">
      <${Ring} left=${idle.left ?? 0} of=${idle.of} />
      <h2 id="still">${t(k.modes.care ? "say.still" : "idle.question")}</h2>
      <p>${t("idle.then", { n: idle.left ?? 0 })}</p>
      <div class="over-actions">
        <button class="action" onClick=${idle.stay}>${t("idle.more_time")}</button>
        <button class="second" onClick=${home}>${t("idle.home")}</button>
      </div>
    </section>
  </div>`;
}

/**
 * Words of the office, until they are read or their time is over.
 *
 * @param {{t: import("/kit/texts.js").Translate,
 *   message: {zh: string, en: string, until: string}}} props
 */
export function Said({ t, message }) {
  const [read, setRead] = useState("");
  const box = useFocus();
  const id = `${message.until} ${message.zh}`;
  if (read === id) return null;
  return html`<div class="over">
    <section class="over-box" role="alertdialog" aria-labelledby="said" ref=${box} tabindex="-1">
      <${Icon} name="person" class="over-icon" />
      <h2 id="said">${spoken(t, message)}</h2>
      <div class="over-actions">
        <button class="action" onClick=${() => setRead(id)}>${t("said.read")}</button>
      </div>
    </section>
  </div>`;
}

/** A number is being taken; nothing else can be pressed until the answer is there. */
export function Taking(/** @type {{k: import("./app.js").Kiosk}} */ { k }) {
  const box = useFocus();
  const books = k.place.page === "book_who" || k.place.booking;
  return html`<div class="over">
    <section class="over-box" role="status" ref=${box} tabindex="-1">
      <${Icon} name="ticket" class="over-icon" />
      <h2>${k.t(`taking.${books ? "booking" : "now"}`)}</h2>
      <p>${k.t(`taking.${books ? "booking_wait" : "wait"}`)}</p>
    </section>
  </div>`;
}

function useFocus() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  return box;
}

const RING = 2 * Math.PI * 44;

/** Seconds left, as a number in a ring that closes. @param {{left: number, of: number}} props */
export function Ring({ left, of }) {
  const gone = of > 0 ? 1 - left / of : 1;
  return html`<svg class="ring" viewBox="0 0 100 100" role="img" aria-label=${`${left} s`}>
    <circle class="ring-track" cx="50" cy="50" r="44" />
    <circle
      class="ring-left"
      cx="50"
      cy="50"
      r="44"
      transform="rotate(-90 50 50)"
      stroke-dasharray=${RING}
      stroke-dashoffset=${RING * gone}
    />
    <text x="50" y="50" text-anchor="middle" dominant-baseline="central">${left}</text>
  </svg>`;
}
