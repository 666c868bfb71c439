/** A barcode scanner is a keyboard that types fast and ends with Enter. */

import { useEffect } from "/kit/ui.js";

const APPOINTMENT = /^BDY:([0-9A-Za-z_-]{6,40})$/i;
const TOGETHER_MS = 500; // between two keys of one scan

/** The code of an appointment in what was scanned; null in anything else. */
export function appointmentIn(/** @type {string} */ scanned) {
  return APPOINTMENT.exec(scanned)?.[1] ?? null;
}

/**
 * Hear the QR code of an appointment wherever one may show it.
 *
 * @param {((code: string) => void) | null} onCode null while nobody listens
 */
export function useScanner(onCode) {
  useEffect(() => {
    if (!onCode) return undefined;
    let text = "";
    let last = 0;
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.timeStamp - last > TOGETHER_MS) text = "";
      last = event.timeStamp;
      if (event.key.length === 1) text += event.key;
      const code = event.key === "Enter" ? appointmentIn(text) : null;
      if (code === null) return;
      text = "";
      event.preventDefault();
      event.stopImmediatePropagation();
      onCode(code);
    };
    addEventListener("keydown", pressed, { capture: true });
    return () => removeEventListener("keydown", pressed, { capture: true });
  }, [Boolean(onCode)]);
}
