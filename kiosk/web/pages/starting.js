/** Before the first catalogue is here. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";

/** @param {{t: import("/kit/texts.js").Translate, agentAway: boolean}} props */
export function Starting({ t, agentAway }) {
  return html`<main class="starting">
    <${Icon} name=${agentAway ? "link" : "clock"} />
    <h1>${t(agentAway ? "starting.away" : "starting.soon")}</h1>
    <p>${t(agentAway ? "starting.away_do" : "starting.soon_do")}</p>
  </main>`;
}
