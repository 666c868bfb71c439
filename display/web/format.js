/** The shape of a screen decides where things stand and how many of them there is room for. */

import { useEffect, useState } from "/kit/ui.js";

/** @typedef {"portrait" | "landscape" | "wide"} Format */
/** @typedef {{columns: number, rows: number}} Grid */

const WIDE = 2.6; // from here on two landscape screens would fit side by side

/** The list of calls: few of them large, more of them smaller. */
/** @type {Record<Format, {roomy: Grid, dense: Grid}>} */
const GRIDS = {
  landscape: { roomy: { columns: 2, rows: 4 }, dense: { columns: 3, rows: 5 } },
  portrait: { roomy: { columns: 1, rows: 5 }, dense: { columns: 2, rows: 6 } },
  wide: { roomy: { columns: 2, rows: 6 }, dense: { columns: 3, rows: 8 } },
};
/** Beside large slides. */
const NARROW = { roomy: { columns: 1, rows: 5 }, dense: { columns: 1, rows: 7 } };

/** @returns {Format} */
export function formatOf({ width = innerWidth, height = innerHeight } = {}) {
  if (width < height) return "portrait";
  return width >= WIDE * height ? "wide" : "landscape";
}

/** @returns {Format} */
export function useFormat() {
  const [format, setFormat] = useState(formatOf());
  useEffect(() => {
    const look = () => setFormat(formatOf());
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  return format;
}

/**
 * How many columns and rows for so many calls.
 *
 * @param {{format: Format, calls: number, large: boolean, side: boolean, most: number | null,
 *   narrow?: boolean}} room `large`, `side`: whether these places are on the screen as well;
 *   `narrow`: the list stands in the side itself
 * @returns {Grid & {places: number, dense: boolean}}
 */
export function gridFor({ format, calls, large, side, most, narrow = false }) {
  const wanted = Math.min(calls, most ?? calls);
  const { roomy, dense } = narrow ? NARROW : GRIDS[format];
  const chosen = narrow ? [roomy, dense] : [widen(roomy), widen(dense)];
  const fits = wanted <= chosen[0].columns * chosen[0].rows;
  const { columns, rows } = fits ? chosen[0] : chosen[1];
  return { columns, rows, places: Math.min(columns * rows, most ?? columns * rows), dense: !fits };

  /** @param {Grid} grid @returns {Grid} */
  function widen({ columns, rows }) {
    const beside = format === "portrait" ? 0 : Number(!side) + Number(format === "wide" && !large) * 2;
    const below = format === "portrait" ? Number(!side) * 5 + Number(!large) * 4 : 0;
    const above = format === "landscape" && !large ? Math.ceil(rows * 0.8) : 0;
    return { columns: columns + beside, rows: rows + below + above };
  }
}
