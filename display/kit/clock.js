/** Times as the clocks of a hall show them, whatever zone the browser's machine is set to. */

/** @param {number | Date | string} moment @param {string} timeZone @returns {string} `10:24` */
export function clockTime(moment, timeZone) {
  return format(moment, timeZone, "en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** @param {number | Date | string} moment @param {string} timeZone @param {"zh" | "en"} language @returns {string} `11月24日 周二` */
export function shortDate(moment, timeZone, language) {
  if (language === "en") {
    return format(moment, timeZone, "en-GB", { weekday: "short", day: "numeric", month: "short" });
  }
  const day = format(moment, timeZone, "zh-CN", { month: "long", day: "numeric" });
  return `${day} ${format(moment, timeZone, "zh-CN", { weekday: "short" })}`;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const FORMATS = new Map(); // one costs more to make than a second's painting; a page has a dozen

/** @param {number | Date | string} moment @param {string} timeZone @param {string} locale @param {any} parts */
export function format(moment, timeZone, locale, parts) {
  const name = JSON.stringify([locale, timeZone, parts]);
  const made = FORMATS.get(name) ?? new Intl.DateTimeFormat(locale, { ...parts, timeZone });
  FORMATS.set(name, made);
  return made.format(new Date(moment));
}
