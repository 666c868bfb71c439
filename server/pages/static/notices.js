/** 告知书: what citizens still have to hand in, by day, and which guides may be unclear. */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useState } from "/kit/ui.js";
import { refusal } from "./console/words.js";
import { LANGUAGE, myHalls, TEXTS } from "./finding.js";

const LOOK_AGAIN_MS = 10_000;
const RETRY_MS = 3000;
const COUNTED_DAYS = 30;
const DAY_MS = 86_400_000;
const mayCount = "mayCount" in document.body.dataset;
const root = document.querySelector("#app");

function Hall({ hall, t }) {
  const [due, setDue] = useState(null);
  const [items, setItems] = useState(null);
  const [trouble, setTrouble] = useState("");
  const base = `/api/v1/halls/${hall.hall_id}`;
  const guarded = async (work) => {
    try {
      await work();
      setTrouble("");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "unauthenticated") location.assign("/login?next=/notices");
      setTrouble(refusal(t, error));
    }
  };
  const look = () =>
    guarded(async () => {
      setDue((await getJson(`${base}/notices`)).notices);
      if (mayCount) setItems((await getJson(`${base}/notice-counts?${lately()}`)).items);
    });
  const handIn = (notice) =>
    guarded(async () => {
      const { materials } = await getJson(`${base}/notices/${notice.notice_id}`);
      const positions = materials.filter((each) => !each.handed_in_at).map(({ position }) => position);
      await postJson(`${base}/notices/${notice.notice_id}/hand-in`, { positions }, { key: newKey() });
      await look();
    });
  useEffect(() => {
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
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

function moment(at, t) {
  const options = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Date(at).toLocaleString(t.language === "en" ? "en-GB" : "zh-CN", options);
}

async function start() {
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  for (;;) {
    try {
      const halls = await myHalls();
      root.replaceChildren();
      return render(halls.map((hall) => html`<${Hall} key=${hall.hall_id} hall=${hall} t=${t} />`), root);
    } catch {
      root.textContent = t("queues.failed");
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

start();
