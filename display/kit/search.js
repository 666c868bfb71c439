/**
 * Finding a thing by what people type: characters, pinyin whole or by its first letters, everyday
 * words for it, a sentence that names it, English words.
 *
 * @typedef {{name: string, name_en: string, search?: string[], initials?: string}} Findable
 */

import { begins, holds } from "/kit/pinyin.js";

const LEAST_ENGLISH = 3; // letters; fewer are in every other word

/**
 * The things that match, best first; of equals the first stays the first.
 *
 * @template {Findable} T
 * @param {T[]} things
 * @param {string} query
 * @returns {T[]}
 */
export function search(things, query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  const found = things
    .map((each, place) => ({ each, place, rank: rankOf(each, wanted) }))
    .filter(({ rank }) => rank > 0);
  found.sort((a, b) => b.rank - a.rank || a.place - b.place);
  return found.map(({ each }) => each);
}

/**
 * How well it fits: 0 not at all. The beginning of a name counts most, then that of another word
 * for it, then the middle of either; last a word inside what was typed, and English.
 *
 * @param {Findable} each
 * @param {string} wanted lower case
 */
export function rankOf({ name, name_en, search = [], initials = "" }, wanted) {
  const typed = wanted.replaceAll(/\s+/g, "");
  const [own = "", ...others] = initials.split(" ");
  if (own.startsWith(typed) || begins(name, typed)) return 5;
  if (others.some((group) => group.startsWith(typed))) return 4;
  if (search.some((word) => begins(word, typed))) return 4;
  if (/^[a-z]$/.test(typed)) return 0; // one letter is somewhere in everything
  if (own.includes(typed) || holds(name, typed)) return 3;
  if (search.some((word) => holds(word, typed))) return 2;
  if ([name, ...search].some((word) => word.length > 1 && typed.includes(word))) return 1;
  return wanted.length >= LEAST_ENGLISH && name_en.toLowerCase().includes(wanted) ? 1 : 0;
}
