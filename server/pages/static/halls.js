/** For who works in several halls: which one the page shows. */

import { html } from "/kit/ui.js";

/** @param {{halls: any[], hall: any, choose: (hall: any) => void, t: any}} props */
export function HallPicker({ halls, hall, choose, t }) {
  const find = (event) => choose(halls.find(({ hall_id }) => hall_id === Number(event.target.value)));
  return html`<label class="halls">${t("choose.hall")}
    <select value=${hall.hall_id} onChange=${find}>
      ${halls.map((each) => html`<option value=${each.hall_id}>${t.name(each)}</option>`)}
    </select>
  </label>`;
}
