/** 一次性告知书: tick the materials, say what is wrong, by when, and whether the citizen comes back. */

import { html, useState } from "/kit/ui.js";
import { gotNoAnswer } from "../sending.js";
import { refusal } from "./words.js";

/** What a kind shows beside its materials: as the server's rules have it. */
const FIELDS = {
  correction: ["how", "words", "due"],
  deferral: ["how", "words", "promise", "due"],
  promise: ["how", "words", "promise", "due"],
  refusal: ["words"],
  consultation: ["how", "words"],
};
const REQUIRED = { correction: ["how"], deferral: ["due"], promise: ["promise", "due"], refusal: ["words"], consultation: [] };
const FAULTS = ["missing", "wrong", "to_bring"];
const KINDS_OF_RETURN = ["without_documents", "with_documents", "awaiting_step"];
const DUE_DAYS = 5;
const MOST_DUE_DAYS = 120;

/**
 * @param {{items: {item_id: number, name: string, guide: any}[], t: any, close: () => void,
 *   make: (body: object, refused: (error: any) => boolean) => Promise<boolean>}} props
 */
export function NoticeForm({ items, t, close, make }) {
  const [itemId, setItemId] = useState(items[0]?.item_id);
  const [kind, setKind] = useState("correction");
  const [ticked, setTicked] = useState({});
  const [trouble, setTrouble] = useState("");
  const [sending, setSending] = useState(false);
  if (items.length === 0) return html`<p class="hint">${t("console.guide.none")}</p>`;
  const { guide } = items.find(({ item_id }) => item_id === itemId);

  const send = async (event) => {
    event.preventDefault();
    const page = event.submitter?.value === "page";
    const body = { ...written(event.currentTarget, kind), kind, item_id: itemId, materials: listed(ticked), slips: !page };
    setSending(true);
    const refused = (error) => {
      if (!gotNoAnswer(error)) setTrouble(refusedBecause(t, error));
      return !gotNoAnswer(error);
    };
    const done = await make(body, refused);
    setSending(false);
    if (done) close();
  };
  const choose = (id) => {
    setItemId(id);
    setTicked({});
  };
  return html`<form class="notice-form" onSubmit=${send}>
    ${items.length > 1 && html`<label class="field">${t("notice.item")}
      <select value=${itemId} onChange=${(event) => choose(Number(event.target.value))}>
        ${items.map((item) => html`<option value=${item.item_id}>${item.name}</option>`)}
      </select>
    </label>`}
    <fieldset class="kinds"><legend>${t("notice.kind")}</legend>
      ${Object.keys(FIELDS).map((each) => html`<button type="button" class="chip" aria-pressed=${each === kind} onClick=${() => setKind(each)}>
        ${t(`notice.kind.${each}`)}
      </button>`)}
    </fieldset>
    <fieldset class="ticks"><legend>${t("notice.materials")}</legend>
      ${guide.materials.length === 0 && html`<p class="none">${t("console.guide.no_materials")}</p>`}
      ${guide.materials.map((material, n) => html`<${Tick} key=${`${itemId}-${n}`} material=${material} t=${t}
        kind=${kind} told=${ticked[n + 1]} tell=${(told) => setTicked((now) => ({ ...now, [n + 1]: told }))} />`)}
    </fieldset>
    ${FIELDS[kind].map((field) => html`<${Field} key=${field} name=${field} kind=${kind} t=${t} />`)}
    <label class="field">${t("notice.agent_asked")}<input name="agent" maxlength="60" autocomplete="off" /></label>
    ${kind !== "refusal" && html`<label class="field">${t("notice.suspend")}
      <select name="suspend">
        <option value="">${t("notice.suspend.no")}</option>
        ${KINDS_OF_RETURN.map((each) => html`<option value=${each}>${t(`console.kind.${each}`)} · ${t(`console.kind_hint.${each}`)}</option>`)}
      </select>
    </label>`}
    <p class="trouble" role="alert">${trouble}</p>
    <p class="notice-actions">
      <button type="submit" class="chip strong" value="slips" disabled=${sending}>${t("notice.make_slips")}</button>
      <button type="submit" class="chip" value="page" disabled=${sending}>${t("notice.make_page")}</button>
    </p>
  </form>`;
}

function Tick({ material, kind, told, tell, t }) {
  const first = kind === "consultation" ? "to_bring" : "missing";
  const what = [material.form, t("console.guide.copies", { count: material.copies })].filter(Boolean).join(" · ");
  return html`<div class="tick">
    <label><input type="checkbox" checked=${Boolean(told)} onChange=${(event) => tell(event.target.checked ? { fault: first, words: "" } : undefined)} />
      <span class="material">${material.name}</span> <span class="grow">${what}</span></label>
    ${told && html`<div class="fault">
      <select aria-label=${t("notice.fault_of", { material: material.name })} value=${told.fault} onChange=${(event) => tell({ ...told, fault: event.target.value })}>
        ${FAULTS.map((each) => html`<option value=${each}>${t(`notice.fault.${each}`)}</option>`)}
      </select>
      <input aria-label=${t("notice.words_of", { material: material.name })} placeholder=${t("notice.fault_words")} maxlength="200" autocomplete="off"
        required=${told.fault === "wrong"} value=${told.words} onInput=${(event) => tell({ ...told, words: event.target.value })} />
    </div>`}
  </div>`;
}

function Field({ name, kind, t }) {
  const required = REQUIRED[kind].includes(name);
  const label = t(name === "words" && kind === "refusal" ? "notice.reason" : `notice.${name}`);
  if (name === "due") {
    return html`<label class="field">${label}
      <input name="due_days" type="number" min="1" max=${MOST_DUE_DAYS} required=${required} defaultValue=${required ? DUE_DAYS : ""} />
    </label>`;
  }
  return html`<label class="field">${label}<textarea name=${name} rows="2" maxlength="1000" required=${required}></textarea></label>`;
}

function written(form, kind) {
  const said = Object.fromEntries(new FormData(form));
  const days = said.due_days ? Number(said.due_days) : null;
  return {
    how: said.how ?? "",
    words: said.words ?? "",
    promise: said.promise ?? "",
    due_days: FIELDS[kind].includes("due") ? days : null,
    agent: said.agent.trim() || null,
    suspend: said.suspend || null,
  };
}

function listed(ticked) {
  return Object.entries(ticked)
    .filter(([, told]) => told)
    .map(([position, { fault, words }]) => ({ position: Number(position), fault, words }));
}

function refusedBecause(t, error) {
  const key = `notice.need.${error.fields?.field}`;
  return error.code === "invalid" && t.has(key) ? t(key) : refusal(t, error);
}
