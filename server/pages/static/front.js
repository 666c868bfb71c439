/** The front page's list of displays, hall by hall. */

import { getJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { html, render } from "/kit/ui.js";
import { LANGUAGE, TEXTS } from "./finding.js";

function Hall({ hall, t }) {
  const at = `/display/${hall.hall_id}`;
  return html`<article class="hall">
    <h3>${t.name(hall)}</h3>
    <p><a class="button quiet" href=${at}>${t("front.hall_board")}</a></p>
    <${Links} label=${t("front.zones")} links=${hall.zones.map((zone) => [`${at}/zone/${zone.zone_id}`, t.name(zone)])} />
    <${Links} label=${t("front.windows")} links=${hall.windows.map(({ window_id, number }) => [`${at}/window/${window_id}`, t("front.window", { number })])} />
  </article>`;
}

function Links({ label, links }) {
  if (links.length === 0) return null;
  return html`<div class="links">
    <span>${label}</span>
    <p>${links.map(([href, name]) => html`<a href=${href}>${name}</a> `)}</p>
  </div>`;
}

async function start() {
  const place = document.querySelector("#halls");
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  try {
    const { halls } = await getJson("/api/v1/halls");
    const whole = await Promise.all(halls.map(({ hall_id }) => getJson(`/api/v1/halls/${hall_id}`)));
    place.replaceChildren();
    const list = whole.map((hall) => html`<${Hall} hall=${hall} t=${t} />`);
    render(list.length ? list : html`<p class="quiet">${t("front.no_halls")}</p>`, place);
  } catch {
    place.textContent = t("front.halls_failed");
  }
}

start();
