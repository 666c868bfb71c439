/** Lists that are longer than their place take turns, a page at a time; nothing scrolls away. */

import { html, useEffect, useState } from "/kit/ui.js";

const TURN_S = 8;

/**
 * @template T
 * @param {T[]} items @param {number} size @param {number} [turnS] seconds until the next page
 * @param {number | null} [now] in ms: several screens turn together; null: this one by itself
 * @returns {{items: T[], page: number, pages: number}} the items on show; `page` from 0
 */
export function usePages(items, size, turnS = TURN_S, now = null) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (pages === 1) return undefined;
    const timer = setInterval(() => setTurn((before) => before + 1), turnS * 1000);
    return () => clearInterval(timer);
  }, [pages, turnS]);
  const page = (now === null ? turn : Math.floor(now / (turnS * 1000))) % pages;
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}

/** Which page of how many, as dots; says nothing for a single one. */
/** @param {{page: number, pages: number}} props */
export function Dots({ page, pages }) {
  if (pages === 1) return null;
  const dots = Array.from({ length: pages }, (_, i) =>
    html`<span class=${i === page ? "dot dot-on" : "dot"}></span>`);
  return html`<span class="dots" aria-hidden="true">${dots}</span>`;
}
