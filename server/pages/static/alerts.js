/** What this person has to be told of, beside the page: new, soon due, overdue; until seen or done. */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { html, render, useEffect, useState } from "/kit/ui.js";
import { showNotice } from "./console/desktop_notice.js";
import { moment } from "./moment.js";

const LOOK_AGAIN_MS = 10_000;
/** What an alert is about: its page, and the text that tells of it. */
const MATTERS = {
  case: { page: "/cases", text: (kind) => `alerts.case.${kind}` },
  feedback: { page: "/feedback/register", text: (kind) => `alerts.feedback.${kind}` },
  notice: { page: "/notices", text: (kind) => `alerts.notice.${kind}` },
};

/**
 * Keep the alerts of these halls beside an element, as long as the page is there.
 *
 * @param {Element} beside
 * @param {any[]} halls
 * @param {any} t
 * @param {{where?: "beforebegin" | "afterend", most?: number}} [how] most: so many are shown at once
 */
export function showAlerts(beside, halls, t, { where = "beforebegin", most = 3 } = {}) {
  const place = document.createElement("aside");
  place.className = "alerts";
  place.setAttribute("aria-label", t("alerts.label"));
  beside.insertAdjacentElement(where, place);
  render(halls.map((hall) => html`<${Alerts} key=${hall.hall_id} hall=${hall} t=${t} most=${most} />`), place);
}

function Alerts({ hall, t, most }) {
  const [told, setTold] = useState({ alerts: [], stuck: 0 });
  const base = `/api/v1/halls/${hall.hall_id}/alerts`;
  useEffect(() => {
    let known = null;
    const look = async () => {
      const found = await quietly(() => getJson(base));
      if (!found) return;
      const news = found.alerts.find(({ alert_id }) => known && !known.has(alert_id));
      if (news) showNotice(t("alerts.label"), words(news, t));
      known = new Set(found.alerts.map(({ alert_id }) => alert_id));
      setTold(found);
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const see = async (alert) => {
    const left = await quietly(() => postJson(`${base}/${alert.alert_id}/seen`, {}, { key: newKey() }));
    if (left) setTold(left);
  };
  const { alerts, stuck } = told;
  if (!alerts.length && !stuck) return null;
  return html`<div role="status"><ul>
    ${alerts.slice(0, most).map((each) => html`<li key=${each.alert_id} class=${each.kind} data-alert=${each.alert_id}>
      <a href=${MATTERS[each.about].page}>${words(each, t)}</a>
      <button type="button" class="button quiet" onClick=${() => see(each)}>${t("alerts.seen")}</button>
    </li>`)}
    ${alerts.length > most && html`<li>${t("alerts.more", { n: alerts.length - most })}</li>`}
    ${stuck > 0 && html`<li class="overdue"><a href="/statistics#forwards">${t("alerts.stuck", { n: stuck })}</a></li>`}
  </ul></div>`;
}

function words(alert, t) {
  return t(MATTERS[alert.about].text(alert.kind), { name: alert.name, due: moment(alert.due_at, t) });
}

/** Whatever a page is for matters more: what cannot be read now is read again. */
async function quietly(ask) {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return null;
  }
}
