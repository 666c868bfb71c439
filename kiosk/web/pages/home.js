/** Home: what do you want to do? */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { waitingIn } from "../catalogue.js";
import { Notices, WaitingCount } from "../parts.js";
import { CardButton } from "./card.js";
import { Night } from "./night.js";

const TILES = 6;
const TOP_ITEMS = 6;

export function Home(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, go } = k;
  if (k.closed) return html`<${Night} k=${k} />`;
  return html`<div class="home">
    <div class="home-ask">
      <h1 tabindex="-1">${t("home.question")}</h1>
      ${k.state?.reader
        ? html`<${CardButton} k=${k} label=${t("card.way")} />`
        : html`<button class="second" onClick=${() => go("find")}>
            <${Icon} name="ticket" />${t("find.way")}
          </button>`}
      <button class="second search-way" onClick=${() => go("guides", { toSearch: true })}>
        <${Icon} name="search" />${t("home.search")}
      </button>
    </div>
    <${Notices} k=${k} />
    <div class="roads">
      <${Road} kind="take" icon="ticket" k=${k} onClick=${() => go("zones")} />
      <${Road} kind="guide" icon="book" k=${k} onClick=${() => go("guides")} />
    </div>
    <${ZoneTiles} k=${k} />
    <${TopItems} k=${k} />
  </div>`;
}

/** @param {{kind: "take" | "guide", icon: string, k: any, onClick: () => void}} props */
function Road({ kind, icon, k, onClick }) {
  return html`<button class="road" data-kind=${kind} onClick=${onClick}>
    <${Icon} name=${icon} />
    <span class="road-name">${k.t(`home.${kind}`)}</span>
    <span class="road-about">${k.t(`home.${kind}_about`)}</span>
  </button>`;
}

function ZoneTiles(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, board, go } = k;
  const room = catalogue.packages.length > 0 ? TILES - 1 : TILES;
  const zones = catalogue.zones.slice(0, catalogue.zones.length > TILES ? TILES - 2 : room);
  const more = zones.length < catalogue.zones.length;
  return html`<ul class="tiles">
    ${zones.map(
      (zone) => html`<li>
        <button class="tile" onClick=${() => go("zone", { zoneId: zone.zone_id })}>
          <b class="tile-name">${t.name(zone)}</b>
          <span class="tile-about">${t.pick(zone.about, zone.about_en)}</span>
          <${WaitingCount} k=${k} n=${waitingIn(board, catalogue.queuesOf(zone.zone_id))} />
        </button>
      </li>`,
    )}
    ${more &&
    html`<li>
      <button class="tile" onClick=${() => go("zones")}>
        <b class="tile-name">${t("home.more_zones")}</b>
      </button>
    </li>`}
    ${catalogue.packages.length > 0 &&
    html`<li>
      <button class="tile" onClick=${() => go("packages")}>
        <b class="tile-name">${t("home.packages")}</b>
        <span class="tile-about">${t("home.packages_about")}</span>
      </button>
    </li>`}
  </ul>`;
}

function TopItems(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, go } = k;
  const top = catalogue.top.slice(0, TOP_ITEMS);
  if (top.length === 0) return null;
  return html`<section class="top">
    <h2>${t("home.top")}</h2>
    <ul>
      ${top.map(
        (item) => html`<li>
          <button class="chip" onClick=${() => go("item", { itemId: item.item_id })}>
            ${t.name(item)}
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}
