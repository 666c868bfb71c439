/**
 * Which slides are due now, and which is next. Pure.
 *
 * @typedef {{slide_id: number, title: string, url: string, video: boolean, duration_s: number | null,
 *   fit: "contain" | "cover", first_on: string | null, last_on: string | null, weekdays: number[],
 *   from_time: string | null, until_time: string | null}} Slide
 * @typedef {{day: string, weekday: number, time: string}} Local `2026-11-24`, 2 for Tuesday, `09:30`
 */

import { format } from "/kit/clock.js";

const NOON_Z = "T12:00:00Z"; // of a day by its name: whatever the zone, it is the same weekday

/** @param {number} now in ms @param {string} timeZone the hall's @returns {Local} */
export function localTime(now, timeZone) {
  const day = format(now, timeZone, "en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
  const time = format(now, timeZone, "en-GB", { hour: "2-digit", minute: "2-digit" });
  return { day, weekday: new Date(day + NOON_Z).getUTCDay() || 7, time };
}

/** @param {Slide[]} slides @param {Local} local @returns {Slide[]} in their order */
export function dueSlides(slides, { day, weekday, time }) {
  return slides.filter(
    (slide) =>
      (!slide.first_on || slide.first_on <= day) &&
      (!slide.last_on || day <= slide.last_on) &&
      (slide.weekdays.length === 0 || slide.weekdays.includes(weekday)) &&
      isWithin(time, slide.from_time, slide.until_time),
  );
}

/** A time of day between two others, of which the second may be past midnight. */
/** @param {string} time @param {string | null} from @param {string | null} until */
function isWithin(time, from, until) {
  const [begins, ends] = [from ?? "00:00", until ?? "24:00"];
  return begins <= ends ? begins <= time && time < ends : begins <= time || time < ends;
}

/**
 * The slide after this one, by the present list: it may have changed while this one was shown.
 *
 * @param {Slide[]} due @param {Slide | null} present @returns {Slide | null}
 */
export function nextSlide(due, present) {
  const at = due.findIndex((slide) => slide.slide_id === present?.slide_id);
  return due[(at + 1) % due.length] ?? null;
}
