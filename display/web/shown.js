/**
 * What a display makes of a board: which call stands large, which in the list. Pure.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./board.js").Call} Call
 * @typedef {{call: Call, fresh: boolean}} Shown
 */

/** @param {Call} call @param {number} now in ms */
export function isFresh(call, now) {
  return call.state === "called" && call.speak_until !== null && now < Date.parse(call.speak_until);
}

/**
 * The newest call whose holder has not come yet takes the large place; every other call is in the
 * list, so that a number never stands in two places. A recall is news again.
 *
 * @param {Board} board @param {{now: number, ours: (call: Call) => boolean}} view `ours`: on this screen
 * @returns {{large: Shown | null, list: Shown[]}}
 */
export function arrangeCalls(board, { now, ours }) {
  const calls = board.calls.filter(ours);
  const newest = calls
    .filter((call) => call.state === "called")
    .sort((a, b) => until(b) - until(a))[0]; // stable: of equals the board's first, the latest
  const shown = (/** @type {Call} */ call) => ({ call, fresh: isFresh(call, now) });
  return {
    large: newest ? shown(newest) : null,
    list: calls.filter((call) => call !== newest).map(shown),
  };
}

/** @param {Call} call */
function until(call) {
  return call.speak_until === null ? 0 : Date.parse(call.speak_until);
}

/**
 * What a window's own screen says.
 *
 * @param {Board} board @param {number} windowId @param {number} now in ms
 * @returns {{is: "calling" | "serving", call: Call, fresh: boolean}
 *   | {is: "open" | "paused" | "closed"}}
 */
export function windowSays(board, windowId, now) {
  const call = board.calls.find((each) => each.window_id === windowId);
  if (call?.state === "called") return { is: "calling", call, fresh: isFresh(call, now) };
  if (call) return { is: "serving", call, fresh: false };
  const state = board.windows[windowId]?.state;
  return { is: state === "open" || state === "paused" ? state : "closed" };
}
