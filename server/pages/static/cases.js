/** 差评处置: what is open and how urgent, one case with its steps, and the next step. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { Telephone } from "./contact.js";
import { begin, eachHall, failed, moment, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 5000;
const OFFICE = new Set(["office", "admin"]);
const OFFICE_STEPS = new Set(["uphold", "exclude"]);
const OF_THE_RATED = new Set(["appeal", "rectify", "report_rectified", "explain"]);
const WITHOUT_WORDS = new Set(["verify", "rectify", "close"]);
const IN_WORK = new Set(["confirmed", "rectifying", "no_legal_basis", "new", "verifying", "appealed"]);
const isOffice = OFFICE.has(document.body.dataset.role);

function Cases({ hall, t }) {
  const [ended, setEnded] = useState(false);
  const [list, setList] = useState(null);
  const [open, setOpen] = useState(null);
  const [trouble, attempt] = useTrouble(t, refused);
  const base = `/api/v1/halls/${hall.hall_id}/cases`;
  const look = (isCurrent = () => true) =>
    attempt(async () => {
      const { cases } = await getJson(`${base}?ended=${ended}`);
      if (isCurrent()) setList(cases); // else another list was asked for meanwhile
    });
  useReading(look, LOOK_AGAIN_MS, [ended]);

  if (open !== null) {
    return html`<${Case} id=${open} base=${base} hall=${hall} t=${t} back=${() => { setOpen(null); look(); }} />`;
  }
  return html`
    <h2>${t.name(hall)}</h2>
    <p class="which">
      ${[false, true].map(
        (each) => html`<button type="button" class="button quiet" aria-pressed=${ended === each} onClick=${() => setEnded(each)}>
          ${t(each ? "cases.ended" : "cases.open")}
        </button>`,
      )}
    </p>
    <p class="trouble" role="alert">${trouble}</p>
    ${list?.length === 0 && html`<p class="quiet">${t(ended ? "cases.none_ended" : "cases.none")}</p>`}
    <ul class="cases">
      ${list?.map((each) => html`<li key=${each.case_id}><${Line} each=${each} t=${t} open=${() => setOpen(each.case_id)} /></li>`)}
    </ul>
  `;
}

function Line({ each, t, open }) {
  return html`<button type="button" data-case=${each.case_id} onClick=${open}>
    <span class="level">${t(`cases.level.${each.level}`)}</span>
    <span>${t("cases.where", { window: each.window, queue: each.queue })}<br />
      <span class="quiet">${each.day}${each.number ? ` · ${each.number}` : ""}</span></span>
    <span>${t(`cases.state.${each.state}`)}<br />
      <span class="quiet">${each.assigned ?? t("cases.office")}</span></span>
    <span class=${`urgency ${each.urgency}`}>${dueWords(each, t)}</span>
  </button>`;
}

function Case({ id, base, hall, t, back }) {
  const [view, setView] = useState(null);
  const [asked, setAsked] = useState(null);
  const [trouble, attempt, setTrouble] = useTrouble(t, refused);
  const look = () => attempt(async () => setView(await getJson(`${base}/${id}`)));
  useEffect(() => {
    look();
  }, [id]);
  const send = (command, body) => {
    setAsked(null);
    return attempt(async () => setView(await postJson(`${base}/${id}/${command}`, body, { key: newKey() })));
  };
  const choose = (step) => (WITHOUT_WORDS.has(step) ? send("step", { step }) : setAsked({ step }));
  return html`<article class="case">
    <p class="do">
      <button type="button" class="button quiet" onClick=${back}>${t("cases.back")}</button>
      ${view && html`<button type="button" class="button quiet" onClick=${() => print()}>${t("cases.print")}</button>
        <a class="button quiet" href=${`${base}/${id}/file`} download=${`case-${id}.json`}>${t("cases.export")}</a>`}
    </p>
    <p class="trouble" role="alert">${trouble}</p>
    ${view && html`
      <h2>${t("cases.case", { id })} · ${t(`cases.state.${view.state}`)}</h2>
      <${Facts} view=${view} path=${`${base}/${id}`} t=${t} seen=${look} fail=${(error) => setTrouble(refused(t, error))} />
      <p class="do">
        ${stepsFor(view).map((step) => html`<button type="button" class="button" onClick=${() => choose(step)}>
          ${t(`cases.step.${step}`)}
        </button>`)}
        ${isOffice && mayExtend(view) && html`<button type="button" class="button quiet" onClick=${() => setAsked({ step: "extend" })}>
          ${t("cases.step.extend")}
        </button>`}
        ${isOffice && view.next.length > 0 && html`<button type="button" class="button quiet" onClick=${() => setAsked({ step: "assign" })}>
          ${t("cases.step.assign")}
        </button>`}
      </p>
      <h3>${t("cases.steps")}</h3>
      <ol class="steps">
        ${view.steps.map((step) => html`<li>
          <b>${t(`cases.step.${step.step}`)}</b>${step.kind ? ` (${t(`cases.kind.${step.kind}`)})` : ""}
          <span class="quiet"> ${step.by ?? t("cases.system")}${step.at ? ` · ${moment(step.at, t)}` : ""}</span>
          ${step.words && html`<p class="said">${step.words}</p>`}
        </li>`)}
      </ol>`}
    ${asked?.step === "assign" && html`<${Assign} view=${view} hall=${hall} t=${t} back=${() => setAsked(null)}
      go=${(account_id) => send("assign", { account_id })} />`}
    ${asked?.step === "extend" && html`<${Extend} t=${t} back=${() => setAsked(null)} go=${(body) => send("extend", body)} />`}
    ${asked && asked.step !== "assign" && asked.step !== "extend" && html`<${Ask} step=${asked.step} t=${t}
      back=${() => setAsked(null)} go=${(body) => send("step", { step: asked.step, ...body })} />`}
  </article>`;
}

function Facts({ view, path, t, seen, fail }) {
  const facts = [
    ["level", t(`cases.level.${view.level}`)],
    ["where", t("cases.where", { window: view.window, queue: view.queue })],
    ["visit", view.number ? `${view.day} · ${view.number}` : view.day],
    ["rated_at", view.rated_at ? moment(view.rated_at, t) : t("cases.hidden")],
    ["rated", view.rated ?? t("cases.unknown")],
    ["assigned", view.assigned ?? t("cases.office")],
    ["reason", reasonWords(view, t)],
    ["named", t(view.is_anonymous ? "cases.anonymous" : "cases.by_name")],
    ["due", dueWords(view, t)],
  ];
  if (view.contact) {
    const telephone = { path, t, seen, fail, mask: view.contact, may: isOffice || view.is_mine };
    facts.push(["contact", html`<${Telephone} ...${telephone} />`]);
  }
  if (view.extension_reason) facts.push(["extension", view.extension_reason]);
  if (view.flags.length) facts.push(["flags", view.flags.map((flag) => t(`cases.flag.${flag}`)).join("、")]);
  return html`<dl>${facts.map(([key, words]) => html`<dt>${t(`cases.fact.${key}`)}</dt><dd>${words}</dd>`)}</dl>`;
}

/** The citizen's labels and words; a label whose wording is not known is shown by its code. */
function reasonWords(view, t) {
  if (view.reason_missing) return t("cases.reason_missing");
  const labels = view.labels.map(({ code, text }) => text ?? code).join("；");
  return [labels, view.said && `“${view.said}”`].filter(Boolean).join(" ");
}

