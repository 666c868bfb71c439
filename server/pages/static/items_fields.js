/** What is written of an item, in the order in which people read it. */

import { html } from "/kit/ui.js";
import { failed } from "./staff.js";

export const FIELDS = [
  "agency", "legal_basis", "conditions", "procedure", "materials", "statutory_limit", "promised_limit", "result",
  "is_charged", "fee_basis", "fees", "supervision", "enquiry", "where_and_when", "queue", "name_en", "search_words",
  "pinyin", "top", "slip_note", "item_type", "level", "agency_code", "basic_code", "audiences", "channels",
  "by_appointment", "sample",
];
// Nobody misses these where they are not said.
const BESIDE = new Set([
  "enquiry", "where_and_when", "name_en", "search_words", "pinyin", "slip_note", "item_type", "level", "agency_code",
  "basic_code", "audiences", "channels", "by_appointment",
]);
const ONLY_IF = new Set(["top", "sample"]);
export const CODES = {
  item_type: ["01", "04", "05", "07", "08", "09", "10", "20"],
  level: ["4", "5", "6"],
  audiences: ["1", "2", "3", "4", "5", "6"],
  channels: ["1", "2", "3", "4", "9"],
};

/** A field in words, "" where it says nothing, or null where nobody misses it. */
export function inWords(field, content, { hall, t }) {
  const said = content[field];
  if (ONLY_IF.has(field)) return said ? t("items.yes") : null;
  if (field === "fee_basis" && !content.is_charged) return null;
  const words = WORDS[field]?.(said, { hall, t }) ?? plain(said, field, t);
  return words === "" && BESIDE.has(field) ? null : words;
}

function plain(said, field, t) {
  if (said === null || said === undefined) return "";
  if (typeof said === "boolean") return t(said ? "items.yes" : "items.no");
  if (field in CODES) return [said].flat().filter(Boolean).map((code) => codeName(field, code, t)).join("、");
  return Array.isArray(said) ? said.join("、") : said;
}

const CODE_KEYS = {
  item_type: (code) => `items.item_type.${code}`,
  level: (code) => `items.level.${code}`,
  audiences: (code) => `items.audiences.${code}`,
  channels: (code) => `items.channels.${code}`,
};

/** What a code means; one that is not listed is shown as it is. */
export function codeName(field, code, t) {
  const key = CODE_KEYS[field](code);
  return t.has(key) ? t(key) : code;
}

const limit = ({ days, unit, note }, { t }) => {
  if (days === null) return note;
  const said = days === 0 ? t("items.while_you_wait") : t("items.days", { n: days, unit: t(`items.unit.${unit}`) });
  return note && !note.startsWith("（") ? `${said}，${note}` : said + note;
};

const WORDS = {
  statutory_limit: limit,
  promised_limit: limit,
  queue: (code, { hall, t }) => {
    const queue = hall.queues.find((each) => each.code === code);
    return queue ? t.name(queue) : code;
  },
  procedure: (steps) => steps.length > 0 && html`<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`,
  materials: (materials, { t }) =>
    materials.length === 0
      ? t("items.no_materials")
      : html`<ol>${materials.map(
          (each) => html`<li>${each.name}
            <span class="quiet"> ${t(`items.form.${each.form}`)} × ${each.copies}</span>
            ${each.has_sample && html`<span class="tag">${t("items.has_sample")}</span>`}
            ${each.note && html`<br /><span class="quiet">${each.note}</span>`}</li>`,
        )}</ol>`,
};

/** The state of a version; of a published one, whether its days are to come or over. */
export function State({ each, t }) {
  const isDated = each.state === "published" && each.validity !== "now";
  return html`<span class=${`tag ${each.state}`}>${t("items.version", { n: each.version })} · ${t(`items.state.${each.state}`)}</span>
    ${isDated && html`<span class="quiet"> ${t(`items.validity.${each.validity}`)}</span>`}`;
}

/** A field's name on the page: its own, or that of the field it is part of. */
export function fieldName(field, t) {
  const [head, ...rest] = field.split(".");
  const number = rest.find((part) => /^\d+$/.test(part));
  return `${t(`items.field.${head}`)}${number ? ` ${number}` : ""}`;
}

/** What a refusal means for an item, in words. */
export function problem(t, error) {
  const { faults, reason, field } = error.fields ?? {};
  if (faults) return t("items.lacks", { n: faults.length });
  if (field && reason) return `${t(`items.field.${field}`)}：${t(`items.refused.${reason}`)}`;
  if (error.code === "forbidden" && reason) return t(`items.refused.${reason}`);
  return error.code === "item_changed" || error.code === "wrong_state" ? t("items.refused.changed") : failed(t, error);
}
