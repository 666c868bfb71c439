/** Typing in what came by telephone or lay in the box, with a photograph of the paper. */

import { newKey, postJson } from "/kit/api.js";
import { html, useRef, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { refusal } from "./console/words.js";

const KINDS = ["complaint", "suggestion", "praise"];
const CHANNELS = ["phone", "paper"];
const LONGEST_SIDE = 1600;
const UPLOAD_MS = 30_000;

export function Entry({ hall, base, t, back, done }) {
  const [said, setSaid] = useState({ kind: "complaint", channel: "phone", zone: "", text: "", contact: "" });
  const [trouble, setTrouble] = useState("");
  const files = useRef(null);
  const set = (name) => (event) => setSaid((before) => ({ ...before, [name]: event.target.value }));
  const send = async () => {
    const { kind, channel, zone, text, contact } = said;
    try {
      const attachments = await Promise.all([...files.current.files].map(inBase64));
      const body = {
        ...{ kind, channel, text, attachments },
        ...(zone && { zone_id: Number(zone) }),
        ...(contact.trim() && { contact }),
      };
      done(await postJson(`${base}/entries`, body, { key: newKey(), timeoutMs: UPLOAD_MS }));
    } catch (error) {
      if (!error.code) throw error;
      const reason = error.fields?.what === "attachment" ? "file" : error.fields?.what === "person" ? "contact" : null;
      setTrouble(reason ? t(`register.wrong.${reason}`) : refusal(t, error));
    }
  };
  return html`<${Dialog} title=${t("register.enter")} t=${t} back=${back} go=${send} ready=${said.text.trim()}>
    <p class="trouble" role="alert">${trouble}</p>
    <${Choice} label=${t("register.fact.channel")} value=${said.channel} set=${set("channel")}
      options=${CHANNELS.map((each) => [each, t(`register.channel.${each}`)])} />
    <${Choice} label=${t("register.fact.kind")} value=${said.kind} set=${set("kind")}
      options=${KINDS.map((each) => [each, t(`register.kind.${each}`)])} />
    <${Choice} label=${t("register.fact.zone")} value=${said.zone} set=${set("zone")}
      options=${[["", t("register.no_zone")], ...hall.zones.map((zone) => [zone.zone_id, t.name(zone)])]} />
    <label>${t("register.text")}
      <textarea rows="5" maxlength="2000" required value=${said.text} onInput=${set("text")}></textarea>
    </label>
    <label>${t("register.contact")} <input value=${said.contact} maxlength="20" autocomplete="off" onInput=${set("contact")} /></label>
    <label>${t("register.photo")} <input ref=${files} type="file" multiple accept="image/jpeg,image/png,application/pdf" /></label>
  <//>`;
}

function Choice({ label, value, set, options }) {
  return html`<label>${label}
    <select value=${value} onChange=${set}>
      ${options.map(([each, words]) => html`<option value=${each}>${words}</option>`)}
    </select>
  </label>`;
}

/** A photograph smaller, as JPEG, without where it was taken; anything else as it is. */
async function inBase64(file) {
  const blob = file.type.startsWith("image/") ? await smaller(file) : file;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server says that it is no photograph
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}
