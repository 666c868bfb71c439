/** A citizen's telephone: masked until who has to call asks for it, which goes on record. */

import { newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";

/**
 * @param {{mask: string, path: string, may: boolean, t: any, seen: () => void, fail: (error: any) => void}} props
 *   path: what the telephone belongs to; may: whether this person follows it up;
 *   seen: the look is on record now
 */
export function Telephone({ mask, path, may, t, seen, fail }) {
  const [number, setNumber] = useState(null);
  const look = async () => {
    try {
      setNumber((await postJson(`${path}/contact`, {}, { key: newKey() })).contact);
      seen();
    } catch (error) {
      fail(error);
    }
  };
  if (number) return html`<b class="telephone">${number}</b>`;
  if (!may) return mask;
  return html`${mask} <button type="button" class="button quiet" onClick=${look}>${t("cases.see_contact")}</button>`;
}
