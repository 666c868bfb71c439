/** Beside the calls: whose screen this is, who waits how long, whose number was passed. */

import { TicketNumber } from "/kit/number.js";
import { html } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";
import { Fit } from "./measure.js";
import { Dots, usePages } from "./pages.js";
import { stoppedBy } from "./stopped.js";
import { Say } from "./words.js";

const PASSED = 6;

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./board.js").Board} Board
 * @typedef {NonNullable<ReturnType<typeof import("./layout.js").belongsTo>>} Ours
 */

/** @param {{config: any, zone: any}} props */
export function Title({ config, zone }) {
  const [large, small] = zone ? [zone, config] : [config, null];
  return html`<header class="title">
    <h1>
      <${Fit} class="title-name">${large.name}<//>
      <${Fit} class="title-english" lang="en">${large.name_en}<//>
    </h1>
    ${small && html`<${Fit} class="title-hall">${small.name}<//>`}
  </header>`;
}

/**
 * @param {{config: any, board: Board, waits: Map<number, import("/kit/wait.js").Wait>,
 *   ours: Ours, most: number, turnS: number, words: Words}} props
 */
export function Waiting({ config, board, waits, ours, most, turnS, words }) {
  const queues = config.queues.filter(ours);
  const turn = usePages(/** @type {any[]} */ (queues), most, turnS);
  return html`<section class="waiting">
    <h2 class="list-title">
      <${Say} words=${words} of="waiting.title" />
      <${Dots} ...${turn} />
    </h2>
    <ol>
      ${turn.items.map((queue) => html`<li class="queue" key=${queue.queue_id}>
        <${Fit} class="zh">${queue.name}<//>
        <span class="queue-count">
          <b>${board.waiting[queue.queue_id] ?? 0}</b><span class="queue-people">${words.zh("waiting.people")}</span>
        </span>
        <${Fit} class="en" lang="en">${queue.name_en}<//>
        <${QueueWait} queue=${queue} open=${board.queues[queue.queue_id]?.open ?? queue.open}
          wait=${waits.get(queue.queue_id)} words=${words} />
      </li>`)}
    </ol>
  </section>`;
}

/** What a number drawn now would wait; a queue that gives none says so instead. */
/** @param {{queue: any, open: boolean, wait: any, words: Words}} props */
function QueueWait({ queue, open, wait, words }) {
  const stopped = open ? stoppedBy(queue) : "queue_closed";
  if (!stopped) return html`<span class="queue-wait">${waitInWords(words.zh, wait) || "—"}</span>`;
  const of = stopped === "queue_closed" ? "waiting.closed" : "waiting.stopped";
  return html`<${Say} words=${words} of=${of} class="queue-wait queue-closed" />`;
}

/** @param {{board: Board, ours: Ours, turnS: number, words: Words}} props */
export function PassedNumbers({ board, ours, turnS, words }) {
  const turn = usePages(board.passed.filter(ours), PASSED, turnS);
  if (turn.items.length === 0) return null;
  return html`<section class="passed">
    <h2 class="list-title">
      <${Say} words=${words} of="passed.title" />
      <${Say} words=${words} of="passed.hint" class="passed-hint" />
      <${Dots} ...${turn} />
    </h2>
    <ol class="passed-list">
      ${turn.items.map((each) => html`<li key=${each.ticket_id}>
        <${TicketNumber} number=${each.number} />
      </li>`)}
    </ol>
  </section>`;
}
