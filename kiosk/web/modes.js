/**
 * How the page is shown to the person in front of it: language, care mode (larger, and it speaks),
 * contrast, low reach, silence. All fall back when the person has left.
 *
 * `across`: the screen is wider than high, and so low already; there is no low layout of it.
 * `tight`: less room for choices, either because they are large or because they are low.
 *
 * @typedef {{care: boolean, contrast: boolean, low: boolean, silent: boolean}} Chosen
 * @typedef {Chosen & {across: boolean, tight: boolean}} Modes
 */

import { useEffect, useMemo, useState } from "/kit/ui.js";

/** @type {Chosen} */
const PLAIN = { care: false, contrast: false, low: false, silent: false };

// The page is laid out for 268 mm x 476 mm upright (a 21.5" screen), or 338 mm x 268 mm across.
const UPRIGHT_MM = { width: 268, height: 476 };
const ACROSS_MM = { width: 338, height: 268 };

/** @param {import("/kit/texts.js").Translate} t */
export function useModes(t) {
  const [chosen, setChosen] = useState(PLAIN);
  const across = useAcross();
  const low = chosen.low && !across;
  const modes = { ...chosen, low, across, tight: low || (chosen.care && across) };
  const [, setLanguage] = useState(t.language);
  const speak = (/** @type {import("/kit/texts.js").Language} */ language) => {
    t.setLanguage(language);
    setLanguage(language);
  };
  useEffect(() => {
    const { dataset } = document.documentElement;
    setFlag(dataset, "care", modes.care);
    setFlag(dataset, "low", modes.low);
    setFlag(dataset, "tight", modes.tight);
    if (modes.contrast) dataset.contrast = "high";
    else delete dataset.contrast;
  }, [chosen, across]);
  return {
    modes,
    toggle: (/** @type {keyof Chosen} */ mode) =>
      setChosen((/** @type {Chosen} */ now) => ({ ...now, [mode]: !now[mode] })),
    switchLanguage: () => speak(t.language === "zh" ? "en" : "zh"),
    reset: () => {
      setChosen(PLAIN);
      speak("zh");
    },
  };
}

function useAcross() {
  const query = useMemo(() => matchMedia("(orientation: landscape)"), []);
  const [across, setAcross] = useState(query.matches);
  useEffect(() => {
    const turned = () => setAcross(query.matches);
    query.addEventListener("change", turned);
    return () => query.removeEventListener("change", turned);
  }, [query]);
  return across;
}

/** @param {DOMStringMap} dataset @param {string} name @param {boolean} on */
function setFlag(dataset, name, on) {
  if (on) dataset[name] = "";
  else delete dataset[name];
}

/**
 * Pixels of a millimetre: the station's own measure, or less where the window is too small for it
 * (the page open on an ordinary computer).
 *
 * @param {number | null | undefined} stationMm
 * @param {{width: number, height: number}} windowPx
 */
export function millimetre(stationMm, { width, height }) {
  const sheet = height > width ? UPRIGHT_MM : ACROSS_MM;
  const fitting = Math.min(width / sheet.width, height / sheet.height);
  return stationMm ? Math.min(stationMm, fitting) : fitting;
}

/** @param {number | null | undefined} stationMm */
export function useMillimetre(stationMm) {
  useEffect(() => {
    const measure = () => {
      const mm = millimetre(stationMm, { width: innerWidth, height: innerHeight });
      document.documentElement.style.setProperty("--mm", `${mm.toFixed(3)}px`);
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [stationMm]);
}
