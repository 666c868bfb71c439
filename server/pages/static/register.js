/** 投诉建议台账: what is open and how urgent, one of them with its steps, and typing in paper and calls. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { Telephone } from "./contact.js";
import { PaperRating } from "./paper_rating.js";
import { Entry } from "./register_entry.js";
import { exportRegister } from "./register_export.js";
import { begin, eachHall, failed, moment, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 5000;
const MONTH_DAYS = 30;
const OFFICE = new Set(["office", "admin"]);
const OFFICE_STEPS = new Set(["hand_over", "archive"]);
const isOffice = OFFICE.has(document.body.dataset.role);
const mayEnterRatings = "mayEnterRatings" in document.body.dataset;

function Register({ hall, t }) {
  const [archived, setArchived] = useState(false);
  const [list, setList] = useState(null);
  const [open, setOpen] = useState(null);
  const [entering, setEntering] = useState(false);
  const [given, setGiven] = useState(null);
  const [paper, setPaper] = useState(null); // "asking", then the number whose form was typed in
  const [trouble, attempt] = useTrouble(t);
  const base = `/api/v1/halls/${hall.hall_id}/feedback`;
  const look = (isCurrent = () => true) =>
    attempt(async () => {
      const { feedback } = await getJson(`${base}?archived=${archived}`);
      if (isCurrent()) setList(feedback); // else another list was asked for meanwhile
    });
  useReading(look, LOOK_AGAIN_MS, [archived]);

  if (open !== null) {
    return html`<${One} id=${open} base=${base} hall=${hall} t=${t} back=${() => { setOpen(null); look(); }} />`;
  }
  const entered = (receipt) => {
    setEntering(false);
    setGiven(receipt);
    look();
  };
  return html`
    <h2>${t.name(hall)} <small>${t("register.phone", { phone: hall.supervision_phone })}</small></h2>
    <p class="which">
      ${[false, true].map(
        (each) => html`<button type="button" class="button quiet" aria-pressed=${archived === each} onClick=${() => setArchived(each)}>
          ${t(each ? "register.archived" : "register.open")}
        </button>`,
      )}
      <button type="button" class="button" onClick=${() => setEntering(true)}>${t("register.enter")}</button>
      ${mayEnterRatings && html`<button type="button" class="button" onClick=${() => setPaper("asking")}>${t("paper.enter")}</button>`}
    </p>
    ${paper && paper !== "asking" && html`<p class="numbers" role="status">${t("paper.done", { number: paper })}</p>`}
    ${given && html`<p class="numbers" role="status">${t("register.given")} <b>${given.receipt}</b>${t("register.code")} <b>${given.code}</b></p>`}
    <p class="trouble" role="alert">${trouble}</p>
    ${list?.length === 0 && html`<p class="quiet">${t("register.none")}</p>`}
    <ul class="cases">
      ${list?.map((each) => html`<li key=${each.feedback_id}><${Line} each=${each} t=${t} open=${() => setOpen(each.feedback_id)} /></li>`)}
    </ul>
    ${isOffice && html`<${Figures} base=${base} list=${list} t=${t} />`}
    ${paper === "asking" && html`<${PaperRating} hall=${hall} t=${t} back=${() => setPaper(null)} done=${setPaper} />`}
    ${entering && html`<${Entry} hall=${hall} base=${base} t=${t} back=${() => setEntering(false)} done=${entered} />`}
  `;
}

function Line({ each, t, open }) {
  return html`<button type="button" data-feedback=${each.feedback_id} onClick=${open}>
    <span class="level">${t(`register.kind.${each.kind}`)}</span>
    <span>${each.receipt}<br />
      <span class="quiet">${t(`register.channel.${each.channel}`)}${each.zone ? ` · ${each.zone}` : ""}</span></span>
    <span>${t(`register.state.${each.state}`)}<br />
      <span class="quiet">${each.assigned ?? t("cases.office")}</span></span>
    <span class=${`urgency ${each.urgency}`}>${dueWords(each, t)}</span>
  </button>`;
}

function One({ id, base, hall, t, back }) {
  const [view, setView] = useState(null);
  const [asked, setAsked] = useState(null);
  const [trouble, attempt, setTrouble] = useTrouble(t);
  const look = () => attempt(async () => setView(await getJson(`${base}/${id}`)));
  useEffect(() => {
    look();
  }, [id]);
  const fail = (error) => setTrouble(error.fields?.reason === "key" ? t("cases.no_key") : failed(t, error));
  const take = (body) => {
    setAsked(null);
    return attempt(async () => setView(await postJson(`${base}/${id}/step`, body, { key: newKey() })));
  };
  return html`<article class="case">
    <p class="do">
      <button type="button" class="button quiet" onClick=${back}>${t("cases.back")}</button>
      ${view && html`<button type="button" class="button quiet" onClick=${() => print()}>${t("cases.print")}</button>`}
    </p>
    <p class="trouble" role="alert">${trouble}</p>
    ${view && html`
      <h2>${t(`register.kind.${view.kind}`)} ${view.receipt} · ${t(`register.state.${view.state}`)}</h2>
      <p class="words">${view.text}</p>
      <${Facts} view=${view} path=${`${base}/${id}`} t=${t} seen=${look} fail=${fail} />
      <${Files} view=${view} base=${base} t=${t} fail=${fail} />
      <p class="do">
        ${stepsFor(view).map((step) => html`<button type="button" class="button" onClick=${() => setAsked(step)}>
          ${t(`register.step.${step}`)}
        </button>`)}
      </p>
      <h3>${t("cases.steps")}</h3>
      <ol class="steps">
        ${view.steps.map((step) => html`<li>
          <b>${t(`register.step.${step.step}`)}</b>${step.to ? ` → ${step.to}` : ""}
          <span class="quiet"> ${step.by ?? t("register.citizen")} · ${moment(step.at, t)}</span>
          ${step.words && html`<p class="said">${step.words}</p>`}
        </li>`)}
      </ol>`}
    ${asked && html`<${Ask} step=${asked} hall=${hall} t=${t} back=${() => setAsked(null)} go=${take} />`}
  </article>`;
}

function Facts({ view, path, t, seen, fail }) {
  const telephone = { path, t, seen, fail, mask: view.contact, may: isOffice || view.is_mine };
  const facts = [
    ["channel", t(`register.channel.${view.channel}`)],
    ["zone", view.zone ?? t("register.no_zone")],
    ["contact", view.contact ? html`<${Telephone} ...${telephone} />` : t("register.anonymous")],
    ["at", moment(view.registered_at, t)],
    ["assigned", view.assigned ?? t("cases.office")],
    ["due", dueWords(view, t)],
  ];
  return html`<dl>${facts.map(([key, words]) => html`<dt>${t(`register.fact.${key}`)}</dt><dd>${words}</dd>`)}</dl>`;
}

/** Files are saved under a name of ours, never shown by this page: what is in them is not ours. */
function Files({ view, base, t, fail }) {
  const save = async (file) => {
    try {
      const found = await getJson(`${base}/${view.feedback_id}/attachments/${file.number}`);
      const link = document.createElement("a");
      link.href = `data:application/octet-stream;base64,${found.content}`;
      link.download = found.name;
      link.click();
    } catch (error) {
      fail(error);
    }
  };
  if (view.attachments.length === 0) return null;
  return html`<p class="files">
    ${view.attachments.map((file) => html`<button type="button" class="button quiet" onClick=${() => save(file)}>
      ${t("register.file", { number: file.number, kind: file.kind.toUpperCase(), size: Math.ceil(file.size / 1024) })}
    </button>`)}
  </p>`;
}

