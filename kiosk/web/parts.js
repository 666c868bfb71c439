/** Parts that several pages are made of. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";
import { Icon } from "./icons.js";

/** The heading of a page, with a line under it. @param {{title: any, lead?: any}} props */
export function Title({ title, lead }) {
  return html`<div class="title">
    <h1 tabindex="-1">${title}</h1>
    ${lead && html`<p>${lead}</p>`}
  </div>`;
}

/** Six choices at most; four where they are larger or there is less room. */
export function choicesAPage(/** @type {import("./modes.js").Modes} */ { care, low }) {
  return care || low ? 4 : 6;
}

/**
 * Choices, so many a page, and the buttons that turn it.
 *
 * @param {{k: import("./app.js").Kiosk, all: any[], draw: (each: any) => any, columns?: 1 | 2,
 *   none?: string, size?: number}} props
 */
export function Choices({ k, all, draw, none = "", columns = 1, size = choicesAPage(k.modes) }) {
  const leaves = Math.max(1, Math.ceil(all.length / size));
  const leaf = Math.min(k.place.leaf, leaves - 1);
  if (all.length === 0) return html`<p class="none">${none}</p>`;
  return html`<ul class="choices" data-columns=${columns} data-size=${size}>
      ${all.slice(leaf * size, (leaf + 1) * size).map((each) => html`<li>${draw(each)}</li>`)}
    </ul>
    ${leaves > 1 && html`<${Pager} k=${k} leaf=${leaf} leaves=${leaves} turn=${k.turn} />`}`;
}

/**
 * @param {{k: import("./app.js").Kiosk, leaf: number, leaves: number,
 *   turn: (leaf: number) => void}} props
 */
export function Pager({ k, leaf, leaves, turn }) {
  const { t } = k;
  return html`<div class="pager">
    <button class="second" disabled=${leaf === 0} onClick=${() => turn(leaf - 1)}>
      <${Icon} name="back" />${t("pager.before")}
    </button>
    <p aria-live="polite">${t("pager.where", { leaf: leaf + 1, leaves })}</p>
    <button class="second" disabled=${leaf === leaves - 1} onClick=${() => turn(leaf + 1)}>
      ${t("pager.next")}<${Icon} name="next" />
    </button>
  </div>`;
}

/** Long text turned by buttons: no one must drag. @param {{k: any, children: any}} props */
export function Leaves({ k, children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [leaves, setLeaves] = useState({ at: 0, of: 1 });
  const measure = () => {
    if (!box.current) return; // already left
    const { scrollTop, clientHeight, scrollHeight } = box.current;
    const step = stepOf(clientHeight);
    const of = 1 + Math.ceil(Math.max(0, scrollHeight - clientHeight - 2) / step);
    const end = scrollTop + clientHeight >= scrollHeight - 2;
    setLeaves({ at: end ? of - 1 : Math.round(scrollTop / step), of });
  };
  useLayoutEffect(measure, [k.modes, k.t.language]);
  useEffect(() => {
    const watch = new ResizeObserver(measure);
    watch.observe(/** @type {HTMLElement} */ (box.current));
    return () => watch.disconnect();
  }, []);
  const turn = (/** @type {number} */ leaf) => {
    const { clientHeight } = /** @type {HTMLElement} */ (box.current);
    box.current?.scrollTo({ top: leaf * stepOf(clientHeight) });
  };
  return html`<div class="leaves" ref=${box} onScroll=${measure} tabindex="0">${children}</div>
    ${leaves.of > 1 && html`<${Pager} k=${k} leaf=${leaves.at} leaves=${leaves.of} turn=${turn} />`}`;
}

/** A part of the last leaf stays in view, so that no line is lost in turning. */
function stepOf(/** @type {number} */ height) {
  return Math.max(1, height * 0.86);
}

/**
 * People waiting, as a word with its number; nothing where it is not known.
 *
 * @param {{k: import("./app.js").Kiosk, n: number | null}} props
 */
export function WaitingCount({ k, n }) {
  if (n === null) return null;
  return html`<span class="waiting"><b>${n}</b> ${k.t("waiting", { n })}</span>`;
}

/**
 * What a number drawn now in this queue would wait; nothing where it is not known.
 *
 * @param {{k: import("./app.js").Kiosk, queue: {queue_id: number}}} props
 */
export function ExpectedWait({ k, queue }) {
  const words = waitInWords(k.t, k.state?.waits?.[queue.queue_id]);
  return words && html`<span class="expected">${words}</span>`;
}

/** What one should know before one begins. @param {{k: import("./app.js").Kiosk}} props */
export function Notices({ k }) {
  const { t, state, agentAway } = k;
  const notices = [];
  if (agentAway) notices.push(["link", t("notice.agent_away")]);
  else if (state?.server === "away") {
    const gives = Object.values(k.alone ?? {}).some((queue) => queue.now);
    notices.push(["link", t(gives ? "notice.alone" : "notice.server_away")]);
  }
  if (state?.printer.can_print === "no") {
    notices.push(["printer", t("notice.printer", { why: printerWords(t, state.printer.reason) })]);
  }
  if (state?.open && !state.open.issuing) notices.push(["clock", t("notice.not_issuing")]);
  return html`${notices.map(
    ([icon, text]) => html`<p class="notice" role="status"><${Icon} name=${icon} />${text}</p>`,
  )}`;
}

/**
 * Why a printer cannot print, as far as a citizen can do something with it.
 *
 * @param {import("/kit/texts.js").Translate} t
 * @param {string | null | undefined} reason
 */
export function printerWords(t, reason) {
  const key = `printer.${reason}`;
  return t.has(key) ? t(key) : t("printer.other");
}

/**
 * Why a queue gives no number now, in a few words.
 *
 * @param {import("/kit/texts.js").Translate} t
 * @param {string} code
 */
export function shutWords(t, code) {
  const key = `shut.${code}`;
  return t.has(key) ? t(key) : t("shut.other");
}
