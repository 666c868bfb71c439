/** How the desk says times and refusals. */

import { clockTime, shortDate } from "/kit/clock.js";
import { refusal } from "../console/words.js";

/** @returns {string} `10:20`, or with its day when that is another one: `11月25日 周三 10:20` */
export function momentInWords(moment, now, timeZone, language) {
  const time = clockTime(moment, timeZone);
  const [day, today] = [moment, now].map((each) => shortDate(each, timeZone, language));
  return day === today ? time : `${day} ${time}`;
}

/** A refusal with the times it names: when a queue gives numbers again, from when one may check in. */
export function refusalAtDesk(t, error, timeZone) {
  const { from_at, opens_at, starts_at } = error.fields ?? {};
  const at = from_at ?? opens_at ?? starts_at;
  const said = refusal(t, error);
  const key = `reception.when.${from_at ? "from" : opens_at ? "opens" : "slot"}`;
  return at ? `${said} ${t(key, { time: momentInWords(at, Date.now(), timeZone, t.language) })}` : said;
}

/** Why a queue gives no number now, and when it will; empty while it does. */
export function closedInWords({ issuing, closed_reason }, now, timeZone, t) {
  if (issuing.now) return "";
  const key = `queues.${issuing.reason}`;
  const why = t(t.has(key) ? key : "queues.not_issuing_now", { reason: closed_reason ?? "" });
  if (!issuing.opens_at) return why;
  const time = momentInWords(issuing.opens_at, now, timeZone, t.language);
  return `${why} · ${t("queues.from", { moment: time })}`;
}
