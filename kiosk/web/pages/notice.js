/** 一次性告知书: whoever comes back with one goes to the window without queueing again. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Title } from "../parts.js";

export function Notice(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go } = k;
  const { number, item, windows, may_return: mayReturn } = place.notice;
  const vars = { windows: windows.join("、"), item: item.name, number };
  return html`<${Title} title=${t(mayReturn ? "return.title" : "return.over", vars)} lead=${t("return.about", vars)} />
    ${mayReturn
      ? html`<p class="notice"><${Icon} name="person" />${t("return.do", vars)}</p>`
      : html`<p class="notice"><${Icon} name="ticket" />${t("return.over_do")}</p>
          <div class="who-actions">
            <button class="action" onClick=${() => go("zones")}>
              <${Icon} name="ticket" />${t("home.take")}
            </button>
          </div>`}`;
}
