/** The hall board and the zone board: who is called where, who is next, how many wait. */

import { html, render, useLayoutEffect, useMemo } from "/kit/ui.js";
import { readAddress } from "./address.js";
import { CallList } from "./calls.js";
import { useHall, useWaits } from "./follow.js";
import { Foot, FootNotices } from "./foot.js";
import { formatOf, useFormat } from "./format.js";
import { healItself } from "./healing.js";
import { LargePlace } from "./large.js";
import { belongsTo, loadLayouts, readLayout } from "./layout.js";
import { keepMeasure } from "./measure.js";
import { CutOff, Message } from "./parts.js";
import { partsOf } from "./places.js";
import { previewBoard } from "./preview.js";
import { arrangeCalls } from "./shown.js";
import { PassedNumbers, Title, Waiting } from "./side.js";
import { useSignage } from "./signage.js";
import { Slides, useProgramme } from "./slides.js";
import { useSpeech } from "./speech.js";
import { loadWords } from "./words.js";

const QUEUES = { landscape: 5, portrait: 3, wide: 5 };
const QUEUES_OVER_SLIDES = { landscape: 3, portrait: 3, wide: 3 };
/** Where nothing but the waiting stands. */
const QUEUES_ALONE = { landscape: 10, portrait: 11, wide: 20 };

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./layout.js").Layout} Layout
 */

/** @param {{address: import("./address.js").Address, layouts: Record<string, any>, words: Words}} props */
function Screen({ address, layouts, words }) {
  const hall = useHall(address.hallId);
  const signage = useSignage(address.hallId, hall.changes);
  const layout = useMemo(() => {
    const known = { ...layouts, ...signage?.layouts };
    return readLayout(known, location.search);
  }, [signage]);
  const { config, unknown, board } = hall;
  const ours = layout && config && belongsTo(layout, config, address.zoneId);
  const zone = config?.zones.find((/** @type {any} */ z) => z.zone_id === address.zoneId) ?? null;
  const isNone = (config && address.zoneId !== null && !zone) || (config && layout && !ours);
  if (unknown || isNone || (signage && !layout)) {
    return html`<main class="alone"><${Message} words=${words} of="wait.unknown" hint="wait.unknown.hint" /></main>`;
  }
  if (!layout || !config || !(board || layout.preview)) {
    return html`<main class="alone"><${Message} words=${words} of="wait.connecting" hint="wait.hint" /></main>`;
  }
  return html`<${HallBoard} ...${{ address, hall, signage, layout, ours, zone, words }} />`;
}

/** @param {any} props */
function HallBoard({ address, hall, signage, layout, ours, zone, words }) {
  const { config, board: told, link, now } = hall;
  const waits = useWaits(address.hallId);
  const speech = useSpeech(address.speaker);
  const format = useFormat();
  const programme = useProgramme({
    slides: layout.shows.has("slides") ? (signage?.slides ?? null) : [],
    now, timeZone: config.time_zone, preview: layout.preview !== null && layout.shows.has("slides"),
  });
  useLook(layout);
  const board = layout.preview ? previewBoard(config, now, layout.preview) : told;
  const cut = link.state === "cut" && !layout.preview;
  const calls = arrangeCalls(board, { now, ours });
  const parts = partsOf(layout, { cut, isFresh: calls.large?.fresh === true, hasSlides: programme.due.length > 0, format });
  const foot = { config, ours, now, speech, layout, words };
  const list = html`<${Calls} ...${{ ...calls, config, link, cut, parts, layout, format, now, words }} />`;
  const slides = parts.slides && html`<${Slides} programme=${programme} words=${words}
    paused=${layout.pausesOnCall && (cut || calls.large?.fresh === true)} />`;
  return html`<main class=${parts.classes} data-seq=${layout.preview ? null : board.seq}>
    ${parts.large && html`<${Large} shown=${calls.large} ...${{ config, link, cut, now, words }} />`}
    ${!parts.listInSide && list}
    ${parts.slides && parts.slides !== "beside" && slides}
    ${parts.side && html`<aside class="side">
      <${Title} config=${config} zone=${zone} />
      ${parts.listInSide && list}
      ${parts.waiting && html`<${Waiting} config=${config} board=${board} waits=${cut ? new Map() : waits} ours=${ours}
        most=${queuesFor(parts)[format]} turnS=${layout.turnS} words=${words} />`}
      ${parts.passed && html`<${PassedNumbers} board=${board} ours=${ours} turnS=${layout.turnS} words=${words} />`}
      ${parts.slides === "beside" && slides}
    </aside>`}
    ${parts.alone && html`<section class="alone-notices"><${Title} config=${config} zone=${zone} /><${FootNotices} ...${foot} /></section>`}
    <${Foot} ...${foot} notices=${parts.notices && !parts.alone} />
  </main>`;
}

/** @param {import("./places.js").Parts} parts */
function queuesFor(parts) {
  if (!parts.calls) return QUEUES_ALONE;
  return parts.slides === "beside" ? QUEUES_OVER_SLIDES : QUEUES;
}

/** The large place: the newest call, or in its stead that the link is lost. */
/** @param {any} props */
function Large({ shown, config, link, cut, now, words }) {
  return html`<section class="large">
    ${cut
      ? html`<${CutOff} words=${words} since=${link.since} timeZone=${config.time_zone} />`
      : html`<${LargePlace} shown=${shown} config=${config} now=${now} words=${words} />`}
  </section>`;
}

/** All calls but the one in the large place; all of them while nothing stands there. */
/** @param {any} props */
function Calls({ large, list, cut, parts, layout, format, now, words }) {
  if (!parts.calls) return null;
  const isListed = large && (cut || parts.listsAll);
  const calls = isListed ? [large, ...list] : list;
  const room = parts.slides === "main" && format === "wide" ? "landscape" : format; // slides take half
  return html`<${CallList} shown=${calls} cut=${cut} layout=${layout} format=${room}
    large=${parts.large || (parts.slides === "main" && format === "portrait")} side=${parts.side} narrow=${parts.listInSide} now=${now} words=${words} />`;
}

/** What a layout says of the whole page. */
/** @param {Layout} layout */
function useLook({ english, flash }) {
  useLayoutEffect(() => {
    document.documentElement.classList.toggle("is-chinese-only", !english);
    document.documentElement.classList.toggle("flashes", flash);
  }, [english, flash]);
}

const SCREEN_MM = { landscape: [1215, 683.5], portrait: [683.5, 1215], wide: [2430, 683.5] };
const address = readAddress(location);
keepMeasure(() => {
  const [widthMm, heightMm] = SCREEN_MM[formatOf()]; // 55" screens, 16:9; wide: two of them
  return { widthMm, heightMm, mm: address.mm };
});
const [words, layouts] = await Promise.all([loadWords(), loadLayouts()]);
healItself(words);
document.title = words.zh("page.hall");
render(html`<${Screen} address=${address} layouts=${layouts} words=${words} />`, document.body);
