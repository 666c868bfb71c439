/** A board of made-up numbers at the hall's own windows, to look at a layout before it hangs. */

const FRESH_MS = 60_000;

/**
 * @param {any} config @param {number} now in ms @param {"call" | "quiet"} moment whether calls are fresh
 * @returns {import("./board.js").Board}
 */
export function previewBoard(config, now, moment) {
  const queues = new Map(config.queues.map((/** @type {any} */ queue) => [queue.queue_id, queue]));
  const serving = config.windows.filter((/** @type {any} */ w) => queues.has(w.queues[0]));
  const calls = serving.map((/** @type {any} */ w, /** @type {number} */ i) => {
    const queue = queues.get(w.queues[0]);
    const called = i % 4 === 0;
    return {
      ticket_id: i + 1, visit_id: i + 1, number: `${queue.prefix}${String(i + 1).padStart(3, "0")}`,
      queue_id: queue.queue_id, zone_id: queue.zone_id, window_id: w.window_id, window: w.number,
      place: w.place, state: called ? "called" : "serving", calls: 1,
      called_at: new Date(now - i * 1000).toISOString(),
      speak_until: moment === "call" && called && i < 8 ? new Date(now + FRESH_MS).toISOString() : null,
    };
  });
  const ids = [...queues.keys()];
  const passed = ids.map((queue_id, i) => {
    const { prefix, zone_id } = queues.get(queue_id);
    return { ticket_id: 1000 + i, number: `${prefix}${900 + i}`, queue_id, zone_id };
  });
  return {
    hall_id: config.hall_id, day: "", seq: 0, calls, passed,
    waiting: Object.fromEntries(ids.map((id, i) => [id, (i * 7 + 3) % 23])),
    windows: {},
    queues: Object.fromEntries(ids.map((id) => [id, { open: true }])),
  };
}
