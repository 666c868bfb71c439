/** 我的号: whose numbers, by the telephone or identity number they were taken with. */

import { html, useState } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Title } from "../parts.js";
import { CardButton } from "./card.js";
import { isComplete, NumberField } from "./who.js";

export function Find(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, findBy } = k;
  const [said, setSaid] = useState("");
  return html`<${Title} title=${t("find.title")} lead=${t(leadOf(k))} />
    <${NumberField} k=${k} said=${said} type=${setSaid} go=${findBy} />
    <p class="who-privacy"><${Icon} name="person" />${t("find.privacy")}</p>
    <div class="who-actions">
      <${CardButton} k=${k} label=${t("card.instead")} />
      <button class="second" onClick=${() => k.go("progress")}>
        <${Icon} name="clock" />${t("progress.title")}
      </button>
      <button class="action" disabled=${!isComplete(said)} onClick=${() => findBy(said)}>
        <${Icon} name="search" />${t("find.do")}
      </button>
    </div>`;
}

/** Where there is a scanner, the slip itself is quicker. @param {import("../app.js").Kiosk} k */
function leadOf({ state }) {
  return state?.scanner === "ready" ? "find.lead_scan" : "find.lead";
}
