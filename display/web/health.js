/** A screen tells the server how it is; nobody stands before it who could tell. */

const TELL_EVERY_MS = 30_000;
const FIRST_AFTER_MS = 1_000;
const MOST_TOLD = 20;

/**
 * Tell now and then which screen this is, what is painted on it and since when.
 *
 * @param {(name: string, body: object) => void} tell says something to the server, if it is there
 * @returns {() => void} to stop
 */
export function tellHealth(tell) {
  const say = () => tell("health", health());
  const first = setTimeout(say, FIRST_AFTER_MS);
  const timer = setInterval(say, TELL_EVERY_MS);
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

/** @type {{slide_id: number, why: string}[]} */
let unplayable = [];

/** @param {{slide_id: number, why: string}[]} slides that cannot be shown here, and why */
export function tellUnplayable(slides) {
  unplayable = slides.slice(0, MOST_TOLD);
}

function health() {
  const seq = document.querySelector("main[data-seq]")?.getAttribute("data-seq");
  const { reloads, fault } = readFalls();
  return {
    screen: ownName(),
    address: (location.pathname + location.search).slice(0, 300),
    seq: seq ? Number(seq) : null, // what is painted, not what was heard
    width: innerWidth,
    height: innerHeight,
    up_s: Math.round(performance.now() / 1000),
    reloads,
    fault,
    unplayable,
  };
}

/** The same after each reload, so that one screen is one line in the office's list. */
function ownName() {
  let name = localStorage.getItem("screen");
  if (!name) {
    const bytes = crypto.getRandomValues(new Uint8Array(6));
    name = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("screen", name);
  }
  return name;
}

/** @typedef {{reloads: number, fault: string | null, at: number}} Falls `at`: the latest, in ms */

/** @returns {Falls} */
export function readFalls() {
  const kept = sessionStorage.getItem("falls");
  return kept ? JSON.parse(kept) : { reloads: 0, fault: null, at: 0 };
}

/** @param {Falls} falls */
export function keepFalls(falls) {
  sessionStorage.setItem("falls", JSON.stringify(falls));
}
