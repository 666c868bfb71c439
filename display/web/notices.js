/** The hall's notices, one after another: still if they fit, else they pass by once and slowly. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { Both } from "./words.js";

const HOLD_MS = 9_000;
const SPEED_MM_PER_S = 55; // a Chinese character every 0.6 s: read aloud, it can be followed

/** @param {{notices: {zh: string, en: string, stops?: boolean}[]}} props */
export function Notices({ notices }) {
  const [turn, setTurn] = useState(0);
  /** @type {{current: HTMLElement | null}} */
  const strip = useRef(null);
  const notice = notices[turn % notices.length];
  useEffect(() => {
    const next = () => setTurn((before) => before + 1);
    const line = /** @type {HTMLElement | null} */ (strip.current?.firstElementChild);
    if (!strip.current || !line) return undefined;
    return passBy(strip.current, line, next);
  }, [turn, notice?.zh]);
  if (!notice) return null;
  return html`<div class="notices" ref=${strip}>
    <div class="notice ${notice.stops ? "notice-stops" : ""}" key=${turn}><${Both} zh=${notice.zh} en=${notice.en} /></div>
  </div>`;
}

/**
 * @param {HTMLElement} strip @param {HTMLElement} line @param {() => void} next
 * @returns {() => void} to stop
 */
function passBy(strip, line, next) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  line.classList.toggle("notice-still", still);
  const [room, length] = [strip.clientWidth, line.scrollWidth];
  if (still || length <= room) {
    const timer = setTimeout(next, HOLD_MS);
    return () => clearTimeout(timer);
  }
  const mm = parseFloat(getComputedStyle(line).getPropertyValue("--mm")) || 1;
  const path = [`translateX(${room}px)`, `translateX(${-length}px)`];
  const duration = ((room + length) / (SPEED_MM_PER_S * mm)) * 1000;
  const passing = line.animate({ transform: path }, { duration, easing: "linear" });
  passing.onfinish = next;
  return () => passing.cancel();
}
