/** Help, free of charge: call somebody, see who comes; and where to complain. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { QrCode } from "/kit/qr.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { Title } from "../parts.js";

const LOOK_EVERY_MS = 2000;
const KINDS = ["at_kiosk", "guide", "act_for"];
const RUNNING = new Set(["asked", "taken"]);

/** @typedef {{help_id: number, state: string, helper: string | null}} Help */

export function HelpPage(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, closed } = k;
  const [help, setHelp] = useState(/** @type {Help | null} */ (null));
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  useLooking(help, setHelp);
  const send = async (/** @type {string} */ path, /** @type {object} */ order) => {
    if (busy) return;
    setBusy(true);
    try {
      const key = newKey();
      setHelp(await postJson(path, { request_id: key, ...order }, { key }));
      setFailed(false);
    } catch (error) {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  const runs = help && RUNNING.has(help.state);
  if (closed && !runs) return html`<${NobodyThere} k=${k} />`;
  return html`<${Title} title=${t("help.title")} lead=${t("help.free")} />
    <div class="help">
      ${runs
        ? html`<p class="help-state" role="status">
              <${Icon} name="person" />${t(`help.${help.state}`, { helper: help.helper ?? "" })}
            </p>
            <button class="second" disabled=${busy} onClick=${() => send(`/api/help/${help.help_id}/withdraw`, {})}>
              ${t("help.withdraw")}
            </button>`
        : KINDS.map(
            (kind) => html`<button
              class=${kind === "at_kiosk" ? "action" : "second"}
              data-help-kind=${kind}
              disabled=${busy}
              onClick=${() => send("/api/help", { kind })}
            >
              ${t(`help.${kind}`)}
            </button>`,
          )}
      ${failed && html`<p class="help-failed" role="alert">${t("help.failed", { phone: catalogue.hall.enquiry_phone })}</p>`}
    </div>
    <${Complaints} k=${k} />`;
}

/** Outside the hours a bell would ring in an empty hall. @param {{k: import("../app.js").Kiosk}} props */
function NobodyThere({ k }) {
  const { t, catalogue } = k;
  const phone = catalogue.hall.enquiry_phone;
  return html`<${Title} title=${t("help.title")} />
    <p class="notice"><${Icon} name="clock" />${t("help.nobody", { phone })}</p>
    <${Complaints} k=${k} />`;
}

/** How far it is, asked as long as it runs. @param {Help | null} help @param {(help: Help) => void} set */
function useLooking(help, set) {
  const runs = help !== null && RUNNING.has(help.state);
  useEffect(() => {
    if (!runs) return undefined;
    const look = () => getJson(`/api/help/${help.help_id}`).then(set, () => undefined);
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [runs, help?.help_id]);
}

/** 投诉电话, and the page for a telephone while the server can be reached. */
export function Complaints(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue } = k;
  const [url, setUrl] = useState("");
  useEffect(() => {
    getJson("/api/feedback-address").then((found) => setUrl(found.url), () => setUrl(""));
  }, []);
  return html`<section class="help-complaints">
    ${url && html`<${QrCode} text=${url} label=${t("help.qr")} />`}
    <div>
      <h2>${t("help.complaints")}</h2>
      ${url && html`<p>${t("help.scan")}</p>`}
      <p><b>${t("help.call", { phone: catalogue.hall.supervision_phone })}</b></p>
    </div>
  </section>`;
}
