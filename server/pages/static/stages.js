/** 分步启用: which parts of the system a hall uses by now; switch the next one on, or one off. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { begin, eachHall, failed, useParts, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 15_000;
const KIOSKS = "kiosks"; // there from the first day on: no switch
const OPTIONS = ["window_slip", "count_visitors"]; // of the reception desk
const SWITCHED = ["consoles", "displays", "ratings"];

function Stages({ hall: first, t }) {
  const [hall, setHall] = useState(first);
  const [asked, setAsked] = useState(null);
  const [trouble, attempt] = useTrouble(t, refused);
  const path = `/api/v1/halls/${hall.hall_id}`;
  useReading(() => attempt(async () => setHall(await getJson(path))), LOOK_AGAIN_MS);

  const turn = (stages, calledOut) => {
    setAsked(null);
    return attempt(async () => {
      const body = { ...stages, called_out: calledOut };
      const changed = await postJson(`${path}/stages`, body, { key: newKey() });
      setHall((now) => ({ ...now, stages: changed }));
    });
  };

  const choose = (option) =>
    attempt(async () => {
      const body = { ...hall.desk, [option]: !hall.desk[option] };
      const desk = await postJson(`${path}/desk-options`, body, { key: newKey() });
      setHall((now) => ({ ...now, desk }));
    });

  return html`
    <h2>${t.name(hall)}</h2>
    <p class="quiet">${t("stages.about")}</p>
    <p class="trouble" role="alert">${trouble}</p>
    <ol class="stages">
      ${[KIOSKS, ...SWITCHED].map(
        (stage) => html`<${Stage} key=${stage} stage=${stage} stages=${hall.stages} ask=${() => setAsked(stage)} t=${t} />`,
      )}
    </ol>
    <h3>${t("stages.desk")}</h3>
    <ul class="options">
      ${OPTIONS.map(
        (option) => html`<li key=${option}><label>
          <input type="checkbox" checked=${hall.desk[option]} onChange=${() => choose(option)} /> ${t(`stages.option.${option}`)}
        </label></li>`,
      )}
    </ul>
    ${asked && html`<${Ask} stage=${asked} hall=${hall} t=${t} back=${() => setAsked(null)} go=${turn} />`}
  `;
}

function Stage({ stage, stages, ask, t }) {
  const isOn = stage === KIOSKS || stages[stage];
  const waits = !isOn && stage !== "consoles" && !stages.consoles;
  return html`<li data-stage=${stage} data-on=${isOn}>
    <div>
      <b>${t(`stages.name.${stage}`)}</b> <span class="now">${t(isOn ? "stages.on" : "stages.off")}</span>
      <p>${isOn ? t(`stages.is_on.${stage}`) : t(`stages.is_off.${stage}`)}</p>
    </div>
    ${stage !== KIOSKS &&
    html`<button type="button" class=${isOn ? "button quiet" : "button"} disabled=${waits} onClick=${ask}>
      ${t(isOn ? "stages.turn_off" : "stages.turn_on")}
    </button>`}
  </li>`;
}

/** What a press will change; with the consoles, where each queue stands that was called by voice. */
function Ask({ stage, hall, t, back, go }) {
  const [numbers, setNumbers] = useParts({});
  const isOn = hall.stages[stage];
  const does = t(isOn ? "stages.turn_off" : "stages.turn_on");
  const title = `${does} · ${t(`stages.name.${stage}`)}`;
  const calledOut = Object.entries(numbers)
    .map(([queueId, number]) => ({ queue_id: Number(queueId), number: number.trim().toUpperCase() }))
    .filter(({ number }) => number);
  return html`<${Dialog} title=${title} t=${t} back=${back} go=${() => go(turned(hall.stages, stage), calledOut)}
    ready=${true} does=${does}>
    <p>${isOn ? t(`stages.ask_off.${stage}`) : t(`stages.ask_on.${stage}`)}</p>
    ${stage === "consoles" &&
    !isOn &&
    html`<div class="called-out">
      ${hall.queues.map(
        (queue) => html`<label key=${queue.queue_id}>
          <span>${queue.prefix} ${t.name(queue)}</span>
          <input maxlength="20" autocomplete="off" placeholder=${t("stages.none_called")}
            value=${numbers[queue.queue_id] ?? ""}
            onInput=${(event) => setNumbers({ [queue.queue_id]: event.target.value })} />
        </label>`,
      )}
    </div>`}
  <//>`;
}

/** Without consoles there is nothing to show and nothing to rate: these go off with them. */
function turned(stages, stage) {
  const isOn = !stages[stage];
  if (stage === "consoles" && !isOn) return { consoles: false, displays: false, ratings: false };
  return { ...stages, [stage]: isOn };
}

function refused(t, error) {
  if (error.code === "windows_open") return t("stages.windows_open", { windows: error.fields.windows.join(t("stages.comma")) });
  if (error.code === "not_found" && error.fields?.number) return t("stages.no_such_number", { number: error.fields.number });
  return failed(t, error);
}

begin((halls, t) => (halls.length ? eachHall(Stages)(halls, t) : t("front.no_halls")));
