/** 刷身份证: hold the card to the reader; a number, a check-in or the numbers one has follow. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { useCard } from "../cards.js";
import { Title } from "../parts.js";

export function Card(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, place, go, byCard, cardTrouble } = k;
  const { wish } = place;
  const outcome = useCard(({ outcome: what, card }) =>
    card ? byCard(card, wish) : cardTrouble(what, wish),
  );
  return html`<${Title} title=${t("card.title")} lead=${t(wish ? "card.lead_take" : "card.lead")} />
    <div class="card-hold" data-outcome=${outcome}>
      <${Icon} name="card" class="card-icon" />
      <p role="status">${t(`card.${outcome}`)}</p>
      <p class="card-hint">${t(outcome === "away" ? "card.away_do" : "card.lift")}</p>
    </div>
    <p class="who-privacy"><${Icon} name="person" />${t("card.privacy")}</p>
    <div class="who-actions">
      ${wish
        ? html`<button class="second" onClick=${() => go("who", { wish })}>${t("card.type")}</button>`
        : html`<button class="second" onClick=${() => go("find")}>
            <${Icon} name="search" />${t("find.type")}
          </button>`}
      ${!wish &&
      k.catalogue.takesAppointments &&
      html`<button class="second" onClick=${() => go("check_in")}>
        <${Icon} name="calendar" />${t("card.type_code")}
      </button>`}
    </div>`;
}

/**
 * The way to the page above, where the station has a reader.
 *
 * @param {{k: import("../app.js").Kiosk, label: string, wish?: import("../taking.js").Wish}} props
 */
export function CardButton({ k, label, wish }) {
  if (!k.state?.reader) return null;
  return html`<button class="second card-way" onClick=${() => k.go("card", { wish })}>
    <${Icon} name="card" />${label}
  </button>`;
}
