/**
 * 办件进度: how far a case is, only its own system knows. The station file names the page where
 * citizens look it up (`[screen] progress`); a telephone goes there, the kiosk never does. Without
 * one the page says so.
 */

import { QrCode } from "/kit/qr.js";
import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Title } from "../parts.js";

export function Progress(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, state, catalogue, go } = k;
  const url = state?.progress;
  return html`<${Title} title=${t("progress.title")} />
    <p class="notice"><${Icon} name="link" />${t(url ? "progress.scan" : "progress.none")}</p>
    <section class="help-complaints">
      ${url && html`<${QrCode} text=${url} label=${t("progress.qr")} />`}
      <div>
        <p>${t(url ? "progress.bring" : "progress.ask")}</p>
        <p><b>${t("trouble.phone", { phone: catalogue.hall.enquiry_phone })}</b></p>
      </div>
    </section>
    <div class="who-actions">
      <button class="second" onClick=${() => go("find")}>
        <${Icon} name="ticket" />${t("find.way")}
      </button>
    </div>`;
}
