/** The stations of a hall: how they are, new ones by their code, what the office tells them. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { Screens } from "./screens.js";
import { begin, eachHall, failed, moment, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 3000;
/** What a station can be told, by the server's word for it. */
const MESSAGES = {
  show: "station.show",
  lock: "station.lock",
  unlock: "station.unlock",
  reload: "page.restart",
  test: "printer.self_test",
};
const ASK_FIRST = new Set(["show", "lock", "revoke"]);

function Stations({ hall, t }) {
  const [stations, setStations] = useState(null);
  const [lost, attempt] = useTrouble(t);
  const [trouble, setTrouble] = useState(""); // of the latest command; stays until the next
  const [said, setSaid] = useState("");
  const [asked, setAsked] = useState(null);
  const base = `/api/v1/halls/${hall.hall_id}/stations`;
  const look = () => attempt(async () => setStations((await getJson(base)).stations));
  useReading(look, LOOK_AGAIN_MS);

  /** Send one command; true if it was carried out. */
  const send = async (path, body, done) => {
    setAsked(null);
    try {
      await postJson(path, body, { key: newKey() });
      setTrouble("");
      setSaid(done);
      await look();
      return true;
    } catch (error) {
      setSaid("");
      setTrouble(refused(t, error));
      return false;
    }
  };
  const tell = (station, what, words = {}) =>
    send(`${base}/${station.station_id}/messages`, { message: MESSAGES[what], ...words },
      t("stations.told", { station: station.code, what: t(`stations.do.${what}`) }));
  const revoke = (station) =>
    send(`${base}/${station.station_id}/revoke`, {}, t("stations.revoked_now", { station: station.code }));
  const choose = (station, what) =>
    ASK_FIRST.has(what) ? setAsked({ station, what }) : tell(station, what);

  return html`
    <h2>${t.name(hall)}</h2>
    <${Pair} hall=${hall} t=${t} pair=${(body) => send(base, body, t("stations.paired", { station: body.station }))} />
    <p class="trouble" role="alert">${trouble || lost}</p>
    <p role="status">${said}</p>
    ${stations &&
    html`<ul class="stations">
      ${stations.map(
        (station) => html`<${Station} key=${station.station_id} station=${station} hall=${hall} choose=${choose} t=${t} />`,
      )}
    </ul>`}
    <${Screens} hall=${hall} t=${t} />
    <${Tablets} hall=${hall} t=${t} />
    ${asked &&
    html`<${Ask}
      ...${asked}
      t=${t}
      back=${() => setAsked(null)}
      go=${(words) => (asked.what === "revoke" ? revoke(asked.station) : tell(asked.station, asked.what, words))}
    />`}
  `;
}

/** Where a tablet begins that shall ask for ratings at a window without a keypad. */
function Tablets({ hall, t }) {
  return html`<details>
    <summary>${t("stations.tablets")}</summary>
    <p class="quiet">${t("stations.tablets_hint")}</p>
    <ul>${hall.windows.map(({ window_id, number }) => {
      const address = `${location.origin}/evaluate/${window_id}`;
      return html`<li>${t("stations.tablet_at", { window: number })} <a href=${address}>${address}</a></li>`;
    })}</ul>
  </details>`;
}

function Station({ station, hall, choose, t }) {
  const gone = station.revoked_at !== null;
  // Only a kiosk has a page of its own.
  const can = station.kind === "kiosk" ? ["show", "lock", "unlock", "reload"] : [];
  if (station.devices && Object.values(station.devices).some((d) => "can_print" in d)) can.push("test");
  return html`<li data-station=${station.code} data-gone=${gone ? "" : undefined}>
    <span>
      <b>${station.code}</b> · ${t(`stations.kind.${station.kind}`)}<br />
      <span class="quiet">${place(station, hall, t)}</span><br />
      <span class=${`link ${station.online ? "on" : "off"}`}>${linkWords(station, t)}</span>
    </span>
    <${Devices} devices=${station.devices} t=${t} />
    ${!gone &&
    html`<span class="tell">
      ${[...can, "revoke"].map(
        (what) => html`<button type="button" class="button quiet" onClick=${() => choose(station, what)}>
          ${t(`stations.do.${what}`)}
        </button>`,
      )}
    </span>`}
  </li>`;
}

