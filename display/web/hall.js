/** The hall board and the zone board: who is called where, who is next, how many wait. */

import { clockTime } from "/kit/clock.js";
import { TicketNumber } from "/kit/number.js";
import { html, render } from "/kit/ui.js";
import { readAddress } from "./address.js";
import { CallList } from "./calls.js";
import { waitInWords } from "/kit/wait.js";
import { dateWords, useHall, useWaits } from "./follow.js";
import { formatOf, useFormat } from "./format.js";
import { healItself } from "./healing.js";
import { belongsTo, loadLayout } from "./layout.js";
import { Fit, keepMeasure } from "./measure.js";
import { Notices } from "./notices.js";
import { Dots, usePages } from "./pages.js";
import { Arrow, CutOff, Message, WindowName } from "./parts.js";
import { previewBoard } from "./preview.js";
import { arrangeCalls } from "./shown.js";
import { useSpeech } from "./speech.js";
import { stoppedBy, stopLines } from "./stopped.js";
import { Both, loadWords, Say, spaced, windowName } from "./words.js";

const QUEUES = { landscape: 5, portrait: 3, wide: 5 };
/** Where nothing but the waiting stands. */
const QUEUES_ALONE = { landscape: 10, portrait: 11, wide: 20 };
const PASSED = 6;

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {NonNullable<ReturnType<typeof belongsTo>>} Ours
 */

/** @param {{address: import("./address.js").Address, layout: Layout, words: Words}} props */
function HallBoard({ address, layout, words }) {
  const { config, unknown, board: told, link, now } = useHall(address.hallId);
  const waits = useWaits(address.hallId);
  const speech = useSpeech(address.speaker);
  const format = useFormat();
  const zone = config?.zones.find((/** @type {any} */ z) => z.zone_id === address.zoneId) ?? null;
  const ours = config && belongsTo(layout, config, address.zoneId);
  if (unknown || (config && ((address.zoneId !== null && !zone) || !ours))) {
    return html`<${NoSuch} words=${words} />`;
  }
  const board = layout.preview && config ? previewBoard(config, now) : told;
  if (!config || !board) return html`<${Connecting} words=${words} />`;
  const cut = link.state === "cut" && !layout.preview;
  const parts = partsOf(layout, cut);
  const foot = { config, ours, now, speech, layout, words };
  return html`<main class=${classesOf(parts, format, cut)} data-seq=${layout.preview ? null : board.seq}>
    ${(parts.calls || cut) && html`<${Calls} ...${{ board, config, ours, link, cut, parts, layout, format, now, words }} />`}
    ${parts.side && html`<aside class="side">
      <${Title} config=${config} zone=${zone} />
      ${parts.waiting && html`<${Waiting} config=${config} board=${board} waits=${cut ? new Map() : waits} ours=${ours}
        most=${(parts.calls ? QUEUES : QUEUES_ALONE)[format]} turnS=${layout.turnS} words=${words} />`}
      ${parts.passed && html`<${PassedNumbers} board=${board} ours=${ours} turnS=${layout.turnS} words=${words} />`}
    </aside>`}
    ${parts.alone && html`<section class="alone-notices"><${Title} config=${config} zone=${zone} /><${FootNotices} ...${foot} /></section>`}
    <${Foot} ...${foot} notices=${parts.notices && !parts.alone} />
  </main>`;
}

/** What stands on the screen. A wall's first screen has the large place, for all of them. */
/** @param {Layout} layout @param {boolean} cut */
function partsOf({ shows, screen }, cut) {
  const calls = shows.has("calls");
  const [waiting, passed, notices] = [shows.has("waiting"), shows.has("passed"), shows.has("notices")];
  const side = (waiting || passed) && screen.i === screen.of;
  const large = cut || (calls && screen.i === 1);
  return { calls, large, side, waiting, passed, notices, alone: !calls && !side };
}

/** @param {ReturnType<typeof partsOf>} parts @param {string} format @param {boolean} cut */
function classesOf({ calls, large, side }, format, cut) {
  const without = [!calls && "no-calls", !large && "no-large", !side && "no-side", cut && "is-cut"];
  return ["hall", `is-${format}`, ...without].filter(Boolean).join(" ");
}

/** The large place, and the list of all other calls. */
/** @param {any} props */
function Calls({ board, config, ours, link, cut, parts, layout, format, now, words }) {
  const { large, list } = arrangeCalls(board, { now, ours });
  const calls = cut && large ? [large, ...list] : list;
  return html`
    ${parts.large && html`<section class="large">
      ${cut
        ? html`<${CutOff} words=${words} since=${link.since} timeZone=${config.time_zone} />`
        : html`<${LargePlace} shown=${large} config=${config} now=${now} words=${words} />`}
    </section>`}
    ${parts.calls && html`<${CallList} shown=${calls} cut=${cut} layout=${layout} format=${format}
      large=${parts.large} side=${parts.side} now=${now} words=${words} />`}
  `;
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
 *   ours: Ours, most: number, turnS: number, words: Words}} props
 */
function Waiting({ config, board, waits, ours, most, turnS, words }) {
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
function PassedNumbers({ board, ours, turnS, words }) {
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

/** @param {any} props */
function Foot({ notices, ...props }) {
  const { config, now, speech, words } = props;
  const date = dateWords(now, config.time_zone);
  return html`<footer class="foot">
    <div class="clock">
      <time class="clock-time">${clockTime(now, config.time_zone)}</time>
      <${Both} zh=${date.zh} en=${date.en} class="clock-date" />
    </div>
    ${speech.clip
      ? html`<${Caption} clip=${speech.clip} />`
      : notices ? html`<${FootNotices} ...${props} />` : html`<span></span>`}
    <div class="phone">
      ${speech.blocked && html`<${Say} words=${words} of="speech.tap" class="phone-label" />`}
      ${!speech.blocked && config.supervision_phone && html`
        <${Say} words=${words} of="phone.supervision" class="phone-label" />
        <${Fit} class="phone-number">${config.supervision_phone}<//>`}
    </div>
  </footer>`;
}

/** @param {any} props */
function FootNotices({ config, ours, now, layout, words }) {
  const preview = { zh: words.zh("preview.notice"), en: words.en("preview.notice"), stops: true };
  const lines = [...stopLines({ config, ours, now, words }), ...config.notices];
  return html`<${Notices} notices=${layout.preview ? [preview] : lines} />`;
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

const SCREEN_MM = { landscape: [1215, 683.5], portrait: [683.5, 1215], wide: [2430, 683.5] };
const address = readAddress(location);
keepMeasure(() => {
  const [widthMm, heightMm] = SCREEN_MM[formatOf()]; // 55" screens, 16:9; wide: two of them
  return { widthMm, heightMm, mm: address.mm };
});
const [words, layout] = await Promise.all([loadWords(), loadLayout(location.search)]);
healItself(words);
document.title = words.zh("page.hall");
document.documentElement.classList.toggle("is-chinese-only", layout?.english === false);
document.documentElement.classList.toggle("flashes", layout?.flash === true);
render(
  layout
    ? html`<${HallBoard} address=${address} layout=${layout} words=${words} />`
    : html`<${NoSuch} words=${words} />`,
  document.body,
);
