/** A computer that is not a station yet: the code the office enters, until it has. */

import { getJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useState } from "/kit/ui.js";
import { Icon } from "./icons.js";

const ASK_EVERY_MS = 1000;
const PROBLEMS = new Set(["server_away", "which_hall", "no_such_hall", "too_many_attempts"]);
const here = (/** @type {string} */ name) => new URL(name, import.meta.url);

/**
 * @typedef {{code: string | null, expires_at: string | null, problem: string | null,
 *   host: string, server: string, paired: boolean}} Pairing
 */

/** @param {{t: import("/kit/texts.js").Translate}} props */
function PairingPage({ t }) {
  const pairing = usePairing();
  const code = pairing?.code ?? "";
  return html`<main class="starting" data-page="pairing">
    <${Icon} name="link" />
    <h1>${t("pairing.title")}</h1>
    <p>${said(t, pairing)}</p>
    ${code &&
    html`<p class="pairing-code" aria-label=${[...code].join(" ")}>${code.slice(0, 3)} ${code.slice(3)}</p>
      <p>${t("pairing.until", { time: clock(pairing?.expires_at ?? "") })}</p>`}
    ${pairing && html`<p>${t("pairing.host", { host: pairing.host })}</p>`}
  </main>`;
}

/** @param {import("/kit/texts.js").Translate} t @param {Pairing | null} pairing */
function said(t, pairing) {
  if (pairing?.paired) return t("pairing.done");
  if (pairing?.problem) {
    const known = PROBLEMS.has(pairing.problem) ? pairing.problem : "other";
    return t(`pairing.${known}`, { server: pairing.server });
  }
  return t(pairing?.code ? "pairing.lead" : "pairing.asking");
}

/** @param {string} at */
function clock(at) {
  return new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** @returns {Pairing | null} */
function usePairing() {
  const [pairing, set] = useState(/** @type {Pairing | null} */ (null));
  useEffect(() => {
    const ask = async () => {
      try {
        set(await getJson("/api/pairing"));
      } catch (error) {
        if (/** @type {any} */ (error).code === "not_found") await goOn();
      }
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return pairing;
}

/** Paired, and the station runs: a kiosk has its own page now, a window's computer has none. */
async function goOn() {
  const { station } = await getJson("/api/state");
  if (station.kind === "kiosk") location.reload();
}

async function start() {
  const t = await loadTexts({ zh: here("texts.zh.json"), en: here("texts.en.json") });
  render(html`<${PairingPage} t=${t} />`, document.body);
}

start();
