/** Queues that give no more numbers while the hall is open: what to say of them, and until when. */

import { clockTime } from "/kit/clock.js";
import { dateWords } from "./follow.js";

/** @typedef {import("./words.js").Words} Words */

const SAID = new Set(["cut_off", "session_full", "numbers_used_up", "queue_closed"]);

/** Why it stopped, as the server's code; null while it gives numbers or its hour has not come. */
/** @param {any} queue @returns {string | null} */
export function stoppedBy({ issuing }) {
  return issuing && !issuing.now && SAID.has(issuing.reason) ? issuing.reason : null;
}

/**
 * One line a queue, for the place where notices take turns.
 *
 * @param {{config: any, ours: (queue: any) => boolean, now: number, words: Words}} about
 * @returns {{zh: string, en: string, stops: true}[]}
 */
export function stopLines({ config, ours, now, words }) {
  if (!config.open.now) return []; // then the whole board says so
  const stopped = config.queues.filter(ours).filter(stoppedBy);
  return stopped.map((/** @type {any} */ queue) => ({ ...line(queue, config.time_zone, now, words), stops: true }));
}

/** @param {any} queue @param {string} timeZone @param {number} now @param {Words} words */
function line(queue, timeZone, now, words) {
  const of = `stop.${stoppedBy(queue)}`;
  const reason = queue.closed_reason ? `，${queue.closed_reason}` : ""; // in the words of the staff
  const zh = words.zh(of, { queue: queue.name }) + reason;
  const en = words.en(of, { queue: queue.name_en || queue.name });
  if (!queue.issuing.opens_at) return { zh, en };
  const at = Date.parse(queue.issuing.opens_at);
  const [day, today] = [at, now].map((each) => dateWords(each, timeZone));
  const time = clockTime(at, timeZone);
  const later = day.en !== today.en;
  return {
    zh: zh + words.zh("stop.opens", { time: later ? `${day.zh} ${time}` : time }),
    en: en + words.en("stop.opens", { time: later ? `${time}, ${day.en}` : time }),
  };
}
