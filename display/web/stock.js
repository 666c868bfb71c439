/** Brings what a hall's slides need onto the shelf, one after another, and clears what none needs. */

import { useEffect, useState } from "/kit/ui.js";
import { Shelf } from "./shelf.js";

const AGAIN_MS = 20_000;
const FETCH_MS = 300_000; // a large video over a hall's own network

/**
 * @typedef {import("./playlist.js").Slide} Slide
 * @typedef {"missing" | "no_room" | "broken" | "unsupported"} Why a slide cannot be shown
 * @typedef {{shelf: Shelf | null, kept: Set<string>, faults: Map<string, Why>}} Stock by url; without
 *   a shelf everything comes over the network each time
 */

const NOTHING = { shelf: null, kept: new Set(), faults: new Map() };

/** @param {Slide[] | null} slides null: not known yet @returns {Stock | null} null until it is known */
export function useStock(slides) {
  const [stock, setStock] = useState(/** @type {Stock | null} */ (null));
  const wanted = slides && [...new Set(slides.map(({ url }) => url))].sort().join(" ");
  useEffect(() => {
    if (wanted === null) return undefined;
    const filling = new Filling(wanted.split(" ").filter(Boolean), setStock);
    filling.run();
    return () => filling.close();
  }, [wanted]);
  return stock;
}

class Filling {
  /** @param {string[]} urls @param {(stock: Stock) => void} onStock */
  constructor(urls, onStock) {
    this.urls = urls;
    this.onStock = onStock;
    this.closed = false;
    this.kept = new Set(/** @type {string[]} */ ([]));
    this.faults = new Map(/** @type {[string, Why][]} */ ([]));
    this.timer = 0;
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  async run() {
    try {
      this.shelf ??= await Shelf.open();
      const there = await this.shelf.urls();
      for (const url of there) if (!this.urls.includes(url)) await this.shelf.drop(url);
      this.kept = new Set(there.filter((url) => this.urls.includes(url)));
    } catch {
      this.kept = new Set(this.urls); // a browser that keeps nothing: straight from the server
      return this.tell({ ...NOTHING, kept: this.kept });
    }
    this.tell();
    for (const url of this.urls) if (!this.kept.has(url) && !this.closed) await this.bring(url);
    const isFull = this.urls.every((url) => this.kept.has(url));
    if (!isFull && !this.closed) this.timer = setTimeout(() => this.run(), AGAIN_MS);
    return undefined;
  }

  /** @param {string} url */
  async bring(url) {
    try {
      const got = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
      if (!got.ok) return this.fault(url, "missing");
      await /** @type {Shelf} */ (this.shelf).keep(url, await got.blob());
      this.kept.add(url);
      this.faults.delete(url);
      this.tell();
    } catch (error) {
      // Without a link it comes later; that is no fault of the slide.
      if (/** @type {any} */ (error).name === "QuotaExceededError") this.fault(url, "no_room");
    }
  }

  /** @param {string} url @param {Why} why */
  fault(url, why) {
    this.faults.set(url, why);
    this.tell();
  }

  /** @param {Stock} [stock] */
  tell(stock = { shelf: this.shelf ?? null, kept: this.kept, faults: this.faults }) {
    if (this.closed) return;
    this.onStock({ ...stock, kept: new Set(stock.kept), faults: new Map(stock.faults) });
  }
}
