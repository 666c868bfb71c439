/** What stands on a hall display, and where: a layout, on this shape of screen, at this moment. Pure. */

/**
 * @typedef {{calls: boolean, large: boolean, side: boolean, waiting: boolean, passed: boolean,
 *   notices: boolean, alone: boolean, slides: "main" | "beside" | "alone" | null,
 *   listInSide: boolean, listsAll: boolean, classes: string}} Parts
 * `alone`: notices and nothing else; `listInSide`: the list of calls stands in the side, because the
 * slides have its place; `listsAll`: no call stands large, so that all of them are in the list.
 */

/**
 * A wall's first screen has the large place, for all of them, and its last one the side. Large slides
 * give a fresh call their upper part: nothing of it is ever covered.
 *
 * @param {import("./layout.js").Layout} layout
 * @param {{cut: boolean, isFresh: boolean, hasSlides: boolean, format: import("./format.js").Format}} now
 *   `hasSlides`: there is one to be shown; else the layout is as it would be without
 * @returns {Parts}
 */
export function partsOf({ shows, screen, slides: place }, { cut, isFresh, hasSlides, format }) {
  const calls = shows.has("calls");
  const [waiting, passed, notices] = [shows.has("waiting"), shows.has("passed"), shows.has("notices")];
  const isLast = screen.i === screen.of;
  const slides = hasSlides && shows.has("slides") ? slidesPlace(place, { calls, isLast, isWall: screen.of > 1 }) : null;
  const main = slides === "main";
  const side = (waiting || passed || main || slides === "beside") && isLast;
  const large = cut || (calls && screen.i === 1 && (!main || isFresh));
  const listInSide = main && format === "landscape" && side;
  const parts = { calls, large, side, waiting, passed, notices, slides, listInSide };
  const alone = !calls && !side && slides === null;
  return { ...parts, alone, listsAll: main && !large, classes: classesOf(parts, format, cut) };
}

/** The screens of a wall share one list, so that all have the same room for it: slides stay beside. */
/** @param {"main" | "beside" | null} place @param {{calls: boolean, isLast: boolean, isWall: boolean}} screen */
function slidesPlace(place, { calls, isLast, isWall }) {
  if (!calls) return "alone";
  if (!isWall) return place;
  return isLast ? "beside" : null;
}

/** @param {any} parts @param {string} format @param {boolean} cut */
function classesOf({ calls, large, side, slides }, format, cut) {
  const without = slides === "alone" ? [] : [!calls && "no-calls", !large && "no-large", !side && "no-side"];
  const names = ["hall", `is-${format}`, ...without, cut && "is-cut", slides && `slides-${slides}`];
  return names.filter(Boolean).join(" ");
}
