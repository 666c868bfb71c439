/** A draft to fill in: the eight fields every item must have, materials, and what helps to find it. */

import { newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { CODES, codeName, problem } from "./items_fields.js";
import { Materials } from "./items_materials.js";
import { useParts, useTrouble } from "./staff.js";

const NO_LIMIT = { days: null, unit: "工作日", note: "" };
const BLANK = {
  ...{ code: "", name: "", name_en: "", queue: "", agency: "", legal_basis: "", conditions: "", procedure: [] },
  ...{ statutory_limit: NO_LIMIT, promised_limit: NO_LIMIT, result: "", is_charged: false, fee_basis: "", fees: "" },
  ...{ materials: [], supervision: "", enquiry: "", where_and_when: "", search_words: [], pinyin: "", top: false },
  ...{ slip_note: "", sample: false, basic_code: "", item_type: "", level: "", agency_code: "", audiences: [] },
  ...{ channels: [], by_appointment: null },
};
const WORDS = /[、，,；;\n]+/;

export function Editor({ version, id, base, hall, t, back, done }) {
  const [content, setContent] = useState(version?.content ?? { ...BLANK, queue: hall.queues[0]?.code ?? "" });
  const [days, setDays] = useParts({ valid_from: version?.valid_from ?? "", valid_to: version?.valid_to ?? "" });
  const [busy, setBusy] = useState(false);
  const [trouble, attempt] = useTrouble(t, problem);
  const set = (field, value) => setContent((before) => ({ ...before, [field]: value }));
  const save = async (event) => {
    event.preventDefault();
    setBusy(true);
    const body = { content: tidy(content), valid_from: days.valid_from || null, valid_to: days.valid_to || null };
    await attempt(async () => {
      const path = id ? `${base}/${id}/draft` : base;
      const written = id ? { ...body, revision: version.revision } : body;
      done(await postJson(path, written, { key: newKey() }));
    });
    setBusy(false);
  };
  const faults = faultsByField(version?.faults ?? []);
  const of = (field) => ({ field, value: content[field], set, fault: faults[field], t });
  return html`<form class="editor" onSubmit=${save}>
    <h2>${t(id ? "items.edit" : "items.new")}</h2>
    <p class="quiet">${t("items.edit_hint")}</p>
    <${Group} name="identity" t=${t}>
      <${Line} ...${of("name")} required=${true} wide=${true} />
      <${Line} ...${of("code")} required=${true} fixed=${Boolean(id)} />
      <${Choice} ...${of("queue")} options=${hall.queues.map((queue) => [queue.code, t.name(queue)])} />
      <${Line} ...${of("agency")} /><${Line} ...${of("name_en")} />
    <//>
    <${Group} name="eight" t=${t}>
      <${Text} ...${of("legal_basis")} /><${Text} ...${of("conditions")} />
      <${Rows} ...${of("procedure")} />
      <${Limit} ...${of("statutory_limit")} /><${Limit} ...${of("promised_limit")} />
      <${Text} ...${of("result")} rows="1" />
      <${Check} ...${of("is_charged")} />
      ${content.is_charged && html`<${Text} ...${of("fee_basis")} rows="1" />`}
      <${Text} ...${of("fees")} rows="1" />
    <//>
    <${Group} name="materials" t=${t}>
      <${Materials} materials=${content.materials} set=${(materials) => set("materials", materials)} fault=${faults.materials} t=${t} />
    <//>
    <${Group} name="contact" t=${t}>
      <${Text} ...${of("supervision")} rows="1" /><${Text} ...${of("enquiry")} rows="1" /><${Text} ...${of("where_and_when")} rows="1" />
    <//>
    <${Group} name="finding" t=${t}>
      <${Many} ...${of("search_words")} /><${Line} ...${of("pinyin")} /><${Line} ...${of("slip_note")} wide=${true} />
      <${Check} ...${of("top")} />
    <//>
    <${Group} name="standard" t=${t}>
      ${["item_type", "level"].map((field) => html`<${Choice} ...${of(field)} options=${[["", t("items.not_said")], ...codes(field, t)]} />`)}
      <${Line} ...${of("basic_code")} /><${Line} ...${of("agency_code")} />
      ${["audiences", "channels"].map((field) => html`<${Several} ...${of(field)} options=${codes(field, t)} />`)}
      <${Choice} field="by_appointment" value=${String(content.by_appointment ?? "")} t=${t}
        set=${(field, value) => set(field, value === "" ? null : value === "true")}
        options=${[["", t("items.not_said")], ["true", t("items.yes")], ["false", t("items.no")]]} />
      ${content.sample && html`<${Check} ...${of("sample")} />`}
    <//>
    <${Group} name="valid" t=${t}>
      ${["valid_from", "valid_to"].map((field) => html`<label class="field">${t(`items.field.${field}`)}
        <input type="date" name=${field} value=${days[field]} onInput=${(event) => setDays({ [field]: event.target.value })} />
      </label>`)}
    <//>
    <div class="foot">
      <p class="trouble" role="alert">${trouble}</p>
      <p class="do">
        <button type="button" class="button quiet" onClick=${back}>${t("takeover.back")}</button>
        <button type="submit" class="button" disabled=${busy}>${t("items.save")}</button>
      </p>
    </div>
  </form>`;
}

const codes = (field, t) => CODES[field].map((code) => [code, codeName(field, code, t)]);

/** Lists without blank entries: while somebody types, a line may be empty. */
function tidy(content) {
  const filled = (list) => list.map((each) => each.trim()).filter(Boolean);
  return { ...content, procedure: filled(content.procedure), search_words: filled(content.search_words) };
}

/** Field -> what is wrong with it, in one line. */
function faultsByField(faults) {
  const found = {};
  for (const fault of faults) (found[fault.field.split(".")[0]] ??= []).push(fault);
  return found;
}

function Group({ name, t, children }) {
  return html`<fieldset><legend>${t(`items.group.${name}`)}</legend><div class="fields">${children}</div></fieldset>`;
}

function Field({ field, fault, t, wide, children }) {
  return html`<label class=${`field ${wide ? "wide" : ""} ${fault ? "faulty" : ""}`}><span>${t(`items.field.${field}`)}</span>
    ${children}
    ${fault && html`<span class="fault">${fault.map((each) => t.pick(each.zh, each.en)).join("；")}</span>`}
  </label>`;
}

function Line({ field, value, set, fault, t, required, fixed, wide }) {
  return html`<${Field} field=${field} fault=${fault} t=${t} wide=${wide}>
    <input name=${field} value=${value} required=${required} readonly=${fixed} maxlength="200" onInput=${(event) => set(field, event.target.value)} />
  <//>`;
}

function Text({ field, value, set, fault, t, rows = "2" }) {
  return html`<${Field} field=${field} fault=${fault} t=${t} wide=${true}>
    <textarea name=${field} rows=${rows} maxlength="5000" value=${value} onInput=${(event) => set(field, event.target.value)}></textarea>
  <//>`;
}

/** One step a line. */
function Rows({ field, value, set, fault, t }) {
  return html`<${Field} field=${field} fault=${fault} t=${t} wide=${true}>
    <textarea name=${field} rows="4" placeholder=${t("items.one_a_line")} value=${value.join("\n")} onInput=${(event) => set(field, event.target.value.split("\n"))}></textarea>
  <//>`;
}

function Many({ field, value, set, fault, t }) {
  const [text, setText] = useState(value.join("、"));
  const change = (event) => {
    setText(event.target.value);
    set(field, event.target.value.split(WORDS));
  };
  return html`<${Field} field=${field} fault=${fault} t=${t} wide=${true}><input name=${field} value=${text} onInput=${change} /><//>`;
}

function Choice({ field, value, set, fault, t, options }) {
  return html`<${Field} field=${field} fault=${fault} t=${t}>
    <select name=${field} value=${value} onChange=${(event) => set(field, event.target.value)}>
      ${options.map(([code, name]) => html`<option value=${code} selected=${code === value}>${name}</option>`)}
    </select>
  <//>`;
}

function Several({ field, value, set, fault, t, options }) {
  const turn = (code) => set(field, value.includes(code) ? value.filter((each) => each !== code) : [...value, code].sort());
  return html`<div class="field wide" role="group" aria-label=${t(`items.field.${field}`)}><span>${t(`items.field.${field}`)}</span>
    <div class="checks">${options.map(
      ([code, name]) => html`<label class="check"><input type="checkbox" checked=${value.includes(code)} onChange=${() => turn(code)} />${name}</label>`,
    )}</div>
    ${fault && html`<span class="fault">${fault.map((each) => t.pick(each.zh, each.en)).join("；")}</span>`}
  </div>`;
}

function Check({ field, value, set, t }) {
  return html`<label class="check"><input type="checkbox" name=${field} checked=${value} onChange=${(event) => set(field, event.target.checked)} />${t(`items.check.${field}`)}</label>`;
}

/** A limit: days of a kind, or a note where no number says it. */
function Limit({ field, value, set, fault, t }) {
  const change = (part, said) => set(field, { ...value, [part]: said });
  const number = (text) => (/^\d{1,4}$/.test(text) ? Number(text) : null);
  const name = t(`items.field.${field}`);
  return html`<div class=${`field wide ${fault ? "faulty" : ""}`} role="group" aria-label=${name}><span>${name}</span>
    <div class="limit">
      <input name=${`${field}.days`} aria-label=${t("items.limit.days")} inputmode="numeric" value=${value.days ?? ""} onInput=${(event) => change("days", number(event.target.value.trim()))} />
      <select aria-label=${t("items.limit.unit")} value=${value.unit} onChange=${(event) => change("unit", event.target.value)}>
        ${["工作日", "自然日"].map((unit) => html`<option value=${unit} selected=${unit === value.unit}>${t(`items.unit.${unit}`)}</option>`)}
      </select>
      <input name=${`${field}.note`} aria-label=${t("items.limit.note")} placeholder=${t("items.limit.note")} value=${value.note} onInput=${(event) => change("note", event.target.value)} />
    </div>
    ${fault && html`<span class="fault">${fault.map((each) => t.pick(each.zh, each.en)).join("；")}</span>`}
  </div>`;
}
