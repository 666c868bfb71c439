/** 办事指南 of one item, for everybody: nine blocks in their order, on the screen and on A4. */

import { ApiError, getJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render } from "/kit/ui.js";
import { refusal } from "./console/words.js";
import { LANGUAGE, TEXTS } from "./finding.js";

const root = document.querySelector("#app");
const { hallId, itemId } = document.body.dataset;

function Guide({ guide, t }) {
  const beside = ["conditions", "statutory_limit", "where_and_when", "enquiry"].filter((key) => guide[key]);
  return html`<article class="paper">
    <header>
      <p>${t.name(guide.hall)} · ${t("guide.page.title")}</p>
      <h1>${t.name(guide)}</h1>
      ${t.language === "en" && html`<p lang="zh-CN">${guide.name}</p>`}
      <p class="quiet">${t("guide.page.version", { code: guide.code, n: guide.version })}</p>
    </header>
    <dl>${guide.blocks.map((block) => html`<div data-block=${block.key}>
      <dt>${t.pick(block.title, block.title_en)}</dt>
      <dd>${block.lines.length === 1 ? block.lines[0] : html`<ol>${block.lines.map((line) => html`<li>${line}</li>`)}</ol>`}</dd>
    </div>`)}</dl>
    <dl class="beside">${beside.map((key) => html`<div><dt>${t(`guide.page.${key}`)}</dt><dd>${guide[key]}</dd></div>`)}</dl>
  </article>
  <p class="do"><button type="button" class="button" onClick=${() => print()}>${t("guide.page.print")}</button></p>`;
}

const t = await loadTexts(TEXTS, { language: LANGUAGE });
try {
  const guide = await getJson(`/api/v1/halls/${hallId}/items/${itemId}/guide`);
  document.title = `${t.name(guide)} · ${t("guide.page.title")}`;
  root.replaceChildren();
  render(html`<${Guide} guide=${guide} t=${t} />`, root);
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  root.textContent = error.code === "not_found" ? t("guide.page.none") : refusal(t, error);
}
