/** The screen over one window: whose turn it is here, in letters one reads from the seats. */

import { clockTime } from "/kit/clock.js";
import { TicketNumber } from "/kit/number.js";
import { html, render } from "/kit/ui.js";
import { readAddress } from "./address.js";
import { useHall } from "./follow.js";
import { healItself } from "./healing.js";
import { Fit, keepMeasure } from "./measure.js";
import { Dots, usePages } from "./pages.js";
import { CutOff, Message, WindowName } from "./parts.js";
import { windowSays } from "./shown.js";
import { Both, loadWords, Say } from "./words.js";

const QUEUES = 4; // named at a time while the window waits for someone

/** @typedef {import("./words.js").Words} Words */

/** @param {{address: import("./address.js").Address, words: Words}} props */
function WindowScreen({ address, words }) {
  const { config, unknown, board, link, now } = useHall(address.hallId);
  const sign = config?.windows.find((/** @type {any} */ w) => w.window_id === address.windowId);
  if (unknown || (config && !sign)) {
    return html`<main class="alone">
      <${Message} words=${words} of="wait.unknown" hint="wait.unknown.hint" />
    </main>`;
  }
  if (!config || !board) {
    return html`<main class="alone">
      <${Message} words=${words} of="wait.connecting" hint="wait.hint" />
    </main>`;
  }
  const cut = link.state === "cut";
  const says = windowSays(board, sign.window_id, now);
  return html`<main class="sign is-${cut ? "cut" : says.is}" data-seq=${board.seq}>
    <header class="sign-head">
      <h1 class="sign-window"><${WindowName} name=${sign.number} suffix=${words} /></h1>
      <time class="sign-time">${clockTime(now, config.time_zone)}</time>
    </header>
    ${cut
      ? html`<${CutOff} words=${words} since=${link.since} timeZone=${config.time_zone} />`
      : html`<${Says} says=${says} queues=${queuesOf(config, sign)} words=${words} />`}
  </main>`;
}

/** @param {any} config @param {any} sign @returns {{queue_id: number, name: string, name_en: string}[]} */
function queuesOf(config, sign) {
  return config.queues.filter((/** @type {any} */ queue) => sign.queues.includes(queue.queue_id));
}

/** @param {{says: ReturnType<typeof windowSays>, queues: any[], words: Words}} props */
function Says({ says, queues, words }) {
  if (says.is === "calling" || says.is === "serving") {
    return html`<${Turn} says=${says} words=${words} />`;
  }
  if (says.is === "open") return html`<${Welcome} queues=${queues} words=${words} />`;
  return html`<${Message} words=${words} of=${`sign.${says.is}`} hint=${`sign.${says.is}.hint`} />`;
}

/** @param {{says: any, words: Words}} props */
function Turn({ says: { is, call, fresh }, words }) {
  const calling = is === "calling";
  return html`<section class="turn ${fresh ? "is-fresh" : ""}" key=${`${call.visit_id}-${call.calls}`}>
    <${Fit} class="turn-line">
      ${calling && html`<span class="turn-word">${words.zh("sign.please")}</span>`}
      <${TicketNumber} number=${call.number} />
      <span class="turn-word">${words.zh("sign.number")}</span>
    <//>
    <${Say} words=${words} of=${calling ? "sign.come" : "sign.serving"} class="turn-what" />
  </section>`;
}

/** @param {{queues: any[], words: Words}} props */
function Welcome({ queues, words }) {
  const turn = usePages(queues, QUEUES);
  return html`<section class="welcome">
    <${Say} words=${words} of="sign.welcome" class="message-title" />
    <ul class="serves" aria-label=${words.zh("sign.serves")}>
      ${turn.items.map((queue) => html`<li key=${queue.queue_id}>
        <${Both} zh=${queue.name} en=${queue.name_en} />
      </li>`)}
    </ul>
    <${Dots} ...${turn} />
  </section>`;
}

const address = readAddress(location);
keepMeasure(() => ({ widthMm: 531, heightMm: 299, mm: address.mm })); // a 24" screen, 16:9
const words = await loadWords();
healItself(words);
document.title = words.zh("page.window");
render(html`<${WindowScreen} address=${address} words=${words} />`, document.body);
