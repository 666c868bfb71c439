/** The guides: by zone, or found by characters or by the initials of their pinyin. */

import { html, useEffect, useRef } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Choices, Title } from "../parts.js";
import { Line } from "./lists.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const FOUND_A_PAGE = 4; // the keys need their room

export function Guides(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, note } = k;
  const query = place.query ?? "";
  const type = (/** @type {string} */ next) => note({ query: next, leaf: 0 });
  return html`<${Title} title=${t("guides.title")} lead=${t("guides.lead")} />
    <${SearchField} k=${k} query=${query} type=${type} focus=${place.toSearch} />
    <div class="found">
      ${query ? html`<${Found} k=${k} query=${query} />` : html`<${ByZone} k=${k} />`}
    </div>
    <${Keys} k=${k} query=${query} type=${type} />`;
}

/** @param {{k: any, query: string, type: (query: string) => void, focus: boolean}} props */
function SearchField({ k, query, type, focus }) {
  const { t } = k;
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  return html`<label class="search">
    <${Icon} name="search" />
    <span class="only-spoken">${t("guides.search")}</span>
    <input
      ref=${field}
      type="text"
      inputmode="none"
      autocomplete="off"
      spellcheck=${false}
      placeholder=${t("guides.placeholder")}
      value=${query}
      onInput=${(/** @type {any} */ event) => type(event.target.value)}
    />
  </label>`;
}

/** @param {{k: import("../app.js").Kiosk, query: string}} props */
function Found({ k, query }) {
  const { t, catalogue } = k;
  return html`<${Choices}
    k=${k}
    size=${k.modes.tight ? 2 : FOUND_A_PAGE}
    all=${catalogue.search(query)}
    none=${t("guides.none", { query })}
    draw=${(/** @type {any} */ each) => html`<${Line} k=${k} each=${each} />`}
  />`;
}

function ByZone(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, go } = k;
  return html`<${Choices}
    k=${k}
    size=${k.modes.tight ? 3 : 6}
    columns=${2}
    all=${catalogue.zones}
    draw=${(/** @type {import("../catalogue.js").Zone} */ zone) => html`<button
      class="tile"
      onClick=${() => go("items", { zoneId: zone.zone_id })}
    >
      <b class="tile-name">${t.name(zone)}</b>
      <span class="tile-about">
        ${t("items.count", { n: catalogue.itemsOf(zone.zone_id).length })}
      </span>
    </button>`}
  />`;
}

/** @param {{k: any, query: string, type: (query: string) => void}} props */
function Keys({ k, query, type }) {
  const { t } = k;
  return html`<div class="keys" role="group" aria-label=${t("guides.keys")}>
    ${LETTERS.map(
      (letter) => html`<button class="key" onClick=${() => type(query + letter)}>${letter}</button>`,
    )}
    <button
      class="key"
      disabled=${!query}
      aria-label=${t("guides.erase")}
      onClick=${() => type([...query].slice(0, -1).join(""))}
    >
      <${Icon} name="erase" />
    </button>
  </div>`;
}
