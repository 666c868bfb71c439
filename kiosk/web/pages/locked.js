/** The office has locked this station: say so calmly, and where to go instead. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";

/**
 * @param {{t: import("/kit/texts.js").Translate, locked: {zh: string, en: string},
 *   phone?: string}} props
 */
export function Locked({ t, locked, phone }) {
  const why = spoken(t, locked);
  return html`<main class="starting" data-page="locked">
    <${Icon} name="clock" />
    <h1>${t("locked.what")}</h1>
    ${why && html`<p class="locked-why">${why}</p>`}
    <p>${t("locked.do")}</p>
    ${phone && html`<p><b>${t("trouble.phone", { phone })}</b></p>`}
  </main>`;
}

/** Words somebody wrote in one language, or in two. @param {{zh: string, en: string}} words */
export function spoken(/** @type {import("/kit/texts.js").Translate} */ t, words) {
  return (t.language === "en" && words.en) || words.zh;
}
