/** The way to a number: which zone, then which queue. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { waitingIn, whyShut } from "../catalogue.js";
import { Choices, ExpectedWait, shutWords, Title, WaitingCount } from "../parts.js";

export function Zones(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, board, go } = k;
  return html`<${Title} title=${t("zones.title")} lead=${t("zones.lead")} />
    <${Choices}
      k=${k}
      all=${catalogue.zones}
      draw=${(/** @type {import("../catalogue.js").Zone} */ zone) => {
        const queues = catalogue.queuesOf(zone.zone_id);
        return html`<button class="row" onClick=${() => go("zone", { zoneId: zone.zone_id })}>
          <span class="row-text">
            <b>${t.name(zone)}</b>
            <span>${queues.map((queue) => t.name(queue)).join(" · ")}</span>
          </span>
          <${WaitingCount} k=${k} n=${waitingIn(board, queues)} />
          <${Icon} name="next" />
        </button>`;
      }}
    />`;
}

export function ZonePage(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, place, go } = k;
  const zone = catalogue.zone(place.zoneId);
  if (!zone) return html`<${Title} title=${t("gone")} />`;
  const choices = [...catalogue.queuesOf(zone.zone_id), ...catalogue.packagesOf(zone.zone_id)];
  const guides = catalogue.itemsOf(zone.zone_id).length;
  return html`<${Title} title=${t.name(zone)} lead=${t("zone.lead", { place: zone.place })} />
    <${Choices}
      k=${k}
      all=${choices}
      none=${t("zone.none")}
      draw=${(/** @type {any} */ each) =>
        each.package_id
          ? html`<${PackageRow} k=${k} pack=${each} />`
          : html`<${QueueRow} k=${k} queue=${each} />`}
    />
    ${guides > 0 &&
    html`<button class="second wide" onClick=${() => go("items", { zoneId: zone.zone_id })}>
      <${Icon} name="book" />${t("zone.guides", { n: guides })}
    </button>`}`;
}

/**
 * A queue of which one takes a number by one tap; a closed one says why instead.
 *
 * @param {{k: import("../app.js").Kiosk, queue: import("../catalogue.js").Queue}} props
 */
function QueueRow({ k, queue }) {
  const { t, catalogue, board, now, take, go } = k;
  const shut = whyShut(board, queue, now, k.alone);
  const press = shut ? () => go("trouble", shut) : () => take({ queue_id: queue.queue_id });
  const kinds = catalogue.itemsOfQueue(queue.queue_id).slice(0, 3);
  return html`<button class="row" data-closed=${shut ? "" : undefined} onClick=${press}>
    <b class="prefix" aria-hidden="true">${queue.prefix}</b>
    <span class="row-text">
      <b>${t.name(queue)}</b>
      <span>${kinds.map((item) => t.name(item)).join(t("list.comma"))}</span>
    </span>
    ${!shut
      ? html`<span class="row-wait">
            <${WaitingCount} k=${k} n=${waitingIn(board, [queue])} />
            <${ExpectedWait} k=${k} queue=${queue} />
          </span>
          <span class="take">${t("take")}</span>`
      : html`<span class="waiting">${shutWords(t, shut.code)}</span>`}
  </button>`;
}

/** @param {{k: import("../app.js").Kiosk, pack: import("../catalogue.js").Package}} props */
function PackageRow({ k, pack }) {
  const { t, go } = k;
  return html`<button class="row" onClick=${() => go("package", { packageId: pack.package_id })}>
    <b class="prefix"><${Icon} name="bundle" /></b>
    <span class="row-text">
      <b>${t.name(pack)}</b>
      <span>${t("package.count", { n: pack.items.length })}</span>
    </span>
    <${Icon} name="next" />
  </button>`;
}
