/** Start of the touch page: load the texts, follow the station, draw. */

import { html, render } from "/kit/ui.js";
import { loadTexts } from "/kit/texts.js";
import { App } from "./app.js";
import { Station } from "./station.js";

const here = (/** @type {string} */ name) => new URL(name, import.meta.url);

async function start() {
  const t = await loadTexts({ zh: here("texts.zh.json"), en: here("texts.en.json") });
  const station = new Station();
  station.start();
  render(html`<${App} t=${t} station=${station} />`, document.body);
}

// A kiosk shows a page for months: nothing one can drag, mark or open a menu on.
document.addEventListener("contextmenu", (event) => event.preventDefault());
document.addEventListener("dragstart", (event) => event.preventDefault());

start();
