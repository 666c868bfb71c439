/** Pictures and muted videos, one after another. What cannot be shown is passed over and told. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { tellUnplayable } from "./health.js";
import { dueSlides, localTime, nextSlide } from "./playlist.js";
import { useStock } from "./stock.js";
import { Both } from "./words.js";

const STARTS_WITHIN_MS = 15_000; // a video that has not begun by then does not begin at all
const SAMPLE = { slide_id: 0, title: "", url: "", video: false, duration_s: 8, fit: "contain" };

/**
 * @typedef {import("./playlist.js").Slide} Slide
 * @typedef {import("./stock.js").Stock} Stock
 * @typedef {import("./stock.js").Why} Why
 * @typedef {{stock: Stock | null, due: any[], fail: (url: string, why: Why) => void}} Programme
 */

/**
 * What is there to be shown now.
 *
 * @param {{slides: Slide[] | null, now: number, timeZone: string, preview: boolean}} about
 * @returns {Programme}
 */
export function useProgramme({ slides, now, timeZone, preview }) {
  const stock = useStock(slides);
  const [failed, setFailed] = useState(/** @type {Map<string, Why>} */ (new Map()));
  const faults = new Map([...(stock?.faults ?? []), ...failed]);
  const told = (slides ?? []).filter(({ url }) => faults.has(url))
    .map(({ slide_id, url }) => ({ slide_id, why: faults.get(url) }));
  useEffect(() => tellUnplayable(told), [JSON.stringify(told)]);
  const there = (slides ?? []).filter(({ url }) => stock?.kept.has(url) && !faults.has(url));
  const due = there.length > 0 ? dueSlides(there, localTime(now, timeZone)) : [];
  const fail = (/** @type {string} */ url, /** @type {Why} */ why) =>
    setFailed((before) => new Map(before).set(url, why));
  return { stock, due: due.length === 0 && preview ? [SAMPLE] : due, fail };
}

/** @param {{programme: Programme, paused: boolean, words: import("./words.js").Words}} props */
export function Slides({ programme: { stock, due, fail }, paused, words }) {
  const [turn, setTurn] = useState({ slide: /** @type {any} */ (null), n: 0 });
  const present = due.find(({ slide_id }) => slide_id === turn.slide?.slide_id) ?? null;
  const slide = present ?? nextSlide(due, null);
  const latest = useRef(due); // what is due when a slide ends, not when it began
  latest.current = due;
  const next = () => setTurn((before) => ({ slide: nextSlide(latest.current, slide), n: before.n + 1 }));
  if (!slide) return html`<section class="slides"></section>`;
  const only = due.length === 1;
  return html`<section class="slides" data-slide=${slide.slide_id}>
    ${slide.slide_id === 0
      ? html`<div class="slide-sample"><${Both} zh=${words.zh("preview.slide")} en=${words.en("preview.slide")} /></div>`
      : html`<${Slide} key=${`${slide.url} ${turn.n}`} ...${{ slide, stock, paused, only, next, fail }} />`}
  </section>`;
}

/** @param {any} props */
function Slide({ slide, stock, paused, only, next, fail }) {
  const source = useSource(slide.url, stock);
  const failing = (/** @type {Why} */ why) => fail(slide.url, why);
  if (!source) return null;
  const Medium = slide.video ? Video : Picture;
  return html`<${Medium} ...${{ slide, source, paused, only, next, failing }} />`;
}

/** The address of a medium on the shelf, for as long as this is shown. */
/** @param {string} url @param {Stock | null} stock @returns {string | null} */
function useSource(url, stock) {
  const [source, setSource] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    let made = "";
    let closed = false;
    const open = async () => {
      const blob = await stock?.shelf?.get(url).catch(() => null);
      if (closed) return;
      made = blob ? URL.createObjectURL(blob) : "";
      setSource(made || url);
    };
    open();
    return () => {
      closed = true;
      if (made) URL.revokeObjectURL(made); // else every turn would stay in memory
    };
  }, [url]);
  return source;
}

/** @param {any} props */
function Picture({ slide, source, paused, only, next, failing }) {
  useEffect(() => {
    if (paused || only) return undefined;
    const timer = setTimeout(next, slide.duration_s * 1000);
    return () => clearTimeout(timer);
  }, [paused, only]);
  return html`<img class="slide is-${slide.fit}" src=${source} alt=${slide.title} onError=${() => failing("broken")} />`;
}

/** @param {any} props */
function Video({ slide, source, paused, only, next, failing }) {
  /** @type {{current: HTMLVideoElement | null}} */
  const video = useRef(null);
  const [playing, setPlaying] = useState(false);
  const failed = () => failing(video.current?.error?.code === MediaError.MEDIA_ERR_DECODE ? "broken" : "unsupported");
  useEffect(() => {
    if (paused) return void video.current?.pause();
    video.current?.play().catch(({ name }) => name === "NotSupportedError" && failed());
    return undefined;
  }, [paused]);
  useEffect(() => {
    if (paused || playing) return undefined;
    const timer = setTimeout(failed, STARTS_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [paused, playing]);
  useEffect(() => {
    if (paused || !playing || only || !slide.duration_s) return undefined;
    const timer = setTimeout(next, slide.duration_s * 1000);
    return () => clearTimeout(timer);
  }, [paused, playing, only]);
  useEffect(() => {
    const held = video.current;
    return () => letGo(held);
  }, []);
  return html`<video class="slide is-${slide.fit}" ref=${video} src=${source} aria-label=${slide.title} muted playsinline
    loop=${only} onPlaying=${() => setPlaying(true)} onEnded=${next} onError=${failed}></video>`;
}

/** A video that leaves the page keeps its decoder until it is told that it has nothing to play. */
/** @param {HTMLVideoElement | null} video */
function letGo(video) {
  video?.removeAttribute("src");
  video?.load();
}
