/** The list of materials of a draft, in the order in which people are told to bring them. */

import { html } from "/kit/ui.js";

const FORMS = ["原件", "复印件", "原件及复印件"];
const BLANK = { name: "", form: "原件", copies: 1, note: "", has_sample: null };

export function Materials({ materials, set, fault, t }) {
  const change = (place, part, value) => set(materials.map((each, at) => (at === place ? { ...each, [part]: value } : each)));
  const of = (place) => faultsOf(fault, place, t);
  return html`<div class="field wide">
    ${materials.length === 0 && html`<p class="quiet">${t("items.no_materials")}</p>`}
    <ol class="materials">
      ${materials.map((each, place) => html`<li key=${place}>
        <input class="name" name="material" aria-label=${t("items.material.name")} placeholder=${t("items.material.name")} maxlength="200" value=${each.name} onInput=${(event) => change(place, "name", event.target.value)} />
        <select aria-label=${t("items.material.form")} value=${each.form} onChange=${(event) => change(place, "form", event.target.value)}>
          ${FORMS.map((form) => html`<option value=${form} selected=${form === each.form}>${t(`items.form.${form}`)}</option>`)}
        </select>
        <input class="copies" type="number" min="1" max="20" aria-label=${t("items.material.copies")} value=${each.copies} onInput=${(event) => change(place, "copies", Math.min(20, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)))} />
        <label class="check"><input type="checkbox" checked=${each.has_sample === true} onChange=${(event) => change(place, "has_sample", event.target.checked)} />${t("items.has_sample")}</label>
        <input class="note" aria-label=${t("items.material.note")} placeholder=${t("items.material.note")} value=${each.note} onInput=${(event) => change(place, "note", event.target.value)} />
        <button type="button" class="button quiet" aria-label=${t("items.material.remove", { name: each.name || place + 1 })} onClick=${() => set(materials.filter((_, at) => at !== place))}>×</button>
        ${of(place) && html`<span class="fault">${of(place)}</span>`}
      </li>`)}
    </ol>
    <button type="button" class="button quiet" onClick=${() => set([...materials, BLANK])}>${t("items.material.add")}</button>
  </div>`;
}

function faultsOf(faults, place, t) {
  const mine = (faults ?? []).filter((each) => each.field.startsWith(`materials.${place + 1}.`));
  return mine.map((each) => t.pick(each.zh, each.en)).join("；");
}
