/**
 * A screen that broke gets up again by itself: it takes its numbers away at once, because they will
 * not follow the hall any more, and loads itself anew when the server answers.
 */

import { html, render } from "/kit/ui.js";
import { keepFalls, readFalls } from "./health.js";
import { Message } from "./parts.js";

const CALM_MS = 3_000;
const LONGEST_MS = 300_000; // between two tries of a screen that breaks each time
const ASK_AGAIN_MS = 5_000;
const DEAF_FOR_MS = 180_000;
const WELL_AFTER_MS = 900_000; // without a fall: the next one counts as the first

/** @param {import("./words.js").Words} words */
export function healItself(words) {
  let down = false;
  const fall = (/** @type {string} */ fault) => {
    if (down) return;
    down = true;
    const before = readFalls();
    const reloads = Date.now() - before.at < WELL_AFTER_MS ? before.reloads + 1 : 1;
    keepFalls({ reloads, fault: fault.slice(0, 200), at: Date.now() });
    showThatItComesBack(words);
    setTimeout(loadAnew, Math.min(CALM_MS * 2 ** (reloads - 1), LONGEST_MS));
  };
  addEventListener("error", ({ error }) => error && fall(String(error)));
  addEventListener("unhandledrejection", ({ reason }) => fall(String(reason)));
}

/** @param {import("./words.js").Words} words */
function showThatItComesBack(words) {
  const body = document.createElement("body");
  render(html`<main class="alone is-healing">
    <${Message} words=${words} of="heal.title" hint="wait.hint" />
  </main>`, body);
  // The old tree stays out of the document, whatever its timers still draw into it.
  document.body.replaceWith(body);
}

/** Only towards a server that answers: the browser's own error page would never come back. */
async function loadAnew() {
  if (await serverAnswers()) location.reload();
  else setTimeout(loadAnew, ASK_AGAIN_MS);
}

async function serverAnswers() {
  try {
    return (await fetch(location.href, { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/**
 * A screen that has heard nothing for minutes, though the server answers: its line to it is stuck.
 *
 * @param {() => import("/kit/link.js").LinkState} link
 * @returns {() => void} to stop
 */
export function watchForDeafness(link) {
  const timer = setInterval(async () => {
    const { state, since } = link();
    if (state === "live" || Date.now() - since.getTime() < DEAF_FOR_MS) return;
    if (await serverAnswers()) location.reload();
  }, ASK_AGAIN_MS * 4);
  return () => clearInterval(timer);
}
