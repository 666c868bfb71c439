/** The hall as a component sees it: its set-up, its board, the state of the link, the time. */

import { getJson } from "/kit/api.js";
import { format } from "/kit/clock.js";
import { followHall } from "/kit/link.js";
import { useEffect, useState } from "/kit/ui.js";
import { apply } from "./board.js";
import { watchForDeafness } from "./healing.js";
import { tellHealth } from "./health.js";

const CONFIG_AGAIN_MS = 60_000; // opening times move without an event
const CONFIG_RETRY_MS = 3_000;
const WAITS_AGAIN_MS = 15_000;
const WAITS_GOOD_FOR_MS = 60_000;

/**
 * @typedef {{config: any, unknown: boolean, board: import("./board.js").Board | null,
 *   link: import("/kit/link.js").LinkState, now: number, changes: number}} Hall
 * `now` is the server's time in ms, renewed every second; `unknown` says there is no such hall;
 * `changes` counts how often its set-up has changed.
 */

/** @param {number} hallId @returns {Hall} */
export function useHall(hallId) {
  const [config, setConfig] = useState(/** @type {any} */ (null));
  const [unknown, setUnknown] = useState(false);
  const [board, setBoard] = useState(/** @type {any} */ (null));
  const [link, setLink] = useState(
    /** @type {import("/kit/link.js").LinkState} */ ({ state: "connecting", since: new Date() }),
  );
  const [now, setNow] = useState(Date.now());
  const [changes, setChanges] = useState(0);

  useEffect(() => {
    /** @type {import("/kit/link.js").LinkState} */
    let linked = { state: "connecting", since: new Date() };
    const setUp = followConfig(hallId, setConfig, setUnknown);
    const hall = followHall({
      hallId,
      apply,
      onBoard: (/** @type {any} */ next) => {
        setBoard(next);
        setNow(hall.serverNow());
      },
      onEvent: ({ kind }) => {
        if (["hall.changed", "queue.changed"].includes(kind)) setUp.fetch();
        if (kind === "hall.changed") setChanges((before) => before + 1);
      },
      onLink: (state) => {
        linked = state;
        setLink(state);
      },
    });
    const stops = [tellHealth(hall.tell), watchForDeafness(() => linked)];
    const tick = setInterval(() => setNow(hall.serverNow()), 1000);
    return () => {
      clearInterval(tick);
      for (const stop of stops) stop();
      setUp.close();
      hall.close();
    };
  }, [hallId]);

  return { config, unknown, board, link, now, changes };
}

/**
 * @param {number} hallId
 * @param {(config: any) => void} found @param {(unknown: boolean) => void} setUnknown
 */
function followConfig(hallId, found, setUnknown) {
  let timer = 0;
  let closed = false;
  const fetch = async () => {
    clearTimeout(timer);
    let again = CONFIG_AGAIN_MS;
    try {
      const config = await getJson(`/api/v1/halls/${hallId}`);
      if (closed) return;
      setUnknown(false);
      found(config);
    } catch (error) {
      again = CONFIG_RETRY_MS;
      setUnknown(/** @type {any} */ (error).code === "not_found");
    }
    clearTimeout(timer);
    if (!closed) timer = setTimeout(fetch, again);
  };
  fetch();
  return {
    fetch,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/**
 * What a number drawn now would wait in each queue; nothing of a queue of which nothing is known,
 * and of none once the last answer is a minute old.
 *
 * @param {number} hallId
 * @returns {Map<number, import("/kit/wait.js").Wait>}
 */
export function useWaits(hallId) {
  const [waits, setWaits] = useState(new Map());
  useEffect(() => {
    let readAt = 0;
    const read = async () => {
      try {
        const { queues } = await getJson(`/api/v1/halls/${hallId}/waits`);
        readAt = Date.now();
        setWaits(new Map(queues.map((/** @type {any} */ { queue_id, wait }) => [queue_id, wait])));
      } catch {
        if (Date.now() - readAt > WAITS_GOOD_FOR_MS) setWaits(new Map());
      }
    };
    read();
    const timer = setInterval(read, WAITS_AGAIN_MS);
    return () => clearInterval(timer);
  }, [hallId]);
  return waits;
}

/** @param {number} moment @param {string} timeZone */
export function dateWords(moment, timeZone) {
  const zh = { month: "long", day: "numeric", weekday: "long" };
  const en = { weekday: "short", day: "numeric", month: "short" };
  return {
    zh: format(moment, timeZone, "zh-CN", zh).replace("日", "日 ").replace("  ", " "),
    en: format(moment, timeZone, "en-GB", en),
  };
}
