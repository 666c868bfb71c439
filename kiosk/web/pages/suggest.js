/** 意见建议: where to write, and whom to call; at any hour. */

import { html } from "/kit/ui.js";
import { Title } from "../parts.js";
import { Complaints } from "./help.js";

export function Suggest(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t } = k;
  return html`<${Title} title=${t("suggest.title")} lead=${t("suggest.lead")} />
    <${Complaints} k=${k} />`;
}
