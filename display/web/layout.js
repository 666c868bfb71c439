/**
 * What a screen shows: a layout by name, of the hall's own or of layouts.json, and what its address
 * says otherwise. What a layout consists of: `server/domain/signage.py`.
 *
 * `?layout=calls` the layout; `?zones=a,b` and `?queues=c,d` only these, by their codes; `?calls=6`
 * the most numbers in the list; `?turn=10` seconds until a list that is longer than its place turns
 * its page; `?english=off`; `?flash=on` a new call flashes, for who cannot hear it;
 * `?screen=2/3` the second of three screens that share one list; `?preview` numbers made up for looking
 * at the layout, which say so (`=quiet`: while nobody has just been called), and with it `?try={...}` a layout that is not kept yet.
 *
 * @typedef {"calls" | "waiting" | "passed" | "slides" | "notices"} Panel
 * @typedef {{shows: Set<Panel>, zones: string[] | null, queues: string[] | null,
 *   calls: number | null, turnS: number, english: boolean, flash: boolean,
 *   slides: "main" | "beside" | null, pausesOnCall: boolean,
 *   screen: {i: number, of: number},
 *   preview: "call" | "quiet" | null}} Layout `screen.i` from 1
 */

const TURN_S = { least: 3, usual: 8, most: 120 };
const MOST_SCREENS = 12;

/** The layouts that every hall has. */
/** @returns {Promise<Record<string, any>>} */
export async function loadLayouts() {
  return (await fetch("/display/static/layouts.json")).json();
}

/** @param {Record<string, any>} layouts by name @param {string} search @returns {Layout | null} null: no such layout */
export function readLayout(layouts, search) {
  const options = new URLSearchParams(search);
  const name = options.get("layout") ?? "standard";
  const screen = readScreen(options.get("screen") ?? "1/1");
  const tried = options.has("preview") ? tryout(options.get("try")) : null;
  const file = tried ?? (Object.hasOwn(layouts, name) ? layouts[name] : null);
  if (!file || !screen) return null;
  const calls = Number(options.get("calls") ?? file.calls ?? 0);
  const turn = Number(options.get("turn") ?? file.turn_s ?? TURN_S.usual);
  return {
    shows: new Set(file.shows),
    zones: codes(options.get("zones")) ?? some(file.zones),
    queues: codes(options.get("queues")) ?? some(file.queues),
    calls: Number.isInteger(calls) && calls > 0 ? calls : null,
    turnS: turn >= TURN_S.least && turn <= TURN_S.most ? turn : TURN_S.usual,
    english: (options.get("english") ?? (file.english === false ? "off" : "on")) !== "off",
    flash: (options.get("flash") ?? (file.flash ? "on" : "off")) === "on",
    slides: file.slides ?? null,
    pausesOnCall: file.on_call === "pause",
    screen,
    preview: options.has("preview") ? (options.get("preview") === "quiet" ? "quiet" : "call") : null,
  };
}

/** @param {string | null} text @returns {any} null: there is none, or it is no layout */
function tryout(text) {
  try {
    const layout = JSON.parse(text ?? "null");
    return Array.isArray(layout?.shows) ? layout : null;
  } catch {
    return null;
  }
}

/** @param {string[] | undefined} list @returns {string[] | null} */
function some(list) {
  return list && list.length > 0 ? list : null;
}

/** @param {string | null} list */
function codes(list) {
  return list ? list.split(",").filter(Boolean) : null;
}

/** @param {string} text @returns {{i: number, of: number} | null} */
function readScreen(text) {
  const [i, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  return i >= 1 && i <= of && of <= MOST_SCREENS ? { i, of } : null;
}

/**
 * Which queues, tickets and calls belong on this screen; null if it names what the hall has not.
 *
 * @param {Layout} layout @param {any} config @param {number | null} zoneId
 * @returns {((thing: {zone_id: number, queue_id: number}) => boolean) | null}
 */
export function belongsTo(layout, config, zoneId) {
  const zones = idsOf(config.zones, "zone_id", layout.zones);
  const queues = idsOf(config.queues, "queue_id", layout.queues);
  if (!zones || !queues) return null;
  return (thing) =>
    (zoneId === null || thing.zone_id === zoneId) &&
    (zones.size === 0 || zones.has(thing.zone_id)) &&
    (queues.size === 0 || queues.has(thing.queue_id));
}

/**
 * @param {any[]} things @param {string} id @param {string[] | null} wanted
 * @returns {Set<number> | null} empty: all of them
 */
function idsOf(things, id, wanted) {
  if (!wanted) return new Set();
  const found = things.filter((thing) => wanted.includes(thing.code));
  return found.length === wanted.length ? new Set(found.map((thing) => thing[id])) : null;
}
