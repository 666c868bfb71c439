/** The display pages of a hall: which are there, what they show, which of them fell. */

import { getJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { moment, useReading } from "./staff.js";

const LOOK_AGAIN_MS = 10_000;
const LATE_AFTER_MS = 90_000; // a screen tells every half minute

/** @param {{hall: any, t: any}} props */
export function Screens({ hall, t }) {
  const [screens, setScreens] = useState(null);
  const look = async () => {
    try {
      setScreens((await getJson(`/api/v1/halls/${hall.hall_id}/screens`)).screens);
    } catch {
      setScreens(null); // an old list would say that all is well
    }
  };
  useReading(look, LOOK_AGAIN_MS);
  if (screens === null) return null;
  return html`<section class="screens">
    <h3>${t("screens.title")}</h3>
    ${screens.length === 0 && html`<p class="quiet">${t("screens.none")}</p>`}
    <ul class="stations">
      ${screens.map((screen) => html`<li key=${screen.screen} data-screen=${screen.screen}>
        <span><b>${screen.address}</b><br /><span class="quiet">${screen.width} × ${screen.height}</span></span>
        <span class="link ${isWell(screen) ? "on" : "off"}">${stateOf(screen, t)}</span>
        ${screen.unplayable.length > 0 && html`<span class="down">${unplayable(screen, t)}</span>`}
        ${screen.fault && html`<span class="down">${t("screens.fell", { times: screen.reloads })}: ${screen.fault}</span>`}
      </li>`)}
    </ul>
  </section>`;
}

/** By their numbers, as on the page where the office puts them in. */
function unplayable({ unplayable: slides }, t) {
  const list = slides.map(({ slide_id, why }) => `#${slide_id} ${t(`screens.why.${why}`)}`);
  return t("screens.unplayable", { slides: list.join(" · ") });
}

function isWell({ online, told_at }) {
  return online && Date.now() - Date.parse(told_at) < LATE_AFTER_MS;
}

function stateOf(screen, t) {
  if (!screen.online) return t("screens.gone", { moment: moment(screen.told_at, t) });
  if (!isWell(screen)) return t("screens.silent", { moment: moment(screen.told_at, t) });
  return t("screens.on", { moment: moment(screen.since, t) });
}
