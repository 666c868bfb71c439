/** The guides: by zone, or found by what people call them; typed on the page's own keys. */

import { html, useEffect, useRef } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { useTyped } from "../keys.js";
import { Choices, Title } from "../parts.js";
import { Line } from "./lists.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const FOUND_A_PAGE = 4; // the keys need their room

export function Guides(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, note } = k;
  const query = place.query ?? "";
  const latest = useRef(query); // who types fast is ahead of what is drawn
  latest.current = query;
  const type = (/** @type {string} */ next) => note({ query: (latest.current = next), leaf: 0 });
  const add = (/** @type {string} */ letter) => type(latest.current + letter);
  const erase = () => type([...latest.current].slice(0, -1).join(""));
  useTyped({ keys: /^[a-z]$/i, type: add, erase, go: () => {} });
  return html`<${Title} title=${t("guides.title")} lead=${t("guides.lead")} />
    <${SearchField} k=${k} query=${query} type=${type} focus=${place.toSearch} />
    <div class="found">
      ${query ? html`<${Found} k=${k} query=${query} />` : html`<${ByZone} k=${k} />`}
    </div>
    <${Keys} k=${k} query=${query} add=${add} erase=${erase} />`;
}

/** @param {{k: any, query: string, type: (query: string) => void, focus: boolean}} props */
function SearchField({ k, query, type, focus }) {
  const { t } = k;
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  return html`<div class="search">
    <label>
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
    </label>
    ${query && html`<button onClick=${() => type("")}>${t("guides.clear")}</button>`}
  </div>`;
}

/** @param {{k: import("../app.js").Kiosk, query: string}} props */
function Found({ k, query }) {
  const { t, catalogue } = k;
  const found = catalogue.search(query);
  return html`<p class="only-spoken" role="status">${t("guides.found", { n: found.length })}</p>
    ${found.length === 0
      ? html`<${Nothing} k=${k} query=${query} />`
      : html`<${Choices}
          k=${k}
          size=${k.modes.tight ? 2 : FOUND_A_PAGE}
          all=${found}
          draw=${(/** @type {any} */ each) => html`<${Line} k=${k} each=${each} />`}
        />`}`;
}

/** Not a dead end: another way of typing it, and who knows. @param {{k: any, query: string}} props */
function Nothing({ k, query }) {
  const { t, catalogue } = k;
  return html`<section class="nothing">
    <h2>${t("guides.none", { query })}</h2>
    <p class="nothing-do">${t("guides.none_do")}</p>
    <p class="nothing-ask">
      <${Icon} name="person" />
      <span>
        ${t("guides.none_ask")} <b>${t("trouble.phone", { phone: catalogue.hall.enquiry_phone })}</b>
      </span>
    </p>
  </section>`;
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

/** @param {{k: any, query: string, add: (letter: string) => void, erase: () => void}} props */
function Keys({ k, query, add, erase }) {
  const { t } = k;
  return html`<div class="keys" role="group" aria-label=${t("guides.keys")}>
    ${LETTERS.map(
      (letter) => html`<button class="key" onClick=${() => add(letter)}>${letter}</button>`,
    )}
    <button class="key" disabled=${!query} aria-label=${t("guides.erase")} onClick=${erase}>
      <${Icon} name="erase" />
    </button>
  </div>`;
}
