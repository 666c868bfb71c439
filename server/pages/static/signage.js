/** 大屏内容: what a hall's displays show beside calls. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { Layouts } from "./signage_layouts.js";
import { Marquee } from "./signage_marquee.js";
import { Slides } from "./signage_slides.js";
import { begin, eachHall, failed, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 15_000;

function Signage({ hall, t }) {
  const [all, setAll] = useState(null);
  const [lost, attempt] = useTrouble(t);
  const [trouble, setTrouble] = useState(""); // of the latest change; stays until the next
  const base = `/api/v1/halls/${hall.hall_id}`;
  useReading(() => attempt(async () => setAll(await getJson(`${base}/signage/all`))), LOOK_AGAIN_MS);
  /** Make one change; true if it was made. */
  const send = async (path, body = {}) => {
    try {
      setAll(await postJson(`${base}${path}`, body, { key: newKey() }));
      setTrouble("");
      return true;
    } catch (error) {
      setTrouble(refused(t, error));
      return false;
    }
  };
  const parts = { hall, t, base, send, say: (error) => setTrouble(refused(t, error)) };
  return html`
    <h2>${t.name(hall)}</h2>
    <p class="trouble" role="alert">${trouble || lost}</p>
    ${all && html`
      <${Slides} slides=${all.slides} ...${parts} />
      <${Marquee} lines=${all.marquee} ...${parts} />
      <${Layouts} layouts=${all.layouts} ...${parts} />`}
  `;
}

/** All faults of a layout at once; why a file or its times were refused. */
function refused(t, error) {
  const { what, reason, faults } = error.fields ?? {};
  if (what === "layout" && faults) return faults.map((fault) => faultWords(t, fault)).join(t("signage.and"));
  const key = `signage.wrong.${reason}`;
  return t.has(key) ? t(key) : failed(t, error);
}

function faultWords(t, { field, why, about }) {
  const panel = `signage.panel.${about}`;
  return t(`signage.fault.${why}`, { field: t(`signage.field.${field}`), about: t.has(panel) ? t(panel) : about });
}

begin(eachHall(Signage));
