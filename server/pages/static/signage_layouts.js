/** Layouts of the hall's own: what a screen shows, seen on screens of real size while it is put together. */

import { html, useState } from "/kit/ui.js";
import { Press } from "./signage_slides.js";

const PANELS = ["calls", "waiting", "passed", "slides", "notices"];
const NEW = {
  name: "", title: "",
  definition: {
    shows: ["calls", "waiting", "passed", "notices"], slides: null, on_call: "play", zones: [], queues: [],
    calls: null, turn_s: 8, english: true, flash: false,
  },
};
/** What a preview is looked at on: the layout's shape and whether somebody has just been called. */
const VIEWS = [["landscape", "call"], ["landscape", "quiet"], ["portrait", "call"]];

export function Layouts({ layouts, hall, send, t }) {
  const [edited, setEdited] = useState(null);
  const keep = async ({ name, title, definition }) => {
    if (await send(`/layouts/${encodeURIComponent(name)}`, { title, definition })) setEdited(null);
  };
  return html`<section class="part layouts">
    <h3>${t("signage.layouts")}</h3>
    <p class="quiet">${t("signage.layouts_about")}</p>
    <p><button type="button" class="button" onClick=${() => setEdited(NEW)}>${t("signage.add_layout")}</button></p>
    <ol>${layouts.map((layout) => html`<li key=${layout.name} data-layout=${layout.name}>
      <span><b>${layout.title}</b><br /><a href=${address(hall, layout.name)}>${address(hall, layout.name)}</a></span>
      <span class="tell">
        <${Press} does=${() => setEdited(layout)} words=${t("signage.edit")} />
        <${Press} does=${() => send(`/layouts/${layout.name}/remove`)} words=${t("signage.remove")} />
      </span>
    </li>`)}</ol>
    ${edited && html`<${Editor} key=${edited.name} layout=${edited} hall=${hall} t=${t} back=${() => setEdited(null)} go=${keep} />`}
  </section>`;
}

function address(hall, name) {
  return `/display/${hall.hall_id}?layout=${name}`;
}

function Editor({ layout, hall, t, back, go }) {
  const [named, setNamed] = useState({ name: layout.name, title: layout.title });
  const [definition, setDefinition] = useState(layout.definition);
  const set = (name, value) => setDefinition((before) => ({ ...before, [name]: value }));
  const turn = (name, all) => (value) =>
    set(name, all.filter((each) => definition[name].includes(each) !== (each === value)));
  const panels = (value) => {
    turn("shows", PANELS)(value);
    if (value === "slides") set("slides", definition.shows.includes("slides") ? null : "main");
  };
  const name = (which) => (event) => setNamed((before) => ({ ...before, [which]: event.target.value }));
  const submit = (event) => {
    event.preventDefault();
    go({ ...named, definition });
  };
  const codes = (things) => things.map(({ code }) => code);
  return html`<form class="editor" onSubmit=${submit}>
    <div class="fields">
      <label>${t("signage.layout_title")} <input required maxlength="60" value=${named.title} onInput=${name("title")} /></label>
      <label>${t("signage.layout_name")} <input required pattern="[a-z0-9][a-z0-9\\-]*" maxlength="32" value=${named.name}
        readonly=${layout.name !== ""} onInput=${name("name")} /></label>
      <${Ticks} legend=${t("signage.field.shows")} chosen=${definition.shows} turn=${panels}
        options=${PANELS.map((panel) => [panel, t(`signage.panel.${panel}`)])} />
      ${definition.shows.includes("slides") && html`
        <label>${t("signage.field.slides")} <select value=${definition.slides ?? ""} onChange=${(e) => set("slides", e.target.value || null)}>
          ${["main", "beside"].map((place) => html`<option value=${place}>${t(`signage.place.${place}`)}</option>`)}
        </select></label>
        <label>${t("signage.on_call")} <select value=${definition.on_call} onChange=${(e) => set("on_call", e.target.value)}>
          ${["play", "pause"].map((does) => html`<option value=${does}>${t(`signage.on_call.${does}`)}</option>`)}
        </select></label>`}
      <${Ticks} legend=${t("signage.field.zones")} chosen=${definition.zones} turn=${turn("zones", codes(hall.zones))}
        options=${hall.zones.map((zone) => [zone.code, t.name(zone)])} />
      <${Ticks} legend=${t("signage.field.queues")} chosen=${definition.queues} turn=${turn("queues", codes(hall.queues))}
        options=${hall.queues.map((queue) => [queue.code, t.name(queue)])} />
      <label>${t("signage.calls")} <input type="number" min="1" max="60" value=${definition.calls ?? ""}
        onInput=${(e) => set("calls", e.target.value ? Number(e.target.value) : null)} /></label>
      <label>${t("signage.turn_s")} <input type="number" min="3" max="120" required value=${definition.turn_s}
        onInput=${(e) => set("turn_s", Number(e.target.value))} /></label>
      ${["english", "flash"].map((flag) => html`<label class="tick"><input type="checkbox" checked=${definition[flag]}
        onChange=${(e) => set(flag, e.target.checked)} /> ${t(`signage.${flag}`)}</label>`)}
      <p class="answers"><button type="button" class="button quiet" onClick=${back}>${t("takeover.back")}</button>
        <button type="submit" class="button">${t("signage.keep")}</button></p>
    </div>
    <${Previews} hall=${hall} definition=${definition} t=${t} />
  </form>`;
}

function Ticks({ legend, chosen, turn, options }) {
  return html`<fieldset><legend>${legend}</legend>${options.map(([value, words]) => html`<label class="tick">
    <input type="checkbox" checked=${chosen.includes(value)} onChange=${() => turn(value)} /> ${words}
  </label>`)}</fieldset>`;
}

/** The page of the display itself, drawn at a screen's size and shown smaller. */
function Previews({ hall, definition, t }) {
  const tried = encodeURIComponent(JSON.stringify(definition));
  return html`<div class="previews">${VIEWS.map(([shape, moment]) => {
    const url = `/display/${hall.hall_id}?preview=${moment}&try=${tried}`;
    const words = t(`signage.view.${shape}_${moment}`);
    return html`<figure class=${shape}>
      <div class="frame"><iframe src=${url} title=${words} tabindex="-1" inert></iframe></div>
      <figcaption>${words} · <a href=${url} target="_blank" rel="noopener">${t("signage.full_size")}</a></figcaption>
    </figure>`;
  })}</div>`;
}