function Ask({ step, t, back, go }) {
  const [words, setWords] = useState("");
  const [complex, setComplex] = useState(false);
  const [appeal, setAppeal] = useState("mistaken");
  const body = () => ({
    words: words.trim(),
    ...(step === "confirm" ? { is_complex: complex } : {}),
    ...(step === "appeal" ? { appeal } : {}),
  });
  return html`<${Dialog} title=${t(`cases.step.${step}`)} t=${t} back=${back} go=${() => go(body())} ready=${words.trim()}>
    ${step === "appeal" && html`<label>${t("cases.appeal_kind")}
      <select value=${appeal} onChange=${(event) => setAppeal(event.target.value)}>
        ${["mistaken", "malicious"].map((kind) => html`<option value=${kind}>${t(`cases.kind.${kind}`)}</option>`)}
      </select>
    </label>`}
    <label>${t(`cases.words.${step}`)}
      <textarea rows="4" maxlength="2000" required value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
    </label>
    ${step === "confirm" && html`<label class="check">
      <input type="checkbox" checked=${complex} onChange=${(event) => setComplex(event.target.checked)} />${t("cases.is_complex")}
    </label>`}
  <//>`;
}

function Extend({ t, back, go }) {
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const send = () => go({ until: new Date(until).toISOString(), reason: reason.trim() });
  return html`<${Dialog} title=${t("cases.step.extend")} t=${t} back=${back} go=${send} ready=${until && reason.trim()}>
    <label>${t("cases.until")}
      <input type="datetime-local" required value=${until} onInput=${(event) => setUntil(event.target.value)} />
    </label>
    <label>${t("cases.words.extend")}
      <textarea rows="3" maxlength="400" required value=${reason} onInput=${(event) => setReason(event.target.value)}></textarea>
    </label>
  <//>`;
}

function Assign({ view, hall, t, back, go }) {
  const [people, setPeople] = useState([]);
  const [to, setTo] = useState(String(view.assigned_id ?? ""));
  useEffect(() => {
    getJson(`/api/v1/halls/${hall.hall_id}/accounts`).then(({ accounts }) => setPeople(accounts));
  }, []);
  return html`<${Dialog} title=${t("cases.step.assign")} t=${t} back=${back} go=${() => go(to ? Number(to) : null)} ready=${true}>
    <label>${t("cases.assign_to")}
      <select value=${to} onChange=${(event) => setTo(event.target.value)}>
        <option value="">${t("cases.office")}</option>
        ${people.map((person) => html`<option value=${person.account_id}>${person.name}（${person.staff_no}）</option>`)}
      </select>
    </label>
  <//>`;
}

/** Which of the case's next steps are this person's to take. */
function stepsFor(view) {
  return view.next.filter((step) => {
    if (view.is_about_me) return OF_THE_RATED.has(step);
    if (OFFICE_STEPS.has(step)) return isOffice;
    return isOffice || view.is_mine;
  });
}

function mayExtend(view) {
  return IN_WORK.has(view.state) && view.due_at && !view.extended_to;
}

function dueWords(each, t) {
  if (!each.due_at) return each.urgency === "none" && each.next.length === 0 ? "—" : t("cases.nothing_due");
  return t(`cases.due.${each.urgency}`, { moment: moment(each.due_at, t) });
}

function refused(t, error) {
  const isOnesOwn = error.code === "forbidden" && error.fields.reason === "rated_person";
  if (error.fields?.reason === "key") return t("cases.no_key");
  return isOnesOwn ? t("cases.not_ones_own") : failed(t, error);
}

begin(eachHall(Cases));
