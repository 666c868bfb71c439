/** Items out of a workbook: looked at first, every fault by its cell; then taken over, or not at all. */

import { newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { base64Of } from "./saving.js";
import { failed, useTrouble } from "./staff.js";

const TIMEOUT_MS = 120_000;

export function TakeIn({ base, t, back }) {
  const [file, setFile] = useState(null);
  const [report, setReport] = useState(null);
  const [busy, setBusy] = useState(false);
  const [trouble, attempt] = useTrouble(t, refused);
  const send = async (content, only_check) => {
    setBusy(true);
    await attempt(async () => {
      setReport(null);
      setReport(await postJson(`${base}/import`, { file: content, only_check }, { key: newKey(), timeoutMs: TIMEOUT_MS }));
    });
    setBusy(false);
  };
  const choose = async (event) => {
    const [chosen] = event.target.files;
    setReport(null);
    if (!chosen) return setFile(null);
    const content = await base64Of(chosen);
    setFile(content);
    await send(content, true);
  };
  const ready = report && !report.imported && report.faults.length === 0 && report.new + report.changed > 0;
  return html`<section class="take-in">
    <p class="do"><button type="button" class="button quiet" onClick=${back}>${t("items.back")}</button></p>
    <h2>${t("items.import")}</h2>
    <p>${t("items.import_hint")}</p>
    <label class="file">${t("items.file")}
      <input type="file" accept=".xlsx" onChange=${choose} disabled=${busy} />
    </label>
    <p class="trouble" role="alert">${trouble}</p>
    <div role="status">
      ${busy && html`<p>${t("items.checking")}</p>`}
      ${report && report.faults.length === 0 && html`<p class="sum">${t(report.imported ? "items.imported" : "items.checked", report)}</p>`}
      ${report && !report.imported && report.faults.length === 0 && !ready && html`<p>${t("items.nothing_new")}</p>`}
    </div>
    ${report?.faults.length > 0 && html`<${Faults} faults=${report.faults} t=${t} />`}
    ${ready && html`<p class="do"><button type="button" class="button" disabled=${busy} onClick=${() => send(file, false)}>
      ${t("items.take_over", { n: report.new + report.changed })}
    </button></p>`}
  </section>`;
}

function Faults({ faults, t }) {
  return html`<p class="must"><b>${t("items.faults", { n: faults.length })}</b></p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("items.faults", { n: faults.length })}>
      <table class="faults">
        <thead><tr>${["sheet", "row", "column", "why"].map((key) => html`<th scope="col">${t(`items.fault.${key}`)}</th>`)}</tr></thead>
        <tbody>${faults.map(
          (fault) => html`<tr><td>${fault.sheet}</td><td class="figure">${fault.row}</td><td>${fault.column}</td><td>${t.pick(fault.zh, fault.en)}</td></tr>`,
        )}</tbody>
      </table>
    </div>`;
}

function refused(t, error) {
  const { what, reason, columns, sheet } = error.fields ?? {};
  if (what !== "workbook") return failed(t, error);
  return t(`items.workbook.${reason}`, { columns: (columns ?? []).join("、"), sheet: sheet ?? "" });
}
