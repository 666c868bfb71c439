/**
 * Which steps make sense at a window now, and where each stands.
 *
 * The dock has four places that never move: one wide, two beside each other, and "more".
 * A step's key works wherever the step is offered, in the dock or behind "more".
 */

/** @typedef {"taken"|"closed"|"paused"|"idle"|"called"|"serving"} Situation */

/** The key shown on a step; the first is shown, the others work too. */
export const KEYS = {
  open: ["O"],
  take_over: ["O"],
  call_next: ["N", "Space"],
  start: ["S"],
  recall: ["R"],
  pass: ["P"],
  pass_why: ["X"],
  finish: ["F"],
  suspend: ["G"],
  transfer: ["T"],
  return: ["U"],
  pause: ["H"],
  unpause: ["H"],
  resume: ["C"],
  bring_back: ["B"],
  admit: ["A"],
  begin_item: ["I"],
  call_chosen: ["D"],
  guide: ["V"],
  notice: ["W"],
  notices: ["E"],
  close: ["L"],
  choose: ["K"],
  sign_out: ["Q"],
  more: ["M"],
};

const OFFERS = {
  taken: { dock: ["take_over", null, null], more: ["choose", "sign_out"] },
  closed: { dock: ["open", null, null], more: ["choose", "sign_out"] },
  paused: { dock: ["unpause", null, "close"], more: ["bring_back", "notices", "choose", "sign_out"] },
  idle: { dock: ["call_next", "resume", "pause"], more: ["call_chosen", "admit", "bring_back", "close", "notices", "choose", "sign_out"] },
  called: { dock: ["start", "recall", "pass"], more: ["guide", "pass_why", "transfer", "return", "bring_back", "choose", "sign_out"] },
  serving: { dock: ["finish", "suspend", "transfer"], more: ["notice", "guide", "begin_item", "return", "bring_back", "choose", "sign_out"] },
};

/** Steps that open a sheet first; every other step is done at once. */
export const ASKS = new Set([
  "finish", "suspend", "transfer", "pause", "resume", "bring_back", "admit", "begin_item", "close",
  "call_chosen", "guide", "notice", "take_over", "pass_why", "more",
]);

/** Steps whose key works in the "more" sheet only: a slip of the finger must not end the session. */
const LEAVES_THE_PAGE = new Set(["choose", "sign_out"]);

/**
 * What is going on at the window, for the clerk who looks at it.
 *
 * @param {object} desk
 * @param {number} accountId who is signed in here
 * @returns {Situation}
 */
export function situation(desk, accountId) {
  const { state, clerk } = desk.window;
  if (state === "closed" || !clerk) return "closed";
  if (clerk.account_id !== accountId) return "taken";
  if (desk.current) return desk.current.state;
  return state === "paused" ? "paused" : "idle";
}

/** Steps that are for some only: who may call out of turn, where there are desktop notices. */
const FOR_SOME = new Set(["call_chosen", "notices"]);

/**
 * @param {Situation} now
 * @param {Set<string>} may the steps for some that are for this clerk at this machine
 * @returns {{dock: (string|null)[], more: string[]}}
 */
export function offers(now, may) {
  const { dock, more } = OFFERS[now];
  return { dock, more: more.filter((step) => may.has(step) || !FOR_SOME.has(step)) };
}

/**
 * The step a key stands for, if it is offered now.
 *
 * @param {Situation} now
 * @param {string} key as `keyName` gives it
 * @param {Set<string>} may
 * @returns {string|null}
 */
export function stepFor(now, key, may) {
  const { dock, more } = offers(now, may);
  const offered = [...dock, ...more, "more"];
  return offered.find((step) => step && !LEAVES_THE_PAGE.has(step) && KEYS[step].includes(key)) ?? null;
}
