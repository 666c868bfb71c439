/** What the citizen has to bring, beside the ticket; the whole guide behind a key. */

import { html } from "/kit/ui.js";

const SHOWN = 3;

/** The guides of the present ticket's items: of those that one is known of. */
export function guidesOf({ desk, guides }) {
  const items = desk.current?.ticket.items ?? [];
  return items.map(({ item_id }) => guides?.get(item_id)).filter(Boolean);
}

/** The item that is being handled, else the first; with what to bring for it. */
export function Materials({ state, t, press }) {
  const { current } = state.desk;
  const running = current?.ticket.items.find(({ started_at, finished_at }) => started_at && !finished_at);
  const own = guidesOf(state);
  const guide = own.find(({ item_id }) => item_id === running?.item_id) ?? own[0];
  if (!guide) return null;
  const { materials } = guide;
  return html`<section class="list materials" aria-labelledby="materials-title">
    <header>
      <h2 id="materials-title">${t("console.guide.materials")}</h2>
      <p class="grow">${t.name(guide)}</p>
      ${current.state === "serving" && html`<button type="button" class="plain" onClick=${() => press("notice")}>${t("console.action.notice")} <kbd>W</kbd></button>`}
      <button type="button" class="plain" onClick=${() => press("guide")}>${t("console.action.guide")} <kbd>V</kbd></button>
    </header>
    ${materials.length === 0
      ? html`<p class="none">${t("console.guide.no_materials")}</p>`
      : html`<ul>${materials.slice(0, SHOWN).map((each) => html`<li><${Material} material=${each} t=${t} /></li>`)}</ul>`}
    ${materials.length > SHOWN && html`<p class="none">${t("console.guide.more", { count: materials.length - SHOWN })}</p>`}
  </section>`;
}

function Material({ material: { name, form, copies, note }, t }) {
  const what = [form, copies > 0 && t("console.guide.copies", { count: copies }), note].filter(Boolean).join(" · ");
  return html`<span class="material">${name}</span> <span class="grow">${what}</span>`;
}

/** One item's guide whole, as a sheet shows it. */
export function Guide({ guide, t }) {
  const { materials, conditions, procedure, fees, promised_limit: limit, result, bring } = guide;
  return html`<article class="guide">
    <h3>${t.name(guide)}</h3>
    ${bring && html`<p>${bring}</p>`}
    ${materials.length > 0 &&
    html`<h4>${t("console.guide.materials")}</h4>
      <ul>${materials.map((each) => html`<li><${Material} material=${each} t=${t} /></li>`)}</ul>`}
    ${conditions && html`<h4>${t("console.guide.conditions")}</h4><p>${conditions}</p>`}
    ${procedure.length > 0 && html`<h4>${t("console.guide.procedure")}</h4><ol>${procedure.map((step, n) => html`<li><span>${n + 1}</span> ${step}</li>`)}</ol>`}
    <dl>
      ${[["limit", limitInWords(limit, t)], ["fees", fees], ["result", result]]
        .filter(([, said]) => said)
        .map(([key, said]) => html`<div><dt>${t(`console.guide.${key}`)}</dt><dd>${said}</dd></div>`)}
    </dl>
  </article>`;
}

function limitInWords({ days, unit, note }, t) {
  if (note || days === null) return note;
  return days === 0 ? t("console.guide.at_once") : `${days} ${unit}`;
}
