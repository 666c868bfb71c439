/** Several items on one number. */

import { html } from "/kit/ui.js";
import { Choices, Title } from "../parts.js";
import { Line } from "./lists.js";
import { TakeFoot } from "./take_foot.js";

export function PackagePage(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, place } = k;
  const pack = catalogue.package(place.packageId);
  if (!pack) return html`<${Title} title=${t("gone")} />`;
  const items = pack.items.map((id) => catalogue.item(id)).filter(Boolean);
  return html`<${Title}
      title=${t.name(pack)}
      lead=${t.language === "en" ? t("package.count", { n: items.length }) : pack.about}
    />
    <${Choices}
      k=${k}
      all=${items}
      draw=${(/** @type {any} */ item) => html`<${Line} k=${k} each=${item} />`}
    />
    <${TakeFoot} k=${k} queueId=${pack.queue_id} wish=${{ package_id: pack.package_id }} />`;
}
