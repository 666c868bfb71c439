/** The clerk's letters of authorisation that have ended, or will within thirty days. */

import { html } from "/kit/ui.js";

export function Letters({ letters, t }) {
  const { demanded, ended = [], ending = [] } = letters ?? {};
  if (ended.length + ending.length === 0) return null;
  return html`<section class="list letters" aria-labelledby="letters-title">
    <header>
      <h2 id="letters-title">${t("console.letters.title")}</h2>
      ${demanded && ended.length > 0 && html`<p>${t("console.letters.demanded")}</p>`}
    </header>
    <ul>
      ${ended.map((item) => html`<${Letter} item=${item} how="ended" t=${t} />`)}
      ${ending.map((item) => html`<${Letter} item=${item} how="ending" t=${t} />`)}
    </ul>
  </section>`;
}

function Letter({ item, how, t }) {
  return html`<li class=${how}>
    <span class="grow">${t.name(item)}</span>
    <span>${t(`console.letters.${how}`, { day: item.last_day })}</span>
  </li>`;
}
