/** Says any call: choose zone, number, window, language and voice; the words stand as they are said. */

import { getJson, postJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useRef, useState } from "/kit/ui.js";

const ASK_EVERY_MS = 15_000; // quiet hours begin and end by themselves
const AGAIN_MS = 1_000;
const PATIENCE_MS = 60_000; // how long the natural voice may take for a sentence

/**
 * @typedef {{about: string, zone_id: number | null, number: string, window: string,
 *   language: string, voice: string | null, aloud: boolean}} Wish
 * @typedef {{text: string, by: string, duration_s: number, sound: string,
 *   passed_over: {kind: string, why: string}[]}} Said
 * @typedef {import("/kit/texts.js").Translate} Translate
 */

/** @param {{t: Translate}} props */
function VoicePage({ t }) {
  const station = useStation();
  const [wish, setWish] = useState(/** @type {Wish} */ ({
    about: "call", zone_id: null, number: "A007", window: "1", language: "zh", voice: null, aloud: false,
  }));
  const speech = useSpeech(t);
  const change = (/** @type {Partial<Wish>} */ patch) => setWish((before) => ({ ...before, ...patch }));
  return html`<main class="voice">
    <header>
      <h1>${t("title")}</h1>
      <p class="lead">${t("lead")}</p>
    </header>
    <${Form} t=${t} station=${station} wish=${wish} change=${change} busy=${speech.busy}
      say=${() => speech.say(wish)} />
    <div>
      <${Stage} t=${t} speech=${speech} />
      <${Now} t=${t} zone=${station?.zones.find((z) => z.zone_id === wish.zone_id)} />
    </div>
  </main>`;
}

/** @param {any} props */
function Form({ t, station, wish, change, busy, say }) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    say();
  };
  const windows = (station?.windows ?? []).filter(
    (/** @type {any} */ w) => wish.zone_id === null || w.zone_id === wish.zone_id,
  );
  return html`<form onSubmit=${submit}>
    <${Choices} t=${t} name="about" of=${["call", "ahead", "passed"]} chosen=${wish.about} change=${change} />
    <div>
      <label for="zone">${t("zone")}</label>
      <select id="zone" value=${wish.zone_id ?? ""} onChange=${(/** @type {any} */ e) => {
        const zone_id = e.target.value ? Number(e.target.value) : null;
        const first = station.windows.find((/** @type {any} */ w) => zone_id === null || w.zone_id === zone_id);
        change({ zone_id, window: first?.number ?? wish.window });
      }}>
        <option value="">${t("zone.none")}</option>
        ${station?.zones.map((/** @type {any} */ z) => html`<option value=${z.zone_id}>${z.name}</option>`)}
      </select>
    </div>
    <div class="row">
      <div>
        <label for="number">${t("number")}</label>
        <input id="number" type="text" autocomplete="off" maxlength="8" aria-describedby="number-hint"
          value=${wish.number} onInput=${(/** @type {any} */ e) => change({ number: e.target.value.trim().toUpperCase() })} />
        <p class="hint" id="number-hint">${t("number.hint")}</p>
      </div>
      <div>
        <label for="window">${t("window")}</label>
        ${windows.length > 0
          ? html`<select id="window" value=${wish.window} onChange=${(/** @type {any} */ e) => change({ window: e.target.value })}>
              ${windows.map((/** @type {any} */ w) => html`<option value=${w.number}>${w.number}　${w.place}</option>`)}
            </select>`
          : html`<input id="window" type="text" autocomplete="off" maxlength="20" value=${wish.window}
              onInput=${(/** @type {any} */ e) => change({ window: e.target.value.trim() })} />`}
      </div>
    </div>
    <${Choices} t=${t} name="language" of=${["zh", "en"]} chosen=${wish.language} change=${change} />
    <div>
      <label for="voice">${t("voice")}</label>
      <select id="voice" value=${wish.voice ?? ""} onChange=${(/** @type {any} */ e) => change({ voice: e.target.value || null })}>
        <option value="">${t("voice.best")}</option>
        ${station?.voices.map((/** @type {any} */ v) => html`<option value=${v.kind}>${nameOf(t, v)}</option>`)}
      </select>
    </div>
    <label class="check">
      <input type="checkbox" checked=${wish.aloud} onChange=${(/** @type {any} */ e) => change({ aloud: e.target.checked })} />
      ${t("aloud")}
    </label>
    <button disabled=${busy}>${t("say")}</button>
  </form>`;
}

