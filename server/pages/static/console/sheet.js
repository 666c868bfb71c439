/** A sheet: one question, answered with one key. */

import { html, useLayoutEffect, useRef, useState } from "/kit/ui.js";
import { Guide } from "./guide.js";
import { keyName, optionKey } from "./keys.js";
import { NoticeForm } from "./notice_form.js";
import { PLANNED_MINUTES } from "./sheets.js";

const ADDRESS_OF_A_NOTICE = /\/n\/([\w-]{16,40})$/; // what a scanner types of its QR code
const UNDER_THE_FINGER_MS = 350; // a double press that opened the sheet must not answer it

/**
 * @param {{sheet: import("./sheets.js").Sheet, t: any, close: () => void, serverNow: () => number,
 *   resume: (which: {code: string} | {token: string}) => void}} props
 */
export function SheetView({ sheet, t, close, serverNow, resume }) {
  const dialog = useRef(null);
  const note = useRef(null);
  const caseNumber = useRef(null);
  const [planned, setPlanned] = useState(0);
  const [fresh, setFresh] = useState(true);

  // Before the next key can come: who knows the keys types ahead of the drawing.
  useLayoutEffect(() => {
    if (!dialog.current.open) dialog.current.showModal();
    dialog.current.focus();
    setFresh(true);
    const timer = setTimeout(() => setFresh(false), UNDER_THE_FINGER_MS);
    return () => clearTimeout(timer);
  }, [sheet.step]);

  const choose = (option) => {
    const minutes = PLANNED_MINUTES[planned];
    const until = minutes && new Date(serverNow() + minutes * 60_000).toISOString();
    close();
    const said = { note: note.current?.value.trim() ?? "", caseNumber: (caseNumber.current?.value ?? "").replace(/\s/g, "") };
    option.run({ ...said, until: until ?? null });
  };
  const press = (option) => () => fresh || choose(option);
  const groups = withKeys(sheet.groups);
  const options = groups.flatMap((group) => group.options);

  const writes = { code: "#code", reason: "#reason" }[sheet.asks];
  const onKey = (event) => {
    event.stopPropagation();
    if (sheet.asks === "planned_end" && turn(event, planned, setPlanned)) return;
    if (sheet.asks !== "notice" && walk(event, dialog.current)) return; // a form has its own arrows
    const name = keyName(event);
    const option = name && options.find(({ key }) => key === name);
    if (option) choose(option);
    else if (name === "0" && writes) dialog.current.querySelector(writes).focus();
    else return;
    event.preventDefault();
  };

  return html`<dialog
    ref=${dialog}
    class="sheet"
    tabindex="-1"
    aria-labelledby="sheet-title"
    onKeyDown=${onKey}
    onCancel=${(event) => (event.preventDefault(), close())}
    onClick=${(event) => event.target === dialog.current && close()}
  >
    <div class="sheet-body">
      <header>
        <h2 id="sheet-title">${sheet.title}</h2>
        <button type="button" class="plain" onClick=${close}>${t("console.sheet.close")} <kbd>Esc</kbd></button>
      </header>
      ${sheet.hint && html`<p class="hint">${sheet.hint}</p>`}
      ${sheet.guides?.map((guide) => html`<${Guide} guide=${guide} t=${t} />`)}
      ${options.length === 0 && !sheet.guides?.length && sheet.empty && html`<p class="hint">${sheet.empty}</p>`}
      ${groups.map((group) => html`<${Group} group=${group} press=${press} fresh=${fresh} />`)}
      ${sheet.asks === "planned_end" && html`<${PlannedEnd} t=${t} chosen=${planned} choose=${setPlanned} />`}
      ${sheet.asks === "note" &&
      html`<label class="field">${t("console.sheet.note")}<input ref=${note} maxlength="200" autocomplete="off" /></label>
        <label class="field">${t("console.sheet.case_number")}<input ref=${caseNumber} maxlength="50" autocomplete="off" /></label>`}
      ${sheet.asks === "reason" && html`<${Reason} t=${t} note=${note} submit=${(words) => (close(), sheet.submit(words))} />`}
      ${sheet.asks === "notice" && html`<${NoticeForm} items=${sheet.items} t=${t} close=${close} make=${sheet.submit} />`}
      ${sheet.asks === "code" &&
      html`<${Code} t=${t} submit=${(which) => (close(), resume(which))} />`}
    </div>
  </dialog>`;
}

/** Options without a key of their own are numbered through: 1-9, then letters. */
function withKeys(groups) {
  let n = 0;
  return groups
    .filter((group) => group.options.length > 0)
    .map((group) => ({
      ...group,
      options: group.options.map((option) => ({
        ...option,
        key: option.key === undefined ? optionKey(n++) : option.key,
      })),
    }));
}

function Group({ group, press, fresh }) {
  return html`<div class="group" role="group" aria-label=${group.label}>
    ${group.label && html`<p class="label">${group.label}</p>`}
    ${group.options.map(
      (option) => html`<button type="button" class="option" aria-disabled=${String(fresh)} aria-keyshortcuts=${option.key} onClick=${press(option)}>
        <kbd>${option.key ?? ""}</kbd>
        <span class="option-label">${option.label}</span>
        ${option.hint && html`<span class="option-hint">${option.hint}</span>`}
      </button>`,
    )}
  </div>`;
}

function PlannedEnd({ t, chosen, choose }) {
  return html`<fieldset class="planned">
    <legend>${t("console.sheet.planned_end")} <kbd>${t("console.sheet.planned_keys")}</kbd></legend>
    ${PLANNED_MINUTES.map(
      (minutes, n) => html`<button type="button" class="chip" aria-pressed=${n === chosen} onClick=${() => choose(n)}>
        ${minutes ? t("console.planned.minutes", { minutes }) : t("console.planned.none")}
      </button>`,
    )}
  </fieldset>`;
}

function Reason({ t, note, submit }) {
  const send = (event) => {
    event.preventDefault();
    const words = note.current.value.trim();
    if (words) submit(words);
  };
  return html`<form class="code" onSubmit=${send}>
    <label for="reason"><kbd>0</kbd> ${t("console.sheet.own_reason")}</label>
    <input id="reason" ref=${note} maxlength="200" autocomplete="off" />
    <button type="submit" class="chip">${t("console.sheet.call")} <kbd>Enter</kbd></button>
  </form>`;
}

function Code({ t, submit }) {
  const send = (event) => {
    event.preventDefault();
    const said = event.currentTarget.elements.code.value.trim();
    const token = ADDRESS_OF_A_NOTICE.exec(said)?.[1];
    if (said) submit(token ? { token } : { code: said });
  };
  return html`<form class="code" onSubmit=${send}>
    <label for="code"><kbd>0</kbd> ${t("console.sheet.by_code")}</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="200" />
    <button type="submit" class="chip">${t("console.sheet.code_submit")} <kbd>Enter</kbd></button>
  </form>`;
}

/** Left and right set the planned end. @returns {boolean} whether the key was for it */
function turn(event, chosen, choose) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.code];
  if (!by) return false;
  event.preventDefault();
  choose(Math.min(Math.max(chosen + by, 0), PLANNED_MINUTES.length - 1));
  return true;
}

/** Up and down walk through the options. @returns {boolean} whether the key was for it */
function walk(event, dialog) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.code];
  if (!by) return false;
  event.preventDefault();
  const options = [...dialog.querySelectorAll(".option")];
  const at = options.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : options.length - 1) : at + by;
  options[(next + options.length) % options.length]?.focus();
  return true;
}
