/**
 * Which screen this is, read from its address:
 * `/display/<hall_id>`, `/display/<hall_id>/zone/<zone_id>`, `/display/<hall_id>/window/<window_id>`.
 *
 * Options follow as a query: `?mm=` pixels of a millimetre, `?speaker=` the address of the
 * loudspeaker whose clips this screen plays.
 *
 * @typedef {{hallId: number, zoneId: number | null, windowId: number | null,
 *   mm: number | null, speaker: string | null}} Address
 */

/** @param {{pathname: string, search: string}} location @returns {Address} */
export function readAddress({ pathname, search }) {
  const [, hall, part, id] = /^\/display\/(\d+)(?:\/(zone|window)\/(\d+))?\/?$/.exec(pathname) ?? [];
  const options = new URLSearchParams(search);
  const mm = Number(options.get("mm"));
  return {
    hallId: Number(hall),
    zoneId: part === "zone" ? Number(id) : null,
    windowId: part === "window" ? Number(id) : null,
    mm: mm > 0 ? mm : null,
    speaker: options.get("speaker"),
  };
}
