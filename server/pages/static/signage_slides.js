/** The slides of a hall: a file sent, its order, its days and hours. */

import { html, useRef, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { sendFile } from "./signage_file.js";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const SHOWING = ["title", "duration_s", "fit", "first_on", "last_on", "weekdays", "from_time", "until_time", "is_on"];
const PICTURE_S = 12;

export function Slides({ slides, base, send, say, t }) {
  const [edited, setEdited] = useState(null);
  const [sending, setSending] = useState(false);
  const file = useRef(null);
  const add = async () => {
    const [chosen] = file.current.files;
    if (!chosen) return;
    setSending(true);
    try {
      const { medium, video } = await sendFile(`${base}/media`, chosen);
      const title = chosen.name.replace(/\.[^.]*$/, "").slice(0, 100);
      await send("/slides", { medium, title, duration_s: video ? null : PICTURE_S });
    } catch (error) {
      say(error);
    }
    file.current.value = "";
    setSending(false);
  };
  const move = (at, by) => {
    const ids = slides.map(({ slide_id }) => slide_id);
    [ids[at], ids[at + by]] = [ids[at + by], ids[at]];
    return send("/slides/order", { slide_ids: ids });
  };
  const change = async (showing) => {
    setEdited(null);
    await send(`/slides/${edited.slide_id}`, showing);
  };
  return html`<section class="part slides">
    <h3>${t("signage.slides")}</h3>
    <p class="quiet">${t("signage.slides_about")}</p>
    <p><label class="button file">${t("signage.add")}
      <input ref=${file} class="only-spoken" type="file" accept="image/jpeg,image/png,video/mp4,video/webm" disabled=${sending} onChange=${add} />
    </label> <span role="status">${sending ? t("signage.sending") : ""}</span></p>
    ${slides.length === 0 && html`<p class="quiet">${t("signage.no_slides")}</p>`}
    <ol>${slides.map((slide, at) => html`<li key=${slide.slide_id} data-slide=${slide.slide_id} class=${slide.is_on ? "" : "off"}>
      <${Small} slide=${slide} />
      <span><b>${slide.title || "—"}</b> <span class="quiet">#${slide.slide_id}</span><br />
        <span class="quiet">${when(slide, t)}</span></span>
      <span class="tell">
        <${Press} does=${() => move(at, -1)} off=${at === 0} words=${t("signage.up")} />
        <${Press} does=${() => move(at, 1)} off=${at === slides.length - 1} words=${t("signage.down")} />
        <${Press} does=${() => setEdited(slide)} words=${t("signage.edit")} />
        <${Press} does=${() => send(`/slides/${slide.slide_id}/remove`)} words=${t("signage.remove")} />
      </span>
    </li>`)}</ol>
    ${edited && html`<${Edit} slide=${edited} t=${t} back=${() => setEdited(null)} go=${change} />`}
  </section>`;
}

export function Press({ does, words, off = false }) {
  return html`<button type="button" class="button quiet" disabled=${off} onClick=${does}>${words}</button>`;
}

function Small({ slide }) {
  if (!slide.video) return html`<img class="small" src=${slide.url} alt="" loading="lazy" />`;
  return html`<video class="small" src=${slide.url} preload="metadata" muted playsinline aria-label=${slide.title}></video>`;
}

function Edit({ slide, t, back, go }) {
  const [showing, setShowing] = useState(Object.fromEntries(SHOWING.map((name) => [name, slide[name]])));
  const set = (name, value) => setShowing((before) => ({ ...before, [name]: value }));
  const text = (name) => (event) => set(name, event.target.value || null);
  const turn = (day) => set("weekdays", WEEKDAYS.filter((each) => showing.weekdays.includes(each) !== (each === day)));
  const ready = slide.video || showing.duration_s;
  return html`<${Dialog} title=${t("signage.edit_slide", { n: slide.slide_id })} t=${t} back=${back} go=${() => go(showing)}
    ready=${ready} does=${t("signage.keep")}>
    <label>${t("signage.name")} <input maxlength="100" value=${showing.title} onInput=${(e) => set("title", e.target.value)} /></label>
    <label>${t(slide.video ? "signage.video_s" : "signage.picture_s")}
      <input type="number" min="3" max="3600" value=${showing.duration_s ?? ""} required=${!slide.video}
        onInput=${(e) => set("duration_s", e.target.value ? Number(e.target.value) : null)} /></label>
    <label>${t("signage.fit")} <select value=${showing.fit} onChange=${text("fit")}>
      <option value="contain">${t("signage.fit.contain")}</option><option value="cover">${t("signage.fit.cover")}</option>
    </select></label>
    <p class="pair"><label>${t("signage.first_on")} <input type="date" value=${showing.first_on ?? ""} onInput=${text("first_on")} /></label>
      <label>${t("signage.last_on")} <input type="date" value=${showing.last_on ?? ""} onInput=${text("last_on")} /></label></p>
    <p class="pair"><label>${t("signage.from_time")} <input type="time" value=${showing.from_time ?? ""} onInput=${text("from_time")} /></label>
      <label>${t("signage.until_time")} <input type="time" value=${showing.until_time ?? ""} onInput=${text("until_time")} /></label></p>
    <fieldset><legend>${t("signage.weekdays")}</legend>${WEEKDAYS.map((day) => html`<label class="tick">
      <input type="checkbox" checked=${showing.weekdays.includes(day)} onChange=${() => turn(day)} /> ${t(`signage.weekday.${day}`)}
    </label>`)}</fieldset>
    <label class="tick"><input type="checkbox" checked=${showing.is_on} onChange=${(e) => set("is_on", e.target.checked)} /> ${t("signage.is_on")}</label>
  <//>`;
}

function when(slide, t) {
  const said = [
    slide.is_on ? "" : t("signage.off"),
    slide.video && !slide.duration_s ? t("signage.to_its_end") : t("signage.seconds", { n: slide.duration_s }),
    days(slide, t),
    slide.weekdays.map((day) => t(`signage.weekday.${day}`)).join(" "),
    slide.from_time || slide.until_time ? `${slide.from_time ?? "00:00"}–${slide.until_time ?? "24:00"}` : "",
  ];
  return said.filter(Boolean).join(" · ");
}

/** From when until when something is shown; "" while it has no bound. */
export function days({ first_on: first, last_on: last }, t) {
  if (!first && !last) return "";
  return t("signage.days", { first: first ?? t("signage.always"), last: last ?? t("signage.always") });
}
