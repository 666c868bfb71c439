/**
 * Texts in two languages, kept in files: `texts.zh.json` and `texts.en.json`, key to sentence. Keys
 * may be grouped: `{"home": {"question": "..."}}` is asked for as `home.question`.
 *
 * A sentence may hold placeholders, `{n} 人等候`, and two forms for one and for many, chosen by `n`:
 * `{n} person|{n} people`.
 *
 * @typedef {"zh" | "en"} Language
 * @typedef {((key: string, vars?: Record<string, string | number>) => string) & {
 *   language: Language,
 *   missing: Set<string>,
 *   has: (key: string) => boolean,
 *   setLanguage: (language: Language) => void,
 *   pick: (zh: string | null | undefined, en: string | null | undefined) => string,
 *   name: (named: {name: string, name_en?: string | null}) => string,
 * }} Translate
 */

/** @type {Language[]} */
export const LANGUAGES = ["zh", "en"];
const LANG_TAGS = { zh: "zh-CN", en: "en" };

/**
 * Load the text files of an app; later files add to and override earlier ones.
 *
 * @param {Record<Language, string | URL | (string | URL)[]>} urls
 * @param {{language?: Language}} [options]
 * @returns {Promise<Translate>}
 * @throws {Error} a file cannot be fetched or is not JSON
 */
export async function loadTexts(urls, { language = "zh" } = {}) {
  const [zh, en] = await Promise.all(LANGUAGES.map((each) => loadAll(urls[each])));
  return translator({ zh, en }, { language });
}

/**
 * A translate function over texts already at hand.
 *
 * A missing key is shown as ⟦key⟧, so that nobody overlooks it, and collected in `t.missing`.
 *
 * @param {Record<Language, object>} grouped
 * @param {{language?: Language}} [options]
 * @returns {Translate}
 */
export function translator(grouped, { language = "zh" } = {}) {
  /** @type {Record<Language, Record<string, string>>} */
  const texts = { zh: flat(grouped.zh), en: flat(grouped.en) };
  /** @type {any} */
  const t = (/** @type {string} */ key, vars = {}) => {
    const text = texts[/** @type {Language} */ (t.language)][key];
    if (text === undefined) return reportMissing(t, key);
    return fill(chooseForm(text, vars), vars);
  };
  t.missing = new Set();
  t.has = (/** @type {string} */ key) => key in texts[/** @type {Language} */ (t.language)];
  t.setLanguage = (/** @type {Language} */ next) => {
    t.language = next;
    document.documentElement.lang = LANG_TAGS[next];
  };
  t.pick = (/** @type {string} */ zh, /** @type {string} */ en) =>
    (t.language === "en" && en ? en : zh) ?? "";
  const name = (/** @type {{name: string, name_en?: string}} */ named) =>
    t.pick(named.name, named.name_en);
  Object.defineProperty(t, "name", { value: name }); // a function's own name cannot be assigned
  t.setLanguage(language);
  return t;
}

/** @param {string | URL | (string | URL)[]} urls */
async function loadAll(urls) {
  const files = await Promise.all([urls].flat().map(loadOne));
  return Object.assign({}, ...files.map((file) => flat(file)));
}

/**
 * @param {object} group
 * @param {string} [prefix]
 * @returns {Record<string, string>}
 */
function flat(group, prefix = "") {
  return Object.assign(
    {},
    ...Object.entries(group).map(([key, value]) =>
      typeof value === "string" ? { [prefix + key]: value } : flat(value, `${prefix}${key}.`)
    ),
  );
}

/** @param {string | URL} url */
async function loadOne(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`texts ${url}: HTTP ${answer.status}`);
  return answer.json();
}

/** @param {Translate} t @param {string} key */
function reportMissing({ missing, language }, key) {
  const which = `${language}:${key}`;
  if (!missing.has(which)) console.error(`missing text ${which}`);
  missing.add(which);
  return `⟦${key}⟧`;
}

/** @param {string} text @param {Record<string, string | number>} vars */
function chooseForm(text, vars) {
  const forms = text.split("|");
  return forms.length === 2 ? forms[vars.n === 1 ? 0 : 1] : text;
}

/** @param {string} text @param {Record<string, string | number>} vars */
function fill(text, vars) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(vars[name] ?? whole));
}
