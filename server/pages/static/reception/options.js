/**
 * What somebody at the desk may mean by what was typed or scanned: one field for everything.
 *
 * @typedef {{kind: "item" | "package" | "queue", id: number, name: string, queue: any, items: any[]}} Want
 * @typedef {{kind: "find", number: string} | {kind: "slip", token: string}
 *   | {kind: "check_in", code: string} | {kind: "want", want: Want}} Option
 */

import { search } from "/kit/search.js";

const SHOWN = 8;
const NUMBER = /^(\D{1,3}?)\s*(\d{1,5})$/;
const APPOINTMENT_QR = /^BDY:/i;
const APPOINTMENT_CODE = /^(?=.*\d)[0-9A-Za-z_-]{6,40}$/;
const SLIP_QR = /^https?:\/\/\S+\/t\/([\w-]+)$/i;

/**
 * The likeliest first; Enter takes that one.
 *
 * @param {string} query
 * @param {{hall: any, items: any[], t: any}} offer
 * @returns {Option[]}
 */
export function optionsFor(query, offer) {
  const typed = query.trim();
  if (!typed) return usual(offer).slice(0, SHOWN);
  const slip = SLIP_QR.exec(typed);
  if (slip) return [{ kind: "slip", token: slip[1] }];
  if (APPOINTMENT_QR.test(typed)) return [{ kind: "check_in", code: typed }];
  if (isNumber(typed, offer.hall)) return [{ kind: "find", number: typed.replace(/\s/g, "").toUpperCase() }];
  const found = wants(typed, offer);
  if (APPOINTMENT_CODE.test(typed)) found.unshift({ kind: "check_in", code: typed });
  return found.slice(0, SHOWN);
}

/** Letters that a queue of the hall gives, and digits. */
function isNumber(typed, { queues }) {
  const letters = NUMBER.exec(typed)?.[1].trim().toUpperCase();
  return queues.some(({ prefix }) => prefix === letters);
}

/** A queue by its letter first, then items and packages, then queues by name. */
function wants(typed, { hall, items, t }) {
  const named = search([...hall.packages, ...items], typed);
  const queues = search(hall.queues, typed);
  const byLetter = hall.queues.filter(({ prefix }) => prefix === typed.toUpperCase());
  const others = queues.filter((queue) => !byLetter.includes(queue));
  return [...byLetter, ...named, ...others].map((each) => ({ kind: "want", want: want(each, { hall, items, t }) }));
}

/** What people come for most, as the hall has marked it. */
function usual({ hall, items, t }) {
  return items.filter((item) => item.top).map((item) => ({ kind: "want", want: want(item, { hall, items, t }) }));
}

/** @returns {Want} */
function want(each, { hall, items, t }) {
  const kind = "item_id" in each ? "item" : "package_id" in each ? "package" : "queue";
  const queue = hall.queues.find(({ queue_id }) => queue_id === each.queue_id);
  const own = { item: [each], package: items.filter(({ item_id }) => each.items?.includes(item_id)), queue: [] };
  return { kind, id: each[`${kind}_id`], name: t.name(each), queue, items: own[kind] };
}
