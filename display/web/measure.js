/** Type is set in millimetres; this says how many pixels a millimetre has on this screen. */

import { html, useEffect, useLayoutEffect, useRef } from "/kit/ui.js";

/**
 * Keep `--mm` right. A screen that is smaller than the layout needs is filled by the whole layout,
 * and so is one of unknown size: what is cut off at the edge is worse than what is small.
 *
 * @param {() => {widthMm: number, heightMm: number, mm: number | null}} layoutNow asked again when the size
 *   of the screen changes
 */
export function keepMeasure(layoutNow) {
  const set = () => {
    const { widthMm, heightMm, mm } = layoutNow();
    const fit = Math.min(innerWidth / widthMm, innerHeight / heightMm);
    const chosen = mm === null ? fit : Math.min(mm, fit);
    document.documentElement.style.setProperty("--mm", `${chosen.toFixed(4)}px`);
  };
  addEventListener("resize", set);
  set();
}

/**
 * One line that gets smaller until it fits its place: names are as long as halls make them.
 *
 * @param {{class?: string, lang?: string, children: any}} props
 */
export function Fit({ class: extra = "", lang, children }) {
  /** @type {{current: HTMLElement | null}} */
  const place = useRef(null);
  const fit = () => {
    const outer = place.current;
    const line = /** @type {HTMLElement | null} */ (outer?.firstElementChild);
    if (!outer || !line) return;
    line.style.fontSize = "";
    const room = outer.clientWidth / line.scrollWidth;
    if (room < 1) line.style.fontSize = `${Math.floor(room * 99) / 100}em`;
  };
  useLayoutEffect(fit);
  useEffect(() => {
    addEventListener("resize", fit);
    document.fonts.ready.then(fit);
    return () => removeEventListener("resize", fit);
  }, []);
  return html`<div class="fit ${extra}" lang=${lang} ref=${place}>
    <span class="fit-line">${children}</span>
  </div>`;
}
