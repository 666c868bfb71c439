/** Lists of items and packages, each line one that can be opened. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Choices, Title } from "../parts.js";
import { limitInWords } from "../wording.js";

export function ItemList(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, place } = k;
  const zone = catalogue.zone(place.zoneId);
  const items = catalogue.itemsOf(place.zoneId);
  return html`<${Title}
      title=${zone ? t.name(zone) : t("gone")}
      lead=${t("items.lead", { n: items.length })}
    />
    <${Choices}
      k=${k}
      all=${items}
      none=${t("items.none")}
      draw=${(/** @type {any} */ item) => html`<${Line} k=${k} each=${item} />`}
    />`;
}

export function PackageList(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue } = k;
  return html`<${Title} title=${t("home.packages")} lead=${t("packages.lead")} />
    <${Choices}
      k=${k}
      all=${catalogue.packages}
      draw=${(/** @type {any} */ pack) => html`<${Line} k=${k} each=${pack} />`}
    />`;
}

/**
 * One item or package.
 *
 * @param {{k: import("../app.js").Kiosk, each: any}} props
 */
export function Line({ k, each }) {
  const { t, go } = k;
  const isPackage = each.package_id !== undefined;
  const open = isPackage
    ? () => go("package", { packageId: each.package_id })
    : () => go("item", { itemId: each.item_id });
  const about = isPackage
    ? t.pick(each.about, each.about_en)
    : t("items.promised", { limit: limitInWords(t, { ...each.promised_limit, note: "" }) });
  return html`<button class="row" onClick=${open}>
    ${isPackage && html`<b class="prefix"><${Icon} name="bundle" /></b>`}
    <span class="row-text"><b>${t.name(each)}</b><span>${about}</span></span>
    <${Icon} name="next" />
  </button>`;
}
