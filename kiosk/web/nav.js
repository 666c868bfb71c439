/**
 * Where one is in the page, and how one got there. Kept in memory, not in the address: the next
 * person must not find the last one's way by a back gesture.
 *
 * @typedef {{page: string, leaf: number, [prop: string]: any}} Place
 * @typedef {{places: Place[], steps: number}} Nav
 * @typedef {{do: "go", page: string, [prop: string]: any} | {do: "settle", page: string,
 *   [prop: string]: any} | {do: "turn", leaf: number} | {do: "note", [prop: string]: any} |
 *   {do: "back"} | {do: "home"}} Step
 */

/** @type {Nav} */
export const START = { places: [{ page: "home", leaf: 0 }], steps: 0 };

/**
 * @param {Nav} nav
 * @param {Step} step
 * @returns {Nav}
 */
export function walk(nav, step) {
  const { do: what, ...more } = step;
  const steps = nav.steps + 1; // counts arrivals, so that each is a new page to the screen
  const here = nav.places[nav.places.length - 1];
  const before = nav.places.slice(0, -1);
  switch (what) {
    case "go":
      return { steps, places: [...nav.places, arrive(more)] };
    case "settle": // an outcome: the way back leads home, not to the button that was pressed
      return { steps, places: [START.places[0], arrive(more)] };
    case "turn":
    case "note": // remembered when one comes back to this page; not an arrival
      return { steps: nav.steps, places: [...before, { ...here, ...more }] };
    case "back":
      return before.length ? { steps, places: before } : nav;
    case "home":
      return { steps, places: START.places };
    default:
      throw new Error(`no such step: ${what}`);
  }
}

/** @param {any} place @returns {Place} */
function arrive(place) {
  return { leaf: 0, ...place };
}
