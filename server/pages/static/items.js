/** 事项: the list by state, one item with its versions, and workbooks in and out. */

import { getJson } from "/kit/api.js";
import { search } from "/kit/search.js";
import { html, useState } from "/kit/ui.js";
import { Editor } from "./items_editor.js";
import { State } from "./items_fields.js";
import { TakeIn } from "./items_import.js";
import { Item } from "./items_item.js";
import { save } from "./saving.js";
import { begin, eachHall, useReading, useTrouble } from "./staff.js";

const LOOK_AGAIN_MS = 10_000;
const STATES = ["draft", "submitted", "approved", "published", "withdrawn"];

function Items({ hall, t }) {
  const [list, setList] = useState(null);
  const [shown, setShown] = useState({ list: true });
  const [trouble, attempt] = useTrouble(t);
  const base = `/api/v1/halls/${hall.hall_id}/items`;
  const look = () => attempt(async () => setList((await getJson(base)).items));
  useReading(() => shown.list && look(), LOOK_AGAIN_MS, [shown]);
  const back = () => setShown({ list: true });

  if (shown.item) return html`<${Item} id=${shown.item} base=${base} hall=${hall} t=${t} back=${back} />`;
  if (shown.blank) {
    const drafted = (view) => setShown({ item: view.item_id });
    return html`<${Editor} base=${base} hall=${hall} t=${t} back=${back} done=${drafted} />`;
  }
  if (shown.workbook) return html`<${TakeIn} base=${base} t=${t} back=${back} />`;
  const fetchFile = (query) => attempt(async () => save(await getJson(`${base}/export${query}`, { timeoutMs: 60_000 })));
  return html`
    <h2>${t.name(hall)}</h2>
    <p class="do">
      <button type="button" class="button" onClick=${() => setShown({ blank: true })}>${t("items.new")}</button>
      <button type="button" class="button quiet" onClick=${() => setShown({ workbook: true })}>${t("items.import")}</button>
      <button type="button" class="button quiet" onClick=${() => fetchFile("")}>${t("items.export")}</button>
      <button type="button" class="button quiet" onClick=${() => fetchFile("?blank=true")}>${t("items.blank")}</button>
    </p>
    <p class="trouble" role="alert">${trouble}</p>
    ${list && html`<${List} list=${list} hall=${hall} t=${t} open=${(id) => setShown({ item: id })} />`}
  `;
}

function List({ list, hall, t, open }) {
  const [state, setState] = useState(null);
  const [query, setQuery] = useState("");
  const queueNames = new Map(hall.queues.map((queue) => [queue.code, t.name(queue)]));
  const found = matching(list, query).filter((each) => state === null || each.state === state);
  return html`
    <div class="sieve">
      <label>${t("items.search")}
        <input type="search" id="find" value=${query} onInput=${(event) => setQuery(event.target.value)} />
      </label>
      <p class="which" role="group" aria-label=${t("items.by_state")}>
        ${[null, ...STATES].map((each) => {
          const count = each === null ? list.length : list.filter((item) => item.state === each).length;
          return html`<button type="button" class="button quiet" aria-pressed=${state === each} onClick=${() => setState(each)}>
            ${t(each === null ? "items.all" : `items.state.${each}`)} <span class="n">${count}</span>
          </button>`;
        })}
      </p>
    </div>
    ${found.length === 0 && html`<p class="quiet">${t("items.none")}</p>`}
    <ul class="items">
      ${found.map((each) => html`<li key=${each.item_id}>
        <button type="button" data-item=${each.code} onClick=${() => open(each.item_id)}>
          <span><b>${each.name}</b><br /><span class="quiet code">${each.code}</span></span>
          <span>${each.agency || t("items.no_agency")}<br /><span class="quiet">${queueNames.get(each.queue) ?? each.queue}</span></span>
          <span><${State} each=${each} t=${t} /></span>
          <span class="quiet">${each.version_in_force ? t("items.in_force", { n: each.version_in_force }) : t("items.not_offered")}</span>
        </button>
      </li>`)}
    </ul>`;
}

/** By a part of the code, or as at a kiosk: characters, pinyin, its first letters. */
function matching(list, query) {
  const wanted = query.trim();
  if (!wanted) return list;
  const byCode = list.filter((each) => each.code.toLowerCase().includes(wanted.toLowerCase()));
  const byName = search(list.map((each) => ({ ...each, name_en: "" })), wanted);
  return [...new Map([...byCode, ...byName].map((each) => [each.item_id, each])).values()];
}

begin(eachHall(Items));
