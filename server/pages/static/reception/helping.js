/**
 * Who wants help, at the desk: rings until somebody of the house takes it, and names who does.
 *
 * It asks by itself and apart from the rest of the desk: a desk that cannot read one of the two
 * still has the other.
 */

import { clockTime } from "/kit/clock.js";
import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { allowSound, chime } from "../console/sound.js";
import { refusal, spaced } from "../console/words.js";

const ASK_EVERY_MS = 2000;
const RING_EVERY_MS = 8000;
const RUNNING = new Set(["asked", "taken"]);

export function Helping({ hall, t }) {
  const [list, setList] = useState([]);
  const [trouble, setTrouble] = useState("");
  const base = `/api/v1/halls/${hall.hall_id}/help`;
  const rung = useRef(0);
  const look = async () => {
    try {
      const { help } = await getJson(base);
      setList(help.filter(({ state }) => RUNNING.has(state)));
    } catch {
      setList([]); // the strip above says that the server is away
    }
  };
  useEffect(() => {
    look();
    const timer = setInterval(look, ASK_EVERY_MS);
    addEventListener("pointerdown", allowSound);
    addEventListener("keydown", allowSound);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", allowSound);
      removeEventListener("keydown", allowSound);
    };
  }, []);
  const waiting = list.filter(({ state }) => state === "asked").length;
  useEffect(() => {
    if (waiting === 0) return void (rung.current = 0);
    if (performance.now() - rung.current < RING_EVERY_MS && rung.current) return undefined;
    rung.current = performance.now();
    chime();
  }, [list]);
  const take = async (help, step) => {
    try {
      await postJson(`${base}/${help.help_id}/step`, { step }, { key: newKey() });
      setTrouble("");
    } catch (error) {
      if (!error.code) throw error;
      setTrouble(refusal(t, error));
    }
    look();
  };
  if (list.length === 0 && !trouble) return null;
  return html`<section class="helping" aria-labelledby="helping-title" aria-live="polite">
    <h2 id="helping-title">${t("reception.help.title", { n: waiting })}</h2>
    ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
    <ul>
      ${list.map((help) => html`<li key=${help.help_id} data-help=${help.state}>
        <b>${help.station ?? spaced(help.number)}</b>
        <span>${t(`reception.help.kind.${help.kind}`)} · ${clockTime(help.asked_at, hall.time_zone)}
          ${help.helper && html`<br />${t("reception.help.by", { helper: help.helper })}`}</span>
        ${help.state === "asked"
          ? html`<button type="button" class="chip" onClick=${() => take(help, "take")}>${t("reception.help.take")}</button>`
          : html`<button type="button" class="chip" onClick=${() => take(help, "finish")}>${t("reception.help.finish")}</button>`}
      </li>`)}
    </ul>
  </section>`;
}
