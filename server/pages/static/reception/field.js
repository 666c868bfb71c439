/** The one field: what somebody wants, a number, a code, or whatever a scanner types. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { waitInWords } from "/kit/wait.js";
import { spaced } from "../console/words.js";
import { optionsFor } from "./options.js";
import { closedInWords } from "./words.js";

export function Field({ hall, items, board, off, watch, does, t }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef(null);
  useEffect(() => input.current.focus(), []);
  const options = optionsFor(query, { hall, items, t });
  const chosen = Math.min(at, options.length - 1);

  const take = (option) => {
    if (off || !option) return;
    if (option.kind === "want") does.want(option.want);
    else if (option.kind === "find") does.find(option.number);
    else if (option.kind === "check_in") does.checkIn(option.code);
    else does.findBySlip(option.token);
  };
  const onKey = (event) => {
    if (event.isComposing) return; // Enter ends what an input method is writing
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (by) setAt((chosen + by + options.length) % Math.max(options.length, 1));
    else if (event.key === "Enter") take(optionsFor(event.target.value, { hall, items, t })[chosen]);
    else if (event.code === "Escape") setQuery("");
    else return;
    event.preventDefault();
  };
  const type = (event) => {
    setQuery(event.target.value);
    setAt(0);
  };

  return html`<section class="field">
    <label for="wish">${t("reception.wish")}</label>
    <input id="wish" ref=${input} value=${query} onInput=${type} onKeyDown=${onKey} placeholder=${t("reception.wish_hint")}
      role="combobox" aria-expanded="true" aria-controls="options" aria-activedescendant=${options.length ? `option-${chosen}` : null}
      autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200" />
    ${!query.trim() && options.length > 0 && html`<p class="quiet">${t("reception.usual")}</p>`}
    ${options.length === 0 && html`<p class="none" role="status">${t(query.trim() ? "reception.nothing" : "reception.type")}</p>`}
    <ul id="options" role="listbox" aria-label=${t("reception.wish")}>
      ${options.map(
        (option, n) => html`<li id="option-${n}" role="option" aria-selected=${n === chosen} onClick=${() => take(option)} onPointerMove=${() => setAt(n)}>
          <${Shown} option=${option} hall=${hall} board=${board} now=${watch.serverNow()} t=${t} />
          <kbd>${n === chosen ? "Enter" : ""}</kbd>
        </li>`,
      )}
    </ul>
  </section>`;
}

function Shown({ option, hall, board, now, t }) {
  const kind = html`<span class="kind">${t(`reception.kind.${option.kind === "want" ? option.want.kind : option.kind}`)}</span>`;
  if (option.kind === "find") return html`${kind}<b>${spaced(option.number)}</b><span class="grow"></span>`;
  if (option.kind !== "want") return html`${kind}<b>${option.code}</b><span class="grow"></span>`;
  const { name, queue } = option.want;
  const closed = closedInWords(queue, now, hall.time_zone, t);
  return html`${kind}<b>${name}</b>
    <span class="grow">${queue.prefix} · ${t.name(queue)}</span>
    <span class="wait ${closed ? "shut" : ""}">${closed || aboutWaiting(queue, board, t)}</span>`;
}

/** `6 人 · 约 15–25 分钟`. */
export function aboutWaiting(queue, board, t) {
  if (!board.waiting) return "";
  const people = t("reception.people", { n: board.waiting[queue.queue_id] ?? 0 });
  return [people, waitInWords(t, queue.wait)].filter(Boolean).join(" · ");
}
