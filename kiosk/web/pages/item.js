/** The guide of one item, and the number for it. */

import { html } from "/kit/ui.js";
import { Leaves, Title } from "../parts.js";
import { limitInWords } from "../wording.js";
import { PrintMaterials } from "./print_materials.js";
import { TakeFoot } from "./take_foot.js";

export function ItemPage(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, place } = k;
  const item = catalogue.item(place.itemId);
  if (!item) return html`<${Title} title=${t("gone")} />`;
  return html`<${Title} title=${t.name(item)} lead=${t.language === "en" ? item.name : item.agency} />
    <${Leaves} k=${k}><${Guide} k=${k} item=${item} /><//>
    <${TakeFoot} k=${k} queueId=${item.queue_id} wish=${{ item_id: item.item_id }} />`;
}

/** @param {{k: import("../app.js").Kiosk, item: import("../catalogue.js").Item}} props */
function Guide({ k, item }) {
  const { t } = k;
  const facts = [
    ["promised_limit", limitInWords(t, item.promised_limit)],
    ["statutory_limit", limitInWords(t, item.statutory_limit)],
    ["fees", item.fees],
    ["result", item.result],
  ];
  return html`<article class="guide">
    ${t.language === "en" && html`<p class="guide-note">${t("guide.in_chinese")}</p>`}
    <dl class="facts">
      ${facts.map(
        ([key, text]) => html`<div><dt>${t(`guide.${key}`)}</dt><dd>${text || t("guide.unknown")}</dd></div>`,
      )}
    </dl>
    <${Part} name=${t("guide.materials")}>
      <${Materials} k=${k} materials=${item.materials} />
      <${PrintMaterials} k=${k} itemId=${item.item_id} />
    <//>
    <${Part} name=${t("guide.conditions")}>${item.conditions || t("guide.unknown")}<//>
    <${Part} name=${t("guide.procedure")}>
      <ol class="steps">
        ${item.procedure.map((/** @type {string} */ step) => html`<li>${step}</li>`)}
      </ol>
    <//>
    ${item.fee_basis && html`<${Part} name=${t("guide.fee_basis")}>${item.fee_basis}<//>`}
    <${Part} name=${t("guide.legal_basis")}>${item.legal_basis || t("guide.unknown")}<//>
    <${Part} name=${t("guide.agency")}>${item.agency || t("guide.unknown")}<//>
    ${item.where_and_when && html`<${Part} name=${t("guide.where_and_when")}>${item.where_and_when}<//>`}
    <${Part} name=${t("guide.supervision")}>${item.supervision || t("guide.unknown")}<//>
  </article>`;
}

/** @param {{name: string, children: any}} props */
function Part({ name, children }) {
  return html`<section class="part">
    <h2>${name}</h2>
    <div>${children}</div>
  </section>`;
}

/**
 * @param {{k: import("../app.js").Kiosk, materials:
 *   {name: string, form: string, copies: number, note: string, has_sample?: boolean | null}[]}} props
 */
function Materials({ k, materials }) {
  const { t } = k;
  if (materials.length === 0) return t("guide.no_materials");
  return html`<ol class="steps">
    ${materials.map(
      ({ name, form, copies, note, has_sample }) => html`<li>
        <b>${name}</b>
        <span class="material-form">${t("guide.copies", { form: formWords(t, form), n: copies })}</span>
        ${has_sample && html`<span class="material-sample">${t("guide.has_sample")}</span>`}
        ${note && html`<span class="material-note">${note}</span>`}
      </li>`,
    )}
  </ol>`;
}

/** @param {import("/kit/texts.js").Translate} t @param {string} form */
function formWords(t, form) {
  const key = `form.${form}`;
  return t.has(key) ? t(key) : form;
}
