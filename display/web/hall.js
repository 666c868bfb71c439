/** The hall board and the zone board: who is called where, who is next, how many wait. */

import { clockTime } from "/kit/clock.js";
import { TicketNumber } from "/kit/number.js";
import { html, render } from "/kit/ui.js";
import { readAddress } from "./address.js";
import { waitInWords } from "/kit/wait.js";
import { dateWords, useHall, useWaits } from "./follow.js";
import { healItself } from "./healing.js";
import { Fit, keepMeasure } from "./measure.js";
import { Notices } from "./notices.js";
import { Dots, usePages } from "./pages.js";
import { Arrow, CutOff, Message, WindowName } from "./parts.js";
import { arrangeCalls, inZone } from "./shown.js";
import { useSpeech } from "./speech.js";
import { stoppedBy, stopLines } from "./stopped.js";
import { Both, loadWords, Say, spaced, windowName } from "./words.js";

const ROOMY = 8; // places in the list with large type; beyond it three columns
const DENSE = 15;
const QUEUES = 5;
const PASSED = 6;

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./board.js").Board} Board
 */

/** @param {{address: import("./address.js").Address, words: Words}} props */
function HallBoard({ address, words }) {
  const { config, unknown, board, link, now } = useHall(address.hallId);
  const waits = useWaits(address.hallId);
  const speech = useSpeech(address.speaker);
  const zone = config?.zones.find((/** @type {any} */ z) => z.zone_id === address.zoneId) ?? null;
  if (unknown || (config && address.zoneId !== null && !zone)) return html`<${NoSuch} words=${words} />`;
  if (!config || !board) return html`<${Connecting} words=${words} />`;
  const cut = link.state === "cut";
  const { large, list } = arrangeCalls(board, { now, zoneId: address.zoneId });
  const calls = cut && large ? [large, ...list] : list;
  return html`<main class="hall ${cut ? "is-cut" : ""}" data-seq=${board.seq}>
    <section class="large">
      ${cut
        ? html`<${CutOff} words=${words} since=${link.since} timeZone=${config.time_zone} />`
        : html`<${LargePlace} shown=${large} config=${config} now=${now} words=${words} />`}
    </section>
    <${CallList} shown=${calls} cut=${cut} words=${words} />
    <aside class="side">
      <${Title} config=${config} zone=${zone} />
      <${Waiting} config=${config} board=${board} waits=${cut ? new Map() : waits} zoneId=${address.zoneId} words=${words} />
      <${PassedNumbers} board=${board} zoneId=${address.zoneId} words=${words} />
    </aside>
    <${Foot} config=${config} zoneId=${address.zoneId} now=${now} speech=${speech} words=${words} />
  </main>`;
}

/** @param {{words: Words}} props */
function Connecting({ words }) {
  return html`<main class="alone">
    <${Message} words=${words} of="wait.connecting" hint="wait.hint" />
  </main>`;
}

/** @param {{words: Words}} props */
function NoSuch({ words }) {
  return html`<main class="alone">
    <${Message} words=${words} of="wait.unknown" hint="wait.unknown.hint" />
  </main>`;
}

/** @param {{shown: Shown | null, config: any, now: number, words: Words}} props */
function LargePlace({ shown, config, now, words }) {
  if (!shown) return html`<${NobodyCalled} open=${config.open} zone=${config.time_zone} now=${now} words=${words} />`;
  const { call, fresh } = shown;
  const english = words.en("call.sentence", {
    number: spaced(call.number),
    window: windowName(words.en, call.window),
  });
  return html`<div class="called ${fresh ? "is-fresh" : ""}" key=${`${call.visit_id}-${call.calls}`}>
    <${Say} words=${words} of=${fresh ? "call.fresh" : "call.last"} class="called-label" />
    <${Fit} class="called-line">
      <${TicketNumber} number=${call.number} />
      <${Arrow} />
      <${WindowName} name=${call.window} suffix=${words} />
    <//>
    <p class="called-english" lang="en">${english}</p>
    ${call.place && html`<p class="called-place">${call.place}</p>`}
  </div>`;
}

