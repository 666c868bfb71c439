/**
 * The whole page by keyboard or keypad: arrows move, Enter presses, Escape goes back, a digit
 * chooses, Page Up and Page Down turn. A scanner is a keyboard, too; what it types is no choice.
 */

import { useEffect, useRef } from "/kit/ui.js";

const CHOICES = "main :is(.choices, .tiles, .works) > li > button";
const TOGETHER_MS = 500; // keys of one scan follow each other sooner
const ALONE_MS = 150; // no other key comes by then: somebody chose

/** @type {Record<string, 1 | -1>} */
const MOVES = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * @param {{types: boolean, escape: () => void}} options `types`: digits belong to the page's own
 *   field; `escape`: back, or home where there is no back
 */
export function useKeys(options) {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    let last = -Infinity;
    let chosen = 0;
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      document.documentElement.dataset.keys = ""; // the choices show their digits
      clearTimeout(chosen);
      const alone = event.timeStamp - last > TOGETHER_MS;
      if (event.key.length === 1) last = event.timeStamp;
      if (event.repeat) return;
      if (alone && /^[1-9]$/.test(event.key)) {
        if (!latest.current.types && !isField(event.target)) {
          chosen = setTimeout(() => choose(Number(event.key)), ALONE_MS);
        }
      } else if (act(event, { ...latest.current, alone })) event.preventDefault();
    };
    const touched = () => delete document.documentElement.dataset.keys;
    addEventListener("keydown", pressed);
    addEventListener("pointerdown", touched);
    return () => {
      clearTimeout(chosen);
      removeEventListener("keydown", pressed);
      removeEventListener("pointerdown", touched);
    };
  }, []);
}

/**
 * Digits of a real keyboard, or of a scanner that sends a bare code, for a page that asks for them.
 *
 * @param {{type: (key: string) => void, erase: () => void, go: () => void, keys?: RegExp}} field
 */
export function useTyped({ type, erase, go, keys = /^\d$/ }) {
  useEffect(() => {
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (isField(event.target) || document.querySelector(".over")) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (keys.test(event.key)) type(event.key.toUpperCase());
      else if (event.key === "Backspace") erase();
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) go();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {{alone: boolean, types: boolean, escape: () => void}} how
 * @returns {boolean} whether the key is used up
 */
function act({ key, target, shiftKey }, { alone, types, escape }) {
  const over = document.querySelector(".over");
  if (key in MOVES && !keepsArrows(target, key)) return move(MOVES[key], over);
  if (key === "Tab" && over) return move(shiftKey ? -1 : 1, over); // what is under it, waits
  if (key === "Escape") return over ? press(over, ".action") : (escape(), true);
  if (key === "PageDown") return press(document, ".pager button:last-child");
  if (key === "PageUp") return press(document, ".pager button:first-child");
  if (key !== "Enter" || target instanceof HTMLButtonElement) return false;
  if (over) return press(over, ".action");
  return alone && !types && press(document, ".action");
}

/** @param {1 | -1} step @param {Element | null} over */
function move(step, over) {
  const scope = over ?? document;
  const all = [...scope.querySelectorAll("button, input, .leaves")].filter(canBeFocused);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at; // from the heading one begins with the first or last
  all[(from + step + all.length) % all.length]?.focus();
  return all.length > 0;
}

/** @param {Element} element @returns {element is HTMLElement} */
function canBeFocused(element) {
  const shown = element.checkVisibility({ visibilityProperty: true });
  return shown && !(/** @type {HTMLButtonElement} */ (element).disabled);
}

/** @param {number} n the n-th choice of the page, from one */
function choose(n) {
  if (document.querySelector(".over")) return;
  const choice = document.querySelectorAll(CHOICES)[n - 1];
  if (choice instanceof HTMLElement) choice.click();
}

/** @param {ParentNode} scope @param {string} selector @returns {boolean} */
function press(scope, selector) {
  const buttons = [...scope.querySelectorAll(selector)].filter(canBeFocused);
  if (buttons.length !== 1 && !(scope instanceof Element)) return false; // which one is meant?
  buttons[0]?.click();
  return buttons.length > 0;
}

/** A field moves its own cursor, a long text its own lines. */
function keepsArrows(/** @type {EventTarget | null} */ target, /** @type {string} */ key) {
  if (isField(target)) return key === "ArrowLeft" || key === "ArrowRight";
  return target instanceof Element && target.matches(".leaves") && key !== "ArrowRight";
}

function isField(/** @type {EventTarget | null} */ target) {
  return target instanceof HTMLInputElement;
}
