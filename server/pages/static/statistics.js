/** 评价统计: figures of a period with their counts and definitions; ratings that did not arrive. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { begin, eachHall, failed, useParts, useTrouble } from "./staff.js";
import { saveTable } from "./statistics_table.js";

const BY = ["window", "zone", "person", "item", "queue", "day"];
const LEVELS = ["very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"];
const SHARES = ["participation", "satisfaction", "bad", "delighted"];
const FOLLOW_UP = ["verified", "answered", "in_time", "called_back"];
const OWNERS = ["ours", "others", "both", "unknown"];
const BESIDE = ["excluded", "defaults", "further"];
const DEFINED = ["services", "active", ...SHARES, "average", "rounding", ...FOLLOW_UP, "owners"];

function Statistics({ hall, t }) {
  const [asked, ask] = useParts(thisMonth);
  const [told, setTold] = useState(null);
  const [trouble, attempt] = useTrouble(t);
  useEffect(() => {
    let isCurrent = true;
    const look = new URLSearchParams(asked);
    attempt(async () => {
      const figures = await getJson(`/api/v1/halls/${hall.hall_id}/rating-statistics?${look}`);
      if (isCurrent) setTold(figures); // else another period was asked for meanwhile
    });
    return () => (isCurrent = false);
  }, [asked]);
  const change = ({ target }) => ask({ [target.name]: target.value });
  return html`
    <h2>${t.name(hall)}</h2>
    <div class="period">
      <label>${t("statistics.from")}<input type="date" name="from" required value=${asked.from} onChange=${change} /></label>
      <label>${t("statistics.to")}<input type="date" name="to" required value=${asked.to} onChange=${change} /></label>
      <label>${t("statistics.by")}
        <select name="by" value=${asked.by} onChange=${change}>
          ${BY.map((by) => html`<option value=${by}>${t(`statistics.by.${by}`)}</option>`)}
        </select>
      </label>
      <button type="button" class="button quiet" onClick=${() => print()}>${t("statistics.print")}</button>
      ${told && html`<button type="button" class="button quiet" onClick=${() => save(told, t)}>${t("statistics.csv")}</button>`}
    </div>
    <p class="trouble" role="alert">${trouble}</p>
    ${told && html`
      <p>${t("statistics.period", { from: told.from, to: told.to })}</p>
      <${Figures} told=${told} t=${t} />
      <p class="quiet">${BESIDE.map((each) => t(`statistics.beside.${each}`, { n: told.total[each] })).join(t("statistics.and"))}</p>
      <${FollowUp} of=${told.follow_up} t=${t} />
      <${Causes} of=${told.causes} t=${t} />
      <${Definitions} t=${t} />`}
    <${Forwards} hall=${hall} t=${t} />
  `;
}

function Figures({ told, t }) {
  return html`<div class="figures" tabindex="0" role="region" aria-label=${t("statistics.figures")}><table>
    <caption>${t("statistics.figures")}</caption>
    <thead><tr>
      <th scope="col">${t(`statistics.by.${told.by}`)}</th>
      ${["services", "active", ...SHARES, "average"].map((each) => html`<th scope="col">${t(`statistics.${each}`)}</th>`)}
      ${LEVELS.map((level) => html`<th scope="col">${t(`statistics.level.${level}`)}</th>`)}
    </tr></thead>
    <tbody>
      <${Row} of=${told.total} name=${t("statistics.total")} kind="total" t=${t} />
      ${told.groups.map((group) => html`<${Row} key=${group.key} of=${group} name=${nameOf(group, t)} t=${t} />`)}
    </tbody>
  </table></div>`;
}

function Row({ of, name, kind = "", t }) {
  return html`<tr class=${kind}>
    <th scope="row">${name}</th>
    <td>${of.services}</td>
    <td>${of.active}</td>
    ${SHARES.map((each) => html`<td><${Share} of=${of[each]} t=${t} /></td>`)}
    <td>${of.average ?? "—"}</td>
    ${LEVELS.map((level) => html`<td>${of.levels[level]}</td>`)}
  </tr>`;
}

function Share({ of, t }) {
  return html`${percent(of)}<span class="n">${t("statistics.n", { part: of.part, of: of.of })}</span>
    ${of.percent !== null && html`<svg aria-hidden="true"><rect width=${`${of.percent}%`} /></svg>`}`;
}

function FollowUp({ of, t }) {
  return html`<div class="figures" tabindex="0" role="region" aria-label=${t("statistics.follow_up")}><table>
    <caption>${t("statistics.follow_up")}</caption>
    <thead><tr>
      <th scope="col">${t("statistics.cases")}</th>
      <th scope="col">${t("statistics.cases_excluded")}</th>
      ${FOLLOW_UP.map((each) => html`<th scope="col">${t(`statistics.${each}`)}</th>`)}
    </tr></thead>
    <tbody><tr>
      <th scope="row">${of.cases}</th>
      <td>${of.excluded}</td>
      ${FOLLOW_UP.map((each) => html`<td><${Share} of=${of[each]} t=${t} /></td>`)}
    </tr></tbody>
  </table></div>`;
}

function Causes({ of, t }) {
  return html`<div class="figures" tabindex="0" role="region" aria-label=${t("statistics.causes")}><table>
    <caption>${t("statistics.causes")} · ${OWNERS.map((owner) => `${t(`statistics.owner.${owner}`)} ${of.owners[owner]}`).join(" · ")}</caption>
    <thead><tr>
      <th scope="col">${t("statistics.label")}</th><th scope="col">${t("statistics.cause")}</th><th scope="col">${t("statistics.count")}</th>
    </tr></thead>
    <tbody>${of.labels.map((each) => html`<tr>
      <th scope="row">${each.label} ${each.text ?? ""}</th>
      <td>${t(`statistics.cause.${each.cause}`)}</td>
      <td>${each.count}</td>
    </tr>`)}</tbody>
  </table></div>`;
}

function Definitions({ t }) {
  return html`<section class="definitions">
    <h3>${t("statistics.definitions")}</h3>
    <dl>${DEFINED.map((each) => html`<dt>${t(`statistics.${each}`)}</dt><dd>${t(`statistics.is.${each}`)}</dd>`)}</dl>
  </section>`;
}

function Forwards({ hall, t }) {
  const [told, setTold] = useState(null);
  const [trouble, setTrouble] = useState("");
  const base = `/api/v1/halls/${hall.hall_id}/rating-forwards`;
  const look = () => getJson(base).then(setTold, (error) => setTrouble(failed(t, error)));
  useEffect(() => {
    look();
  }, []);
  const send = async (id, command, body = {}) => {
    try {
      await postJson(`${base}/${id}/${command}`, body, { key: newKey() });
      setTrouble("");
    } catch (error) {
      setTrouble(failed(t, error));
    }
    await look();
  };
  if (!told?.counts.length) return html`<p class="trouble" role="alert">${trouble}</p>`;
  return html`<section id="forwards" class="forwards definitions">
    <h3>${t("statistics.forwards")}</h3>
    <p>${told.counts.map((each) => `${each.platform} ${t(`statistics.state.${each.state}`)} ${each.count}`).join(" · ")}</p>
    <p class="trouble" role="alert">${trouble}</p>
    <ul>${told.forwards.map((each) => html`<li key=${each.forward_id} data-forward=${each.forward_id}>
      ${each.day} · ${t("statistics.window", { window: each.window })} · ${t(`statistics.level.${each.level}`)} · ${each.platform}
      ${" "}${t(`statistics.state.${each.state}`)}${each.error ? `: ${each.error}` : ""}
      ${" "}${each.state === "number_missing"
        ? html`<${CaseNumber} t=${t} enter=${(case_number) => send(each.forward_id, "case-number", { case_number })} />`
        : html`<button type="button" class="button quiet" onClick=${() => send(each.forward_id, "resend")}>${t("statistics.resend")}</button>`}
    </li>`)}</ul>
  </section>`;
}

function CaseNumber({ t, enter }) {
  const [number, setNumber] = useState("");
  const go = (event) => {
    event.preventDefault();
    if (number.trim()) enter(number.trim());
  };
  return html`<form onSubmit=${go}>
    <input aria-label=${t("statistics.case_number")} maxlength="50" autocomplete="off" value=${number} onInput=${(event) => setNumber(event.target.value)} />
    ${" "}<button type="submit" class="button quiet">${t("statistics.enter_number")}</button>
  </form>`;
}

function percent(share) {
  return share.percent === null ? "—" : `${share.percent} %`;
}

function nameOf(group, t) {
  if (group.key === null) return t("statistics.unknown");
  return t.pick(group.name, group.name_en ?? group.name);
}

/** Have the browser save the table, with the counts of every share and the definitions. */
function save(told, t) {
  const heads = ["services", "active", ...SHARES.flatMap((each) => [each, `${each}_part`, `${each}_of`]), "average"];
  const line = (of, name) => [
    name, of.services, of.active,
    ...SHARES.flatMap((each) => [of[each].percent ?? "—", of[each].part, of[each].of]),
    of.average ?? "—", ...LEVELS.map((level) => of.levels[level]), ...BESIDE.map((each) => of[each]),
  ];
  const rows = [
    [told.by, ...heads, ...LEVELS, ...BESIDE],
    line(told.total, t("statistics.total")),
    ...told.groups.map((group) => line(group, nameOf(group, t))),
    [],
    ...DEFINED.map((each) => [t(`statistics.${each}`), t(`statistics.is.${each}`)]),
  ];
  saveTable(rows, `ratings-${told.from}-${told.to}-${told.by}.csv`);
}

function thisMonth() {
  const local = (day) => new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const today = new Date();
  return { from: local(new Date(today.getFullYear(), today.getMonth(), 1)), to: local(today), by: "window" };
}

begin(eachHall(Statistics));