/** @param {{open: any, zone: string, now: number, words: Words}} props */
function NobodyCalled({ open, zone, now, words }) {
  if (open.now) return html`<${Message} words=${words} of="idle.title" hint="idle.hint" />`;
  if (!open.opens_at) {
    return html`<div class="message"><${Say} words=${words} of="rest.title" class="message-title" /></div>`;
  }
  const opens = Date.parse(open.opens_at);
  const day = dateWords(opens, zone);
  const today = day.en === dateWords(now, zone).en;
  const time = clockTime(opens, zone);
  const zh = today ? time : `${day.zh} ${time}`;
  const en = today ? time : `${time}, ${day.en}`;
  return html`<div class="message">
    <${Say} words=${words} of="rest.title" class="message-title" />
    <${Both} class="message-hint" zh=${words.zh("rest.opens", { time: zh })}
      en=${words.en("rest.opens", { time: en })} />
  </div>`;
}

/** @param {{shown: Shown[], cut: boolean, words: Words}} props */
function CallList({ shown, cut, words }) {
  const dense = shown.length > ROOMY;
  // Who has not come yet is always on show; only those being served take turns.
  const coming = shown.filter(({ call }) => call.state === "called").slice(0, DENSE - 3);
  const others = shown.filter((each) => !coming.includes(each));
  const turn = usePages(others, Math.max(1, (dense ? DENSE : ROOMY) - coming.length));
  const visible = new Set([...coming, ...turn.items]);
  if (shown.length === 0) return html`<section class="calls"></section>`;
  return html`<section class="calls ${dense ? "calls-dense" : ""}">
    <h2 class="list-title">
      <${Say} words=${words} of=${cut ? "list.calls.old" : "list.calls"} />
      <${Dots} ...${turn} />
    </h2>
    <ol class="calls-list">
      ${shown.filter((each) => visible.has(each)).map(
        (each) => html`<${CallRow} key=${each.call.ticket_id} ...${each} cut=${cut} words=${words} />`,
      )}
    </ol>
  </section>`;
}

/** @param {Shown & {cut: boolean, words: Words}} props */
function CallRow({ call, fresh, cut, words }) {
  const called = call.state === "called";
  return html`<li class="call is-${call.state} ${fresh && !cut ? "is-fresh" : ""}">
    <${Fit} class="call-line">
      <${TicketNumber} number=${call.number} />
      <${Arrow} />
      <${WindowName} name=${call.window} suffix=${null} />
    <//>
    <${Say} words=${words} of=${called ? "state.called" : "state.serving"} class="call-state" />
  </li>`;
}

/** @param {{config: any, zone: any}} props */
function Title({ config, zone }) {
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
 *   zoneId: number | null, words: Words}} props
 */
function Waiting({ config, board, waits, zoneId, words }) {
  const queues = config.queues.filter(inZone(zoneId));
  const turn = usePages(/** @type {any[]} */ (queues), QUEUES);
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

/** @param {{board: Board, zoneId: number | null, words: Words}} props */
function PassedNumbers({ board, zoneId, words }) {
  const turn = usePages(board.passed.filter(inZone(zoneId)), PASSED);
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

/** @param {{config: any, zoneId: number | null, now: number, speech: any, words: Words}} props */
function Foot({ config, zoneId, now, speech, words }) {
  const date = dateWords(now, config.time_zone);
  return html`<footer class="foot">
    <div class="clock">
      <time class="clock-time">${clockTime(now, config.time_zone)}</time>
      <${Both} zh=${date.zh} en=${date.en} class="clock-date" />
    </div>
    ${speech.clip
      ? html`<${Caption} clip=${speech.clip} />`
      : html`<${Notices} notices=${[...stopLines({ config, zoneId, now, words }), ...config.notices]} />`}
    <div class="phone">
      ${speech.blocked && html`<${Say} words=${words} of="speech.tap" class="phone-label" />`}
      ${!speech.blocked && config.supervision_phone && html`
        <${Say} words=${words} of="phone.supervision" class="phone-label" />
        <${Fit} class="phone-number">${config.supervision_phone}<//>`}
    </div>
  </footer>`;
}

/** What is being said, in the same words. */
/** @param {{clip: import("./speech.js").Clip}} props */
function Caption({ clip }) {
  return html`<div class="caption" role="status" lang=${clip.language}>
    <svg class="caption-sign" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M5 15 H12 L22 6 V34 L12 25 H5 Z M28 13 Q33 20 28 27 M33 8 Q41 20 33 32" />
    </svg>
    <${Fit} class="caption-text">${clip.text}<//>
  </div>`;
}

const address = readAddress(location);
keepMeasure({ widthMm: 1215, heightMm: 683.5, mm: address.mm }); // a 55" screen, 16:9
const words = await loadWords();
healItself(words);
document.title = words.zh("page.hall");
render(html`<${HallBoard} address=${address} words=${words} />`, document.body);
