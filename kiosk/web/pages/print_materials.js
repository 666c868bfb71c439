/** On paper, to take along: what to bring for an item (一次性告知), or its whole guide. */

import { html, useRef, useState } from "/kit/ui.js";
import { newKey, postJson } from "/kit/api.js";
import { Icon } from "../icons.js";
import { printerWords } from "../parts.js";

/** @typedef {"materials" | "guide"} Paper */

const SLIP_TIMEOUT_MS = 40_000; // the agent answers when the slip is out, or known not to be

/** @param {{k: import("../app.js").Kiosk, itemId: number}} props */
export function PrintMaterials({ k, itemId }) {
  const { t, state } = k;
  const [said, setSaid] = useState("");
  const [printing, setPrinting] = useState(false);
  const underWay = useRef(false); // drawn too late to stop the second tap of a double tap
  if (!state || state.printer.reason === "no_printer") return null;
  const print = async (/** @type {Paper} */ paper) => {
    if (underWay.current) return;
    underWay.current = true;
    setPrinting(true);
    setSaid(t("guide.printing"));
    setSaid(await printed(t, paper, itemId));
    setPrinting(false);
    underWay.current = false;
  };
  return html`<p class="print-materials">
    <button class="second" disabled=${printing} onClick=${() => print("materials")}>
      <${Icon} name="printer" />${t("guide.print")}
    </button>
    <button class="second" disabled=${printing} onClick=${() => print("guide")}>
      <${Icon} name="printer" />${t("guide.print_whole")}
    </button>
    <span role="status">${said}</span>
  </p>`;
}

/**
 * @param {import("/kit/texts.js").Translate} t
 * @param {Paper} paper
 * @param {number} itemId
 * @returns {Promise<string>} what became of it, in words
 */
async function printed(t, paper, itemId) {
  const key = newKey();
  const order = { request_id: key, item_id: itemId };
  try {
    const answer = await postJson(`/api/print-${paper}`, order, { key, timeoutMs: SLIP_TIMEOUT_MS });
    if (answer.slip === "failed") return t("guide.not_printed", { why: printerWords(t, answer.reason) });
    return t(answer.slip === "printed" ? "guide.printed" : "guide.print_unknown");
  } catch (/** @type {any} */ error) {
    if (!error.code) throw error;
    return t("guide.not_printed", { why: printerWords(t, error.fields?.reason) });
  }
}