function Ask({ step, hall, t, back, go }) {
  const [words, setWords] = useState("");
  const [people, setPeople] = useState([]);
  const [to, setTo] = useState("");
  useEffect(() => {
    if (step !== "hand_over") return;
    getJson(`/api/v1/halls/${hall.hall_id}/accounts`).then(({ accounts }) => setPeople(accounts));
  }, []);
  const ready = step === "hand_over" ? to : step !== "answer" || words.trim();
  const send = () =>
    go({ step, ...(words.trim() && { words: words.trim() }), ...(to && { account_id: Number(to) }) });
  return html`<${Dialog} title=${t(`register.step.${step}`)} t=${t} back=${back} go=${send} ready=${ready}>
    ${step === "hand_over" && html`<label>${t("cases.assign_to")}
      <select value=${to} onChange=${(event) => setTo(event.target.value)}>
        <option value="">—</option>
        ${people.map((person) => html`<option value=${person.account_id}>${person.name}（${person.staff_no}）</option>`)}
      </select>
    </label>`}
    <label>${t(step === "answer" ? "register.answer_words" : "register.note_words")}
      <textarea rows="4" maxlength="2000" value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
    </label>
  <//>`;
}

function Figures({ base, list, t }) {
  const [figures, setFigures] = useState(null);
  useEffect(() => {
    const last = new Date();
    const first = new Date(last.getTime() - MONTH_DAYS * 86_400_000);
    const [from, to] = [first, last].map((day) => day.toISOString().slice(0, 10));
    getJson(`${base}/figures?first=${from}&last=${to}`).then(setFigures, () => setFigures(null));
  }, []);
  if (!figures) return null;
  const { answered } = figures;
  const share = answered.share === null ? "—" : `${(answered.share * 100).toFixed(1)} %`;
  return html`<section>
    <h3>${t("register.figures", { days: MONTH_DAYS, n: figures.n })}</h3>
    <p class="figures">
      ${figures.by_kind.map(({ name, n }) => html`<span>${t(`register.kind.${name}`)} ${n}</span>`)}
      ${figures.by_channel.map(({ name, n }) => html`<span>${t(`register.channel.${name}`)} ${n}</span>`)}
      <span>${t("register.in_time", { share, n: answered.n })}</span>
      <span>${t("register.overdue", { n: figures.overdue })}</span>
    </p>
    <p><button type="button" class="button quiet" onClick=${() => exportRegister({ figures, list: list ?? [], t })}>
      ${t("statistics.csv")}
    </button></p>
  </section>`;
}

function stepsFor(view) {
  return view.next.filter((step) => isOffice || (view.is_mine && !OFFICE_STEPS.has(step)));
}

function dueWords(each, t) {
  return each.urgency === "none" ? t("register.due.none") : t(`register.due.${each.urgency}`, { moment: moment(each.due_at, t) });
}

begin(eachHall(Register));
