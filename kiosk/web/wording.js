/** Times and limits in words, in the hall's own time zone. */

const LOCALES = { zh: "zh-CN", en: "en-GB" };

/**
 * @param {import("/kit/texts.js").Translate} t
 * @param {string} timeZone  IANA name, such as `Asia/Shanghai`
 */
export function timesIn(t, timeZone) {
  const format = (/** @type {Date} */ at, /** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(LOCALES[t.language], { timeZone, ...options }).format(at);
  const clock = (/** @type {Date} */ at) =>
    format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = (/** @type {Date} */ at) =>
    format(at, { month: "long", day: "numeric", weekday: "long" });
  const day = (/** @type {Date} */ at) =>
    new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);

  /** `今天 13:30`, `明天 08:30`, `11月30日星期一 08:30`. */
  const moment = (/** @type {Date} */ at, /** @type {Date} */ now) => {
    const tomorrow = new Date(now.getTime() + 24 * 3600 * 1000);
    if (day(at) === day(now)) return t("time.today", { time: clock(at) });
    if (day(at) === day(tomorrow)) return t("time.tomorrow", { time: clock(at) });
    return t("time.other_day", { day: date(at), time: clock(at) });
  };
  return { clock, date, moment };
}

/**
 * A time limit as a sentence: `5 个工作日`, `当场办结`, with its note.
 *
 * @param {import("/kit/texts.js").Translate} t
 * @param {import("./catalogue.js").TimeLimit | null | undefined} limit
 */
export function limitInWords(t, limit) {
  if (!limit) return t("guide.unknown");
  const { days, unit, note } = limit;
  if (days === null || days === undefined) return note || t("guide.unknown");
  const unitKey = unit === "自然日" ? "guide.calendar_days" : "guide.working_days";
  const span = days === 0 ? t("guide.at_once") : t(unitKey, { n: days });
  if (!note) return span;
  return note.includes(span) ? note : `${span} ${note}`;
}
