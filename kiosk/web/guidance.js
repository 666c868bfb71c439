/**
 * 语音指引: in care mode every page says in one short sentence what to do, in writing and aloud. The
 * station makes the sound of what the texts hold under `say`; there is no way to have it say
 * anything else, and so nothing of a person but the number of their ticket.
 *
 * @typedef {{say: string, trouble?: string, number?: string}} Sentence `say`: its key; `trouble`:
 *   the trouble whose first line it begins with; `number`: of a ticket
 */

import { html, useEffect, useRef } from "/kit/ui.js";
import { Icon } from "./icons.js";
import { queueOfWish, whyShut } from "./catalogue.js";
import { mayReturn } from "./pages/mine.js";
import { isWorthARetry, knownTrouble, mayTypeInstead, TAKES_A_NUMBER } from "./pages/trouble.js";

/**
 * The sentence, where the eye looks for where it is; spoken once on arrival, unless it is silenced.
 *
 * @param {{k: import("./app.js").Kiosk, arrival: number, busy: boolean}} props `arrival`: changes
 *   when a page comes; `busy`: the page waits for an answer, and has nothing to say
 */
export function Guidance({ k, arrival, busy }) {
  const { t, modes, state } = k;
  const sentence = sentenceOf(k);
  const speaks = state?.guidance && !modes.silent && !busy;
  const voice = useVoice(speaks ? addressOf(sentence, t.language) : null, arrival);
  return html`<p class="head-say">
    <${Icon} name=${speaks ? "sound" : "next"} /><span>${inWords(t, sentence)}</span>
    <audio ref=${voice}></audio>
  </p>`;
}

/**
 * @param {import("/kit/texts.js").Translate} t
 * @param {Sentence} sentence
 */
export function inWords(t, { say, trouble, number = "" }) {
  return t(`say.${say}`, { number, what: trouble ? t(`trouble.${trouble}.what`, { number }) : "" });
}

/** @param {Sentence} sentence @param {string} language */
function addressOf(sentence, language) {
  const asked = Object.entries({ ...sentence, language }).filter(([, value]) => value);
  return `/api/guidance.wav?${new URLSearchParams(asked)}`;
}

/**
 * One voice: what it says ends when there is something else to say, or nothing any more.
 *
 * @param {string | null} address of the sound; null for silence
 * @param {number} arrival the same words are said again on another page
 */
function useVoice(address, arrival) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  useEffect(() => {
    const voice = audio.current;
    if (!voice || !address) return undefined;
    voice.src = address;
    voice.play().catch(() => {}); // without sound, the sentence stands on the page all the same
    return () => voice.pause();
  }, [address, arrival]);
  return audio;
}

/**
 * What to do on the page that is shown.
 *
 * @param {import("./app.js").Kiosk} k
 * @returns {Sentence}
 */
export function sentenceOf(k) {
  const { place, catalogue, closed, asking } = k;
  if (asking) return { say: "still" };
  switch (place.page) {
    case "home":
      return { say: closed ? "night" : "home" };
    case "zone": {
      const { length } = [...catalogue.queuesOf(place.zoneId), ...catalogue.packagesOf(place.zoneId)];
      return { say: length > 0 ? "zone" : "ask" };
    }
    case "item":
      return { say: givesANumber(k, { item_id: place.itemId }) ? "item" : "read" };
    case "package":
      return { say: givesANumber(k, { package_id: place.packageId }) ? "package" : "read" };
    case "booked":
      return { say: place.slip === "printed" ? "booked" : "booked_no_slip" };
    case "help":
      return { say: closed ? "suggest" : "help" };
    case "notice":
      return { say: place.notice.may_return ? "notice" : "notice_over" };
    case "progress":
      return { say: k.state?.progress ? "progress" : "progress_none" };
    case "mine":
      return { say: sayOfMine(place.found) };
    case "taken":
      return { say: TAKEN[place.slip] ?? "taken", number: place.ticket.number };
    case "trouble":
      return troubleOf(k);
    default:
      return { say: place.page };
  }
}

/** @type {Record<string, string>} */
const TAKEN = { failed: "taken_failed", unknown: "taken_unknown" };

/** @param {import("./app.js").Kiosk} k @param {any} wish */
function givesANumber({ catalogue, board, now, alone, closed }, wish) {
  const queue = queueOfWish(catalogue, wish);
  return !closed && queue !== undefined && whyShut(board, queue, now, alone) === null;
}

/** @param {{tickets: any[], appointments?: any[]}} found */
function sayOfMine({ tickets, appointments = [] }) {
  if (tickets.length + appointments.length === 0) return "mine_none";
  if (tickets.some(mayReturn)) return "mine_return";
  return appointments.some(({ may_check_in }) => may_check_in) ? "mine_booked" : "mine";
}

const LATER = new Set(["too_early", "appointment_not_today"]);
/** @type {Record<string, string>} */
const OWN = { already_waiting: "trouble_have", card_again: "trouble_again" };

/** @param {import("./app.js").Kiosk} k @returns {Sentence} */
function troubleOf({ place, closed }) {
  const trouble = knownTrouble(place.code);
  const number = trouble === "already_waiting" ? place.fields?.number : undefined;
  return { say: OWN[trouble] ?? wayOn(place, trouble, closed !== null), trouble, number };
}

/** @param {import("./nav.js").Place} place @param {string} trouble @param {boolean} atNight */
function wayOn(place, trouble, atNight) {
  if (isWorthARetry(place)) return "trouble_retry";
  if (mayTypeInstead(place)) return "trouble_type";
  if (LATER.has(trouble)) return "trouble_later";
  if (atNight) return "trouble_night";
  return TAKES_A_NUMBER.has(trouble) ? "trouble_take" : "trouble";
}
