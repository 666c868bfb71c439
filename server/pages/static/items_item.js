/** One item: its versions, what each says, who did what, and the steps that come next. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { Editor } from "./items_editor.js";
import { FIELDS, fieldName, inWords, problem, State } from "./items_fields.js";
import { moment, useTrouble } from "./staff.js";

const NEED_WORDS = new Set(["send_back", "withdraw"]);
const CAREFUL = new Set(["approve", "file"]);

export function Item({ id, base, hall, t, back }) {
  const [view, setView] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [asked, setAsked] = useState(null);
  const [editing, setEditing] = useState(false);
  const [trouble, attempt] = useTrouble(t, problem);
  const look = () => attempt(async () => setView(await getJson(`${base}/${id}`)));
  useEffect(() => {
    look();
  }, [id]);
  useEffect(() => scrollTo(0, 0), [editing]); // what a saved draft still lacks is said at the top
  const version = view?.versions.find((each) => each.version === chosen) ?? view?.versions[0];
  const send = (path, body) =>
    attempt(async () => {
      setView(await postJson(`${base}/${id}/${path}`, body, { key: newKey() }));
      setChosen(null);
    });
  const take = (step, words) => {
    setAsked(null);
    return send("step", { step, words, version: version.version, revision: version.revision });
  };
  const choose = (step) => {
    if (step === "edit") return setEditing(true);
    return NEED_WORDS.has(step) || CAREFUL.has(step) ? setAsked(step) : take(step);
  };

  if (editing) {
    const saved = (changed) => {
      setEditing(false);
      if (changed) setView(changed);
      else look();
    };
    return html`<${Editor} version=${version} id=${id} base=${base} hall=${hall} t=${t} back=${() => saved()} done=${saved} />`;
  }
  return html`<article class="item">
    <p class="do">
      <button type="button" class="button quiet" onClick=${back}>${t("items.back")}</button>
      ${view?.version_in_force && html`<a class="button quiet" href=${`/guides/${hall.hall_id}/${id}`}>${t("items.guide")}</a>`}
    </p>
    <p class="trouble" role="alert">${trouble}</p>
    ${version && html`
      <h2>${version.content.name} <small class="code">${view.code}</small></h2>
      <p class="which" role="group" aria-label=${t("items.versions")}>
        ${view.versions.map((each) => html`<button type="button" class="button quiet" aria-pressed=${each === version} onClick=${() => setChosen(each.version)}>
          <${State} each=${each} t=${t} />
        </button>`)}
      </p>
      <p class="do steps-to-take">
        ${version.next.map((step) => html`<button type="button" data-step=${step} class=${`button ${NEED_WORDS.has(step) || step === "edit" ? "quiet" : ""}`} onClick=${() => choose(step)}>
          ${t(`items.step.${step}`)}
        </button>`)}
        ${version === view.versions[0] && view.may_draft && html`<button type="button" class="button" data-step="next" onClick=${() => send("versions", {})}>
          ${t("items.next_version")}
        </button>`}
      </p>
      ${sentBack(version, t)}
      ${version.state === "draft" && version.faults.length > 0 && html`<${Lacks} faults=${version.faults} t=${t} />`}
      <${Content} version=${version} hall=${hall} t=${t} />
      <h3>${t("items.history")}</h3>
      <ol class="steps">
        ${version.steps.map((step) => html`<li>
          <b>${t(`items.did.${step.step}`)}</b>
          <span class="quiet"> ${step.by ?? t("cases.system")} · ${moment(step.at, t, { year: "numeric" })}</span>
          ${step.words && html`<p class="said">${step.words}</p>`}
        </li>`)}
      </ol>`}
    ${asked && html`<${Ask} step=${asked} version=${version} t=${t} back=${() => setAsked(null)} go=${(words) => take(asked, words)} />`}
  </article>`;
}

/** Why a draft is a draft again, where somebody has sent it back last. */
function sentBack(version, t) {
  const last = version.steps.findLast((step) => step.step !== "edit");
  if (version.state !== "draft" || last?.step !== "send_back") return null;
  return html`<p class="must">${t("items.was_sent_back", { by: last.by ?? "—" })} ${last.words}</p>`;
}

function Lacks({ faults, t }) {
  return html`<div class="must"><p><b>${t("items.lacks", { n: faults.length })}</b></p>
    <ul>${faults.map((fault) => html`<li>${fieldName(fault.field, t)}：${t.pick(fault.zh, fault.en)}</li>`)}</ul>
  </div>`;
}

function Content({ version, hall, t }) {
  const days = [version.valid_from ?? t("items.at_once"), version.valid_to ?? t("items.no_end")].join(" – ");
  return html`<dl class="content">
    <dt>${t("items.field.valid")}</dt><dd>${days}</dd>
    ${FIELDS.map((field) => {
      const said = inWords(field, version.content, { hall, t });
      return said !== null && html`<dt>${t(`items.field.${field}`)}</dt><dd>${said || html`<span class="quiet">${t("items.not_said")}</span>`}</dd>`;
    })}
  </dl>`;
}

function Ask({ step, version, t, back, go }) {
  const [words, setWords] = useState("");
  const needs = NEED_WORDS.has(step);
  const title = t(`items.step.${step}`);
  return html`<${Dialog} title=${title} t=${t} back=${back} go=${() => go(words.trim() || null)} ready=${!needs || words.trim()} does=${title}>
    <p>${t(`items.ask.${step}`, { name: version.content.name, n: version.version })}</p>
    <label>${t(needs ? "items.why" : "items.remark")}
      <textarea rows="3" maxlength="2000" required=${needs} value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
    </label>
  <//>`;
}