/** @param {any} props */
function Choices({ t, name, of, chosen, change }) {
  return html`<fieldset>
    <legend>${t(name)}</legend>
    <div class="choices">
      ${of.map((/** @type {string} */ each) => html`<label>
        <input type="radio" name=${name} value=${each} checked=${each === chosen} onChange=${() => change({ [name]: each })} />
        ${t(`${name}.${each}`)}
      </label>`)}
    </div>
  </fieldset>`;
}

/** @param {{t: Translate, speech: ReturnType<typeof useSpeech>}} props */
function Stage({ t, speech }) {
  const { text, said, making, playing, trouble } = speech;
  return html`<section class="stage" aria-live="polite">
    <p class="text ${playing ? "is-playing" : ""}">${text || "—"}</p>
    ${making && html`<p class="by">${t("making")}</p>`}
    ${said && html`<p class="by">${t("said.by", { name: t(`voice.${said.by}`), seconds: said.duration_s })}</p>
      ${said.passed_over.map(({ kind, why }) => html`<p class="passed-over">
        ${t("passed_over", { name: t(`voice.${kind}`), why })}
      </p>`)}`}
    ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
  </section>`;
}

/** @param {{t: Translate, zone: any}} props */
function Now({ t, zone }) {
  if (!zone) return null;
  if (zone.quiet) return html`<p class="now is-quiet">${t("quiet")}</p>`;
  return html`<p class="now">${t("volume", { volume: zone.volume })}</p>`;
}

/** @param {Translate} t @param {{kind: string, there: boolean}} voice */
function nameOf(t, { kind, there }) {
  return there ? t(`voice.${kind}`) : t("voice.missing", { name: t(`voice.${kind}`) });
}

/** @returns {{zones: any[], windows: any[], voices: any[]} | null} */
function useStation() {
  const [station, set] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const ask = () => getJson("/api/voice").then(set, () => {});
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return station;
}

/** @param {Translate} t */
function useSpeech(t) {
  const nothing = { text: "", said: /** @type {Said | null} */ (null), making: false, busy: false, playing: false, trouble: "" };
  const [state, set] = useState(nothing);
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  /** @param {Wish} wish */
  const say = async (wish) => {
    set({ ...nothing, busy: true });
    try {
      const said = await made(wish, (text) => set({ ...nothing, text, busy: true, making: true }));
      if (said.code) return set({ ...nothing, text: said.text, trouble: t("error.not_ready") });
      set({ ...nothing, text: said.text, said, playing: true });
      audio.current?.pause();
      const player = (audio.current = new Audio(said.sound));
      player.onended = () => set((before) => ({ ...before, playing: false }));
      await player.play().catch(() => set((b) => ({ ...b, playing: false, trouble: t("error.blocked") })));
    } catch (error) {
      set({ ...nothing, ...whatFailed(t, error) });
    }
    return undefined;
  };
  return { ...state, say };
}

/** @param {Wish} wish @param {(text: string) => void} onMaking @returns {Promise<any>} */
async function made(wish, onMaking) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await postJson("/api/voice/try", wish);
    if (answer.code !== "not_ready" || Date.now() > until) return answer;
    onMaking(answer.text);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** @param {Translate} t @param {any} error */
function whatFailed(t, error) {
  const known = ["no_voice", "unsayable", "invalid"].includes(error.code) ? error.code : "offline";
  return { text: error.fields?.text ?? "", trouble: t(`error.${known}`, { why: error.detail ?? "" }) };
}

const here = (/** @type {string} */ name) => new URL(name, import.meta.url);
const t = await loadTexts({ zh: here("texts.zh.json"), en: here("texts.en.json") });
if (new URLSearchParams(location.search).get("lang") === "en") t.setLanguage("en");
document.title = t("title");
render(html`<${VoicePage} t=${t} />`, document.body);
