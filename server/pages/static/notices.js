/** 告知书: what citizens still have to hand in, by day, and which guides may be unclear. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { begin, eachHall, moment, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 10_000;
const COUNTED_DAYS = 30;
const DAY_MS = 86_400_000;
const mayCount = "mayCount" in document.body.dataset;

function Hall({ hall, t }) {
  const [due, setDue] = useState(null);
  const [items, setItems] = useState(null);
  const [trouble, attempt] = useTrouble(t);
  const base = `/api/v1/halls/${hall.hall_id}`;
  const look = () =>
    attempt(async () => {
      setDue((await getJson(`${base}/notices`)).notices);
      if (mayCount) setItems((await getJson(`${base}/notice-counts?${lately()}`)).items);
    });
  const handIn = (notice) =>
    attempt(async () => {
      const { materials } = await getJson(`${base}/notices/${notice.notice_id}`);
      const positions = materials.filter((each) => !each.handed_in_at).map(({ position }) => position);
      await postJson(`${base}/notices/${notice.notice_id}/hand-in`, { positions }, { key: newKey() });
      await look();
    });
  useReading(look, LOOK_AGAIN_MS);
  return html`
    <h2>${t.name(hall)}</h2>
    <p class="trouble" role="alert">${trouble}</p>
    <section aria-label=${t("notice.list.due")}>
      <h3>${t("notice.list.due")}</h3>
      ${due?.length === 0 && html`<p class="quiet">${t("notice.list.none")}</p>`}
      <ul class="notices">${due?.map((each) => html`<${Due} key=${each.notice_id} each=${each} t=${t} handIn=${() => handIn(each)} />`)}</ul>
    </section>
    ${items && html`<section aria-label=${t("notice.list.counts")}>
      <h3>${t("notice.list.counts")}</h3>
      ${items.length === 0 && html`<p class="quiet">${t("notice.list.no_counts")}</p>`}
      <ol class="notices">${items.map((item) => html`<${Count} key=${item.item_code} item=${item} t=${t} />`)}</ol>
    </section>`}`;
}

function Due({ each, t, handIn }) {
  return html`<li data-notice=${each.number}>
    <span><b>${each.item_name}</b><br /><span class="quiet">${each.number} · ${t("notice.list.where", each)}</span></span>
    <span>${t(`notice.kind.${each.kind}`)}<br /><span class="quiet">${t("notice.list.owing", { n: each.owing })}</span></span>
    <span class=${`urgency ${each.urgency}`}>${t(`notice.list.due.${each.urgency}`, { moment: moment(each.due_at, t) })}</span>
    <span class="do">
      <a class="button quiet" href=${`/notices/${each.notice_id}`}>${t("notice.list.open")}</a>
      <button type="button" class="button" onClick=${handIn}>${t("notice.list.hand_in")}</button>
    </span>
  </li>`;
}

function Count({ item, t }) {
  const kinds = Object.entries(item.kinds).map(([kind, n]) => t("notice.list.material", { name: t(`notice.kind.${kind}`), n }));
  const materials = item.materials.map(({ name, notices: n }) => t("notice.list.material", { name, n }));
  return html`<li data-item=${item.item_code}>
    <span><b>${item.item_name}</b><br /><span class="quiet">${item.item_code}</span></span>
    <b>${t("notice.list.count", { n: item.notices })}</b>
    <span>${kinds.join("，")}</span>
    <span class="quiet">${materials.join("，")}</span>
  </li>`;
}

/** The days counted, by UTC: a day more on either side does no harm to a month's figure. */
function lately() {
  const day = (at) => new Date(at).toISOString().slice(0, 10);
  return `first=${day(Date.now() - COUNTED_DAYS * DAY_MS)}&last=${day(Date.now() + DAY_MS)}`;
}

begin(eachHall(Hall));
