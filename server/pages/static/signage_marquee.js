/** The lines of the marquee, each with its days. */

import { html, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { days, Press } from "./signage_slides.js";

const EMPTY = { zh: "", en: "", first_on: null, last_on: null };

export function Marquee({ lines, send, t }) {
  const [edited, setEdited] = useState(null);
  const change = async (line) => {
    const at = edited;
    setEdited(null);
    await send("/marquee", { lines: [...lines.slice(0, at), line, ...lines.slice(at + 1)] });
  };
  const remove = (at) => send("/marquee", { lines: lines.filter((_, place) => place !== at) });
  const move = (at, by) => {
    const moved = [...lines];
    [moved[at], moved[at + by]] = [moved[at + by], moved[at]];
    return send("/marquee", { lines: moved });
  };
  return html`<section class="part marquee">
    <h3>${t("signage.marquee")}</h3>
    <p class="quiet">${t("signage.marquee_about")}</p>
    <p><button type="button" class="button" onClick=${() => setEdited(lines.length)}>${t("signage.add_line")}</button></p>
    <ol>${lines.map((line, at) => html`<li key=${at}>
      <span>${line.zh}<br /><span class="quiet" lang="en">${line.en}</span><br /><span class="quiet">${days(line, t)}</span></span>
      <span class="tell">
        <${Press} does=${() => move(at, -1)} off=${at === 0} words=${t("signage.up")} />
        <${Press} does=${() => move(at, 1)} off=${at === lines.length - 1} words=${t("signage.down")} />
        <${Press} does=${() => setEdited(at)} words=${t("signage.edit")} />
        <${Press} does=${() => remove(at)} words=${t("signage.remove")} />
      </span>
    </li>`)}</ol>
    ${edited !== null && html`<${Edit} line=${lines[edited] ?? EMPTY} t=${t} back=${() => setEdited(null)} go=${change} />`}
  </section>`;
}

function Edit({ line: before, t, back, go }) {
  const [line, setLine] = useState(before);
  const set = (name, empty) => (event) => setLine((was) => ({ ...was, [name]: event.target.value || empty }));
  return html`<${Dialog} title=${t("signage.line")} t=${t} back=${back} go=${() => go(line)} ready=${line.zh.trim()} does=${t("signage.keep")}>
    <label>${t("signage.line_zh")} <textarea rows="2" maxlength="300" required value=${line.zh} onInput=${set("zh", "")}></textarea></label>
    <label>${t("signage.line_en")} <textarea rows="2" maxlength="300" lang="en" value=${line.en} onInput=${set("en", "")}></textarea></label>
    <p class="pair"><label>${t("signage.first_on")} <input type="date" value=${line.first_on ?? ""} onInput=${set("first_on", null)} /></label>
      <label>${t("signage.last_on")} <input type="date" value=${line.last_on ?? ""} onInput=${set("last_on", null)} /></label></p>
  <//>`;
}
