/**
 * Finding a thing by what people type: characters, English words, or the initials of its pinyin.
 *
 * @typedef {{name: string, name_en: string, search?: string[], initials?: string}} Findable
 */

const LATIN = /^[a-z0-9 ]+$/;

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
 * How well it fits: 0 not at all. The beginning of a name counts most, then its middle, then
 * other words for it.
 *
 * @param {Findable} each
 * @param {string} wanted lower case
 */
export function rankOf({ name, name_en, search = [], initials = "" }, wanted) {
  if (LATIN.test(wanted)) {
    const letters = wanted.replaceAll(" ", "");
    const [own = "", ...others] = initials.split(" ");
    if (own.startsWith(letters)) return 4;
    if (others.some((group) => group.startsWith(letters))) return 3;
    if (letters.length > 1 && own.includes(letters)) return 2;
    return wanted.length > 2 && name_en.toLowerCase().includes(wanted) ? 1 : 0;
  }
  if (name.startsWith(wanted)) return 4;
  if (name.includes(wanted)) return 3;
  return search.some((word) => word.includes(wanted)) ? 2 : 0;
}
