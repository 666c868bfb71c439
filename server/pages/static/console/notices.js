/** The notices made at this window since the page was opened: whether they came out, and again. */

import { getJson } from "/kit/api.js";
import { html } from "/kit/ui.js";
import { spaced } from "./words.js";

const SHOWN = 3;
const LOOK_AGAIN_MS = 1000;
const RETRY_MS = 3000;

/** What is known of a notice's latest print: asked, printed, failed, unknown; none: not yet. */
export function lastPrint({ prints }) {
  const slips = prints.at(-1)?.slips ?? [];
  return ["asked", "failed", "unknown", "printed"].find((state) => slips.includes(state)) ?? "none";
}

/**
 * Show a notice, and go on asking about it until its slips are out or known not to be.
 *
 * @param {import("./desk.js").DeskStore} store
 * @param {any} notice
 */
export async function followNotice(store, notice) {
  for (;;) {
    const others = store.state.told.filter(({ notice_id }) => notice_id !== notice.notice_id);
    store.change({ told: [notice, ...others].slice(0, SHOWN) });
    if (lastPrint(notice) !== "asked") return;
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
    notice = await again(store, notice);
  }
}

async function again(store, notice) {
  try {
    return await getJson(`${store.hall}/notices/${notice.notice_id}`);
  } catch {
    await new Promise((done) => setTimeout(done, RETRY_MS));
    return notice;
  }
}

export function Notices({ told, t, off, does }) {
  if (told.length === 0) return null;
  return html`<section class="list" aria-labelledby="told-title">
    <header><h2 id="told-title">${t("notice.title")}</h2></header>
    <ul>
      ${told.map((notice) => {
        const state = lastPrint(notice);
        const said = [t(`notice.kind.${notice.kind}`), notice.return_code && t("console.suspended.code", { code: notice.return_code })];
        return html`<li key=${notice.notice_id} data-notice=${notice.number}>
          <b>${spaced(notice.ticket)}</b>
          <span class="grow">${said.filter(Boolean).join(" · ")}</span>
          <span class=${`printed ${state}`} role=${state === "failed" ? "alert" : null}>${t(`notice.print.${state}`)}</span>
          <button type="button" class="chip" disabled=${off} onClick=${() => does.notice_again(notice)}>${t(state === "printed" ? "notice.again" : "notice.print_slips")}</button>
          <a class="chip" href=${`/notices/${notice.notice_id}`} target="_blank">${t("notice.page")}</a>
        </li>`;
      })}
    </ul>
  </section>`;
}
