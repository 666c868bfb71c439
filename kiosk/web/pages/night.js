/** 不打烊: outside the hall's hours. When numbers are given again, and what works now. */

import { html } from "/kit/ui.js";
import { Icon } from "../icons.js";

/** @typedef {{opens_at: string | null}} Closed */

/**
 * The hours as they concern the page; null while the hall is open or gives numbers all the same,
 * and while nobody knows.
 *
 * @param {import("../station.js").State | null} state
 * @returns {Closed | null}
 */
export function closedNow(state) {
  const { open } = state ?? {};
  return !open || open.now || open.issuing ? null : { opens_at: open.opens_at };
}

export function Night(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, go, catalogue } = k;
  return html`<div class="home">
    <div class="home-ask">
      <div>
        <h1 tabindex="-1">${opensAgain(k)}</h1>
        <p class="night-lead">${t("night.lead")}</p>
      </div>
      <button class="second search-way" onClick=${() => go("guides", { toSearch: true })}>
        <${Icon} name="search" />${t("home.search")}
      </button>
    </div>
    <ul class="works">
      <${Work} icon="book" k=${k} name="guides" onClick=${() => go("guides")} />
      ${catalogue.packages.length > 0 &&
      html`<${Work} icon="bundle" k=${k} name="packages" onClick=${() => go("packages")} />`}
      <${Work} icon="ticket" k=${k} name="find" onClick=${() => go("find")} />
      ${catalogue.takesAppointments &&
      html`<${Work} icon="calendar" k=${k} name="book" onClick=${() => go("book")} />`}
      <${Work} icon="clock" k=${k} name="progress" onClick=${() => go("progress")} />
      <${Work} icon="person" k=${k} name="suggest" onClick=${() => go("suggest")} />
    </ul>
    <section class="night-phones">
      <p><${Icon} name="calendar" /><span>${t("night.enquiry")}</span><b>${catalogue.hall.enquiry_phone}</b></p>
      <p><${Icon} name="person" /><span>${t("night.supervision")}</span><b>${catalogue.hall.supervision_phone}</b></p>
    </section>
  </div>`;
}

/** `明天 08:30 开始取号`, or only that it is not now. @param {import("../app.js").Kiosk} k */
export function opensAgain({ t, times, now, closed }) {
  if (!closed?.opens_at) return t("night.closed");
  return t("night.opens_at", { moment: times.moment(new Date(closed.opens_at), now) });
}

/** @param {{icon: string, name: string, k: any, onClick: () => void}} props */
function Work({ icon, name, k, onClick }) {
  return html`<li>
    <button class="work" onClick=${onClick}>
      <${Icon} name=${icon} />
      <b class="tile-name">${k.t(`night.${name}`)}</b>
      <span class="tile-about">${k.t(`night.${name}_about`)}</span>
    </button>
  </li>`;
}
