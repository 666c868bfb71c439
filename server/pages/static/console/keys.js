/** Keys of the console: letters and digits without modifiers, never while somebody types. */

const TYPING = "input, textarea, select, [contenteditable]";

/**
 * The name of a pressed key: "A".."Z", "0".."9", "Space", or null for anything else.
 *
 * Read from `code`, so that letters stay where they are printed while a Chinese input method is on
 * (it reports `key` as "Process"). A held key repeats; the repeats are not presses.
 *
 * @param {KeyboardEvent} event
 * @returns {string|null}
 */
export function keyName(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target instanceof Element && event.target.closest(TYPING)) return null;
  if (event.code === "Space") return "Space";
  const match = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code);
  return match ? match[1] ?? match[2] : null;
}

/**
 * Whether the key belongs to a control the person has reached by Tab: Space presses that one.
 *
 * @param {KeyboardEvent} event
 */
export function pressesFocusedControl(event) {
  const focused = document.activeElement;
  return event.code === "Space" && focused instanceof HTMLElement && focused.matches("button:focus-visible, a:focus-visible");
}

/** The key of the n-th option of a sheet (from 0): 1-9, then A-Z; none after that. */
export function optionKey(n) {
  if (n < 9) return String(n + 1);
  return n < 35 ? String.fromCharCode(65 + n - 9) : null;
}
