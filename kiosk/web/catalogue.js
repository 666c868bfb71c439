/**
 * The hall's offer as the touch page looks things up in it. Pure: no requests, no screen.
 *
 * @typedef {{zone_id: number, name: string, name_en: string, about: string, about_en: string,
 *   place: string}} Zone
 * @typedef {{starts_at: string, ends_at: string}} Slot
 * @typedef {{queue_id: number, zone_id: number, name: string, name_en: string, prefix: string,
 *   open: boolean, closed_reason: string | null, on_kiosk?: boolean, appointments?: boolean, windows: number[],
 *   issuing?: {now: boolean, reason: string | null, opens_at: string | null, slots?: Slot[]},
 *   identification?: "none" | "optional" | "required"}} Queue
 * @typedef {{days: number | null, unit: string, note: string}} TimeLimit
 * @typedef {{item_id: number, queue_id: number, name: string, name_en: string, top: boolean,
 *   search: string[], initials: string, [guide: string]: any}} Item
 * @typedef {{package_id: number, queue_id: number, name: string, name_en: string, about: string,
 *   items: number[], search?: string[], initials?: string}} Package
 *
 * @typedef {Record<string, {now: boolean, reason: string | null, opens_at: string | null}>} Alone
 *   by queue id
 */

import { search } from "/kit/search.js";

export class Catalogue {
  /** @param {{hall: any, items: Item[]}} json as `GET /api/catalogue` gives it */
  constructor({ hall, items }) {
    this.hall = hall;
    this.items = items;
    /** @type {Zone[]} */
    this.zones = hall.zones;
    /** @type {Queue[]} queues one may join at a kiosk; some are given out by staff only */
    this.queues = hall.queues.filter((/** @type {Queue} */ queue) => queue.on_kiosk !== false);
    /** @type {Package[]} */
    this.packages = hall.packages.filter((/** @type {Package} */ each) => this.queue(each.queue_id));
  }

  /** @param {number} zoneId */
  zone(zoneId) {
    return this.zones.find((zone) => zone.zone_id === zoneId);
  }

  /** @param {number} queueId */
  queue(queueId) {
    return this.queues.find((queue) => queue.queue_id === queueId);
  }

  /** @param {number} itemId */
  item(itemId) {
    return this.items.find((item) => item.item_id === itemId);
  }

  /** @param {number} packageId */
  package(packageId) {
    return this.packages.find((each) => each.package_id === packageId);
  }

  /** @param {number} zoneId */
  queuesOf(zoneId) {
    return this.queues.filter((queue) => queue.zone_id === zoneId);
  }

  /** @param {number} zoneId */
  packagesOf(zoneId) {
    return this.packages.filter((each) => this.queue(each.queue_id)?.zone_id === zoneId);
  }

  /** @param {number} zoneId  guides of queues that are not on the kiosk are for everyone, too */
  itemsOf(zoneId) {
    const zoneOf = new Map(this.hall.queues.map((/** @type {Queue} */ q) => [q.queue_id, q.zone_id]));
    return this.items.filter((item) => zoneOf.get(item.queue_id) === zoneId);
  }

  /** @param {number} queueId */
  itemsOfQueue(queueId) {
    return this.items.filter((item) => item.queue_id === queueId);
  }

  /** Whether anybody may come to this hall by appointment. */
  get takesAppointments() {
    return this.hall.queues.some((/** @type {Queue} */ queue) => queue.appointments);
  }

  /** Queues to which one may come by appointment, those that only staff give numbers of too. */
  get bookable() {
    return this.hall.queues.filter((/** @type {Queue} */ queue) => queue.appointments);
  }

  /** What people come for most, as the hall has marked it. */
  get top() {
    return this.items.filter((item) => item.top);
  }

  /**
   * Items and packages that match, best first.
   *
   * @param {string} query  characters, English words, or the initials of a name in pinyin
   * @returns {(Item | Package)[]}
   */
  search(query) {
    return search([...this.packages, ...this.items], query);
  }
}

/**
 * The board as far as it is true: where numbers are called out by voice, nobody counts who waits.
 *
 * @template {{waiting: Record<string, number>}} B
 * @param {B | null | undefined} board
 * @param {{stages?: {consoles: boolean}}} hall
 * @returns {(Omit<B, "waiting"> & {waiting: B["waiting"] | null}) | null}
 */
export function boardIn(board, { stages }) {
  if (!board) return null;
  return stages?.consoles === false ? { ...board, waiting: null } : board;
}

/**
 * People waiting in some queues together.
 *
 * @param {{waiting: Record<string, number> | null} | null | undefined} board
 * @param {Iterable<{queue_id: number}>} queues
 * @returns {number | null} null when it is not known
 */
export function waitingIn(board, queues) {
  if (!board?.waiting) return null;
  let sum = 0;
  for (const { queue_id } of queues) sum += board.waiting[queue_id] ?? 0;
  return sum;
}

/**
 * @param {{queues: Record<string, {open: boolean}>} | null | undefined} board
 * @param {Queue} queue
 */
export function isOpen(board, queue) {
  return board?.queues?.[queue.queue_id]?.open ?? queue.open;
}

/**
 * Why a queue gives no number now, as the refusal that a tap would meet; null when it gives one.
 *
 * @param {{queues: Record<string, {open: boolean}>} | null | undefined} board
 * @param {Queue} queue
 * @param {Date} now
 * @param {Alone | null} [alone]  what the station gives by itself, while the server is away
 * @returns {{code: string, fields: {reason?: string | null, opens_at?: string | null, slots?: Slot[]}} | null}
 */
export function whyShut(board, queue, now, alone = null) {
  if (alone) return whyNotAlone(alone[queue.queue_id], queue, now);
  if (!isOpen(board, queue)) return { code: "queue_closed", fields: { reason: queue.closed_reason } };
  const { now: gives = true, reason = null, opens_at = null, slots = [] } = queue.issuing ?? {};
  // The board knows sooner than the catalogue that a queue is open again, and so does the clock.
  if (gives || reason === null || reason === "queue_closed") return null;
  if (opens_at && new Date(opens_at) <= now) return null;
  return { code: reason, fields: { opens_at, slots } };
}

/**
 * @param {Alone[string] | undefined} mine
 * @param {Queue} queue
 * @param {Date} now
 */
function whyNotAlone(mine, queue, now) {
  if (!mine) return { code: "server_away", fields: {} };
  const { now: gives, reason, opens_at } = mine;
  if (gives || reason === null || (opens_at && new Date(opens_at) <= now)) return null;
  const fields = reason === "queue_closed" ? { reason: queue.closed_reason } : { opens_at };
  return { code: reason, fields };
}

/**
 * The queue that a wish leads to.
 *
 * @param {Catalogue} catalogue
 * @param {any} wish  `queue_id`, `item_id` or `package_id`
 */
export function queueOfWish(catalogue, { queue_id, item_id, package_id }) {
  const by = catalogue.item(item_id) ?? catalogue.package(package_id);
  return catalogue.queue(queue_id ?? by?.queue_id);
}
