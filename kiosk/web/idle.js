/**
 * When nobody touches the screen any more: after a quiet time a countdown that everybody sees, then
 * the end. Whoever needs more time gets it.
 */

import { useEffect, useRef, useState } from "/kit/ui.js";

export const MORE_TIME_S = 60;

/**
 * Seconds of quiet before the countdown, and of countdown, for a page.
 *
 * @param {string} page
 * @param {{care: boolean, toScan?: boolean}} situation `toScan`: there is a QR code to photograph
 * @returns {{quiet: number, countdown: number}}
 */
export function limitsOf(page, { care, toScan = false }) {
  if (page === "taken") return { quiet: 0, countdown: toScan || care ? 60 : 25 };
  if (page === "home") return { quiet: 90, countdown: 0 };
  return care ? { quiet: 60, countdown: 30 } : { quiet: 45, countdown: 15 };
}

/**
 * @param {{quiet: number, countdown: number, paused: boolean, key: string | number,
 *   onEnd: () => void}} options `key` changes when the page does, which begins anew
 * @returns {{left: number | null, of: number, stay: () => void}} `left`: seconds of the countdown,
 *   null while it does not run; `of`: what it began with
 */
export function useIdle({ quiet, countdown, paused, key, onEnd }) {
  const [left, setLeft] = useState(/** @type {number | null} */ (null));
  const deadline = useRef(0);
  const span = useRef(countdown);
  const begin = (/** @type {number} */ seconds) => {
    span.current = seconds;
    deadline.current = performance.now() + (quiet + seconds) * 1000;
    setLeft(quiet > 0 ? null : seconds);
  };

  useEffect(() => {
    begin(countdown);
    const touched = () => {
      const asking = quiet > 0 && performance.now() > deadline.current - span.current * 1000;
      if (!asking) begin(Math.max(countdown, span.current)); // a question waits for its answer
    };
    addEventListener("pointerdown", touched);
    addEventListener("keydown", touched);
    return () => {
      removeEventListener("pointerdown", touched);
      removeEventListener("keydown", touched);
    };
  }, [key, quiet, countdown, paused]);

  useEffect(() => {
    if (paused) return undefined;
    const timer = setInterval(() => {
      const seconds = Math.ceil((deadline.current - performance.now()) / 1000);
      if (seconds <= 0) onEnd();
      setLeft(seconds > span.current ? null : Math.max(seconds, 0));
    }, 200);
    return () => clearInterval(timer);
  }, [key, paused, onEnd]);

  return { left, of: span.current, stay: () => begin(MORE_TIME_S) };
}