function Devices({ devices, t }) {
  if (devices === null) return html`<p class="devices quiet">${t("stations.unheard")}</p>`;
  const names = Object.keys(devices);
  if (names.length === 0) return html`<p class="devices quiet">${t("stations.no_devices")}</p>`;
  return html`<ul class="devices">
    ${names.map((name) => {
      const { state, down_reason: why } = devices[name];
      const key = `stations.device.${state}`;
      const words = t.has(key) ? t(key) : (state ?? "");
      return html`<li class=${state === "down" ? "down" : ""}>${name}: ${words}${why ? ` (${why})` : ""}</li>`;
    })}
  </ul>`;
}

function Pair({ hall, pair, t }) {
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [at, setAt] = useState("");
  const send = async (event) => {
    event.preventDefault();
    const [what, id] = at.split(":");
    const where = what ? { [`${what}_id`]: Number(id) } : {};
    if (await pair({ code: code.replace(/\s/g, ""), station: name, ...where })) {
      setCode("");
      setName("");
    }
  };
  return html`<form class="pair" onSubmit=${send}>
    <h3>${t("stations.pair")}</h3>
    <p class="quiet">${t("stations.pair_about")}</p>
    <label class="code">${t("stations.code")}
      <input inputmode="numeric" autocomplete="off" required pattern="[0-9]{3} ?[0-9]{3}" maxlength="7"
        value=${code} onInput=${(event) => setCode(event.target.value)} />
    </label>
    <label>${t("stations.name")}
      <input required pattern="[a-z0-9][a-z0-9\\-]*" maxlength="40" placeholder="kiosk-2" autocomplete="off"
        value=${name} onInput=${(event) => setName(event.target.value)} />
    </label>
    <label>${t("stations.at")}
      <select value=${at} onChange=${(event) => setAt(event.target.value)}>
        <option value="">${t("stations.whole_hall")}</option>
        ${hall.zones.map((zone) => html`<option value=${`zone:${zone.zone_id}`}>${t.name(zone)}</option>`)}
        ${hall.windows.map(
          (w) => html`<option value=${`window:${w.window_id}`}>${t("stations.window", { number: w.number })}</option>`,
        )}
      </select>
    </label>
    <button type="submit" class="button">${t("stations.pair_go")}</button>
  </form>`;
}

function Ask({ station, what, back, go, t }) {
  const [zh, setZh] = useState("");
  const words = what !== "revoke";
  return html`<${Dialog} title=${t(`stations.ask.${what}`, { station: station.code })} t=${t} back=${back}
    go=${() => go(words ? { zh: zh.trim() } : {})} ready=${true} does=${t(`stations.do.${what}`)}>
    <p>${t(`stations.about.${what}`)}</p>
    ${words &&
    html`<label>${t("stations.words")}
      <input maxlength="200" required=${what === "show"} value=${zh} onInput=${(event) => setZh(event.target.value)} />
    </label>`}
  <//>`;
}

function place(station, hall, t) {
  const at = hall.windows.find((w) => w.window_id === station.window_id);
  if (at) return t("stations.window", { number: at.number });
  const zone = hall.zones.find((z) => z.zone_id === station.zone_id);
  return zone ? t.name(zone) : t("stations.whole_hall");
}

function linkWords(station, t) {
  if (station.revoked_at) return t("stations.revoked_state");
  if (station.online) return t("stations.online");
  return station.seen_at ? t("stations.seen", { moment: moment(station.seen_at, t) }) : t("stations.never");
}

function refused(t, error) {
  const unknown = error.code === "not_found" && error.fields.what === "pairing";
  return unknown ? t("stations.no_code") : failed(t, error);
}

begin(eachHall(Stations));
