/** The foot of a guide: the queue it belongs to, and its number by one tap. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { waitingIn, whyShut } from "../catalogue.js";
import { ExpectedWait, shutWords, WaitingCount } from "../parts.js";
import { opensAgain } from "./night.js";

/**
 * @param {{k: import("../app.js").Kiosk, queueId: number,
 *   wish: import("../taking.js").Wish}} props
 */
export function TakeFoot({ k, queueId, wish }) {
  const { t, catalogue, board, now, take } = k;
  if (k.closed) return html`<p class="notice"><${Icon} name="clock" />${opensAgain(k)}</p>`;
  const queue = catalogue.queue(queueId);
  if (!queue) return html`<p class="notice"><${Icon} name="person" />${t("foot.by_staff")}</p>`;
  const shut = whyShut(board, queue, now, k.alone);
  if (shut) {
    const vars = { queue: t.name(queue), why: shutWords(t, shut.code) };
    return html`<p class="notice"><${Icon} name="clock" />${t("foot.closed", vars)}</p>`;
  }
  return html`<div class="foot">
    <p>
      ${t("foot.queue", { queue: t.name(queue) })}
      <${WaitingCount} k=${k} n=${waitingIn(board, [queue])} />
      <${ExpectedWait} k=${k} queue=${queue} />
    </p>
    <button class="action" onClick=${() => take(wish)}>
      <${Icon} name="ticket" />${t("foot.take")}
    </button>
  </div>`;
}
