/** The tablet at a window that asks for a rating: locked, five faces, the labels, thanks. */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useState } from "/kit/ui.js";
import { TEXTS } from "../finding.js";
import { Line } from "./line.js";
import { Question } from "./question.js";

const RETRY_MS = 3000;
const LEVELS = ["very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"];
// How far the corners of the mouth stand above or below its middle, in the face's own units.
const SMILE = { very_satisfied: 14, satisfied: 8, basic: 0, dissatisfied: -8, very_dissatisfied: -14 };
const MOST_WORDS = 500;
const { windowId, mayEnrol, hallId } = document.body.dataset;
const KEY = `tablet-${windowId}`;
const root = document.querySelector("#app");

const [zh, en] = await Promise.all([loadTexts(TEXTS), loadTexts(TEXTS, { language: "en" })]);
document.documentElement.lang = "zh-CN";

function Both({ text, vars }) {
  return html`${zh(`evaluate.${text}`, vars)} <small lang="en">${en(`evaluate.${text}`, vars)}</small>`;
}

function Level({ level }) {
  return html`${zh(`evaluate.level.${level}`)} <small lang="en">${en(`evaluate.level.${level}`)}</small>`;
}

function Locked({ place }) {
  return html`<section class="locked">
    <p class="window">${place.window}</p>
    <h1><${Both} text="locked" /></h1>
    <p class="hall">${place.hall}</p>
  </section>`;
}

function Face({ level }) {
  const middle = 66 + SMILE[level];
  return html`<svg class="face" viewBox="0 0 100 100" aria-hidden="true">
    <circle cx="50" cy="50" r="45" /><circle class="eye" cx="34" cy="40" r="5" /><circle class="eye" cx="66" cy="40" r="5" />
    <path d=${`M 28 66 Q 50 ${middle} 72 66`} />
  </svg>`;
}

function Faces({ job, press }) {
  return html`<section class="ask">
    <h1><${Both} text="ask" vars=${{ number: job.body.number }} /></h1>
    <ul class="faces">
      ${LEVELS.map((level) => html`<li><button type="button" data-level=${level} onClick=${() => press(level)}>
        <${Face} level=${level} /><span><${Level} level=${level} /></span>
      </button></li>`)}
    </ul>
    <p class="note"><${Both} text="free" /></p>
  </section>`;
}

function Why({ job, labels, question }) {
  const [chosen, setChosen] = useState([]);
  const [more, setMore] = useState(false);
  const [words, setWords] = useState("");
  const { level } = job.body;
  const turn = (code) => setChosen(chosen.includes(code) ? chosen.filter((each) => each !== code) : [...chosen, code]);
  const shown = labels[level].filter((label) => more || label.is_first);
  return html`<section class="why" onPointerDown=${() => question.touched()} onInput=${() => question.touched()}>
    <h1><${Both} text=${level.includes("dissatisfied") ? "why_bad" : "why"} /></h1>
    <ul class="labels">
      ${shown.map(({ code, text }) => html`<li key=${code}>
        <button type="button" data-label=${code} aria-pressed=${chosen.includes(code)} onClick=${() => turn(code)}>${text}</button>
      </li>`)}
    </ul>
    ${!more && html`<button type="button" class="more" onClick=${() => setMore(true)}><${Both} text="more" /></button>`}
    <label><span><${Both} text="words" /></span>
      <textarea rows="2" maxlength=${MOST_WORDS} value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
    </label>
    <p class="do">
      <button type="button" class="quiet" onClick=${() => question.leave()}><${Both} text="leave" /></button>
      <button type="button" class="go" disabled=${chosen.length === 0 && !words.trim()}
        onClick=${() => question.explain(chosen, words)}><${Both} text="send" /></button>
    </p>
  </section>`;
}

function Tablet({ view, here, place, labels, question }) {
  const parts = {
    locked: () => html`<${Locked} place=${place} />`,
    thanks: () => html`<section class="locked"><h1><${Both} text="thanks" /></h1></section>`,
    ask: () => html`<${Faces} job=${view.job} press=${(level) => question.press(level)} />`,
    why: () => html`<${Why} key=${view.job.job_id} job=${view.job} labels=${labels} question=${question} />`,
  };
  return html`<div data-view=${view.kind} aria-live="polite">${parts[view.kind]()}</div>
    ${!here && html`<p class="link" role="status"><${Both} text="link_lost" /></p>`}`;
}

/** Ask for ratings until the office sends this tablet away. */
async function serve(token) {
  const line = new Line(token);
  const { place, labels } = await beginning(line);
  let here = false;
  const draw = () =>
    render(html`<${Tablet} view=${question.view} here=${here} place=${place} labels=${labels} question=${question} />`, root);
  const question = new Question({
    show: draw,
    answer: (job, outcome, body) => line.answer(job, outcome, body),
    now: () => line.now(),
  });
  root.replaceChildren();
  draw();
  line.follow({
    question,
    onLink: (isHere) => {
      here = isHere;
      draw();
    },
    onRefused: sentAway,
  });
}

/** The window and its hall, and the labels; asked for until they come. */
async function beginning(line) {
  for (;;) {
    try {
      const me = await line.me();
      const hall = await getJson(`/api/v1/halls/${me.hall_id}`);
      const { levels } = await getJson(`/api/v1/halls/${me.hall_id}/rating-labels`);
      const window = hall.windows.find(({ window_id }) => window_id === me.window_id);
      const labels = Object.fromEntries(levels.map(({ level, labels: of }) => [level, of]));
      return { place: { hall: hall.name, window: window.number }, labels };
    } catch (error) {
      if (error instanceof ApiError && error.code === "unauthenticated") sentAway();
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

function sentAway() {
  localStorage.removeItem(KEY);
  location.reload();
}

/** 256 random bits, made here, so that the token is known to nobody before the server. */
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const text = btoa(String.fromCharCode(...bytes));
  return `st_${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

function Enrol() {
  const [trouble, setTrouble] = useState("");
  const enrol = async () => {
    const token = newToken();
    try {
      await postJson(`/api/v1/halls/${await ownHall()}/windows/${windowId}/tablet`, { token }, { key: newKey() });
    } catch (error) {
      setTrouble(error.code === "not_found" ? "no_window" : "failed");
      return;
    }
    localStorage.setItem(KEY, token);
    await signOut();
    location.reload();
  };
  return html`<section class="locked">
    <h1><${Both} text="not_enrolled" /></h1>
    ${mayEnrol
      ? html`<button type="button" class="go" onClick=${enrol}><${Both} text="enrol" /></button>`
      : html`<a class="go" href=${`/login?next=/evaluate/${windowId}`}><${Both} text="sign_in" /></a>`}
    <p class="trouble" role="alert">${trouble && html`<${Both} text=${trouble} />`}</p>
  </section>`;
}

async function ownHall() {
  if (hallId) return hallId;
  const { halls } = await getJson("/api/v1/halls");
  for (const { hall_id } of halls) {
    const hall = await getJson(`/api/v1/halls/${hall_id}`);
    if (hall.windows.some(({ window_id }) => window_id === Number(windowId))) return hall_id;
  }
  throw new ApiError("not_found");
}

/** The office's session must not stay on a tablet that citizens hold. */
async function signOut() {
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  await fetch("/logout", { method: "POST", body: new URLSearchParams({ csrf_token: csrf }) });
}

const token = localStorage.getItem(KEY);
if (token) {
  await serve(token);
} else {
  root.replaceChildren();
  render(html`<${Enrol} />`, root);
}
