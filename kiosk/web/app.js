/**
 * The touch page: which page is shown, how it is shown, when it goes home.
 *
 * Every page gets `k`, the kiosk as it sees it:
 *
 * @typedef {{
 *   t: import("/kit/texts.js").Translate,
 *   state: import("./station.js").State | null,
 *   board: ReturnType<typeof boardIn<NonNullable<import("./station.js").State["board"]>>>,
 *   alone: import("./catalogue.js").Alone | null,
 *   catalogue: import("./catalogue.js").Catalogue,
 *   agentAway: boolean,
 *   closed: import("./pages/night.js").Closed | null,
 *   now: Date,
 *   times: ReturnType<typeof import("./wording.js").timesIn>,
 *   modes: import("./modes.js").Modes,
 *   place: import("./nav.js").Place,
 *   go: (page: string, props?: object) => void,
 *   home: () => void,
 *   turn: (leaf: number) => void,
 *   note: (props: object) => void,
 *   take: (wish: import("./taking.js").Wish) => void,
 *   takeAs: (wish: import("./taking.js").Wish, person?: string, requestId?: string) => Promise<void>,
 *   reprint: (ticketId: number) => Promise<void>,
 *   checkIn: (code: string, requestId?: string) => Promise<void>,
 *   takeBy: (wish: import("./taking.js").Wish, card: string, requestId?: string) => Promise<void>,
 *   checkInBy: (card: string, requestId?: string) => Promise<void>,
 *   checkInAs: (person: string, requestId?: string) => Promise<void>,
 *   findBy: (person: string) => Promise<void>,
 *   bringBack: (token: string) => Promise<void>,
 *   book: (order: import("./taking.js").Order, requestId?: string) => Promise<void>,
 *   byCard: (card: string, wish?: import("./taking.js").Wish) => Promise<void>,
 *   cardTrouble: (outcome: string, wish?: import("./taking.js").Wish) => void,
 *   asking: boolean,
 *   idle: {left: number | null, of: number, stay: () => void},
 * }} Kiosk
 */

import { html, useCallback, useEffect, useReducer, useRef, useState } from "/kit/ui.js";
import { boardIn, queueOfWish } from "./catalogue.js";
import { START, walk } from "./nav.js";
import { limitsOf, useIdle } from "./idle.js";
import { Guidance } from "./guidance.js";
import { useKeys } from "./keys.js";
import { useMillimetre, useModes } from "./modes.js";
import { useScanner } from "./scanner.js";
import { useCodes, useForgetting } from "./cards.js";
import { timesIn } from "./wording.js";
import { useTaking } from "./taking.js";
import { BottomBar, Header, Said, StillThere, Taking } from "./frame.js";
import { Book, BookDay, Booked, BookSlot, BookWho } from "./pages/book.js";
import { Card } from "./pages/card.js";
import { CheckIn } from "./pages/check_in.js";
import { Find } from "./pages/find.js";
import { Guides } from "./pages/guides.js";
import { HelpPage } from "./pages/help.js";
import { Home } from "./pages/home.js";
import { ItemList, PackageList } from "./pages/lists.js";
import { ItemPage } from "./pages/item.js";
import { Locked } from "./pages/locked.js";
import { Mine } from "./pages/mine.js";
import { closedNow } from "./pages/night.js";
import { PackagePage } from "./pages/package.js";
import { Progress } from "./pages/progress.js";
import { Starting } from "./pages/starting.js";
import { Notice } from "./pages/notice.js";
import { Suggest } from "./pages/suggest.js";
import { Taken } from "./pages/taken.js";
import { Trouble } from "./pages/trouble.js";
import { asksWho, Who } from "./pages/who.js";
import { ZonePage, Zones } from "./pages/zones.js";

/** @type {Record<string, any>} */
const PAGES = {
  home: Home,
  zones: Zones,
  zone: ZonePage,
  packages: PackageList,
  package: PackagePage,
  guides: Guides,
  items: ItemList,
  item: ItemPage,
  who: Who,
  card: Card,
  find: Find,
  mine: Mine,
  notice: Notice,
  check_in: CheckIn,
  book: Book,
  book_day: BookDay,
  book_slot: BookSlot,
  book_who: BookWho,
  booked: Booked,
  help: HelpPage,
  progress: Progress,
  suggest: Suggest,
  taken: Taken,
  trouble: Trouble,
};
// Pages one reads and hardly presses: low reach leaves them as they are.
const READ_ONLY = new Set(["taken", "trouble"]);
// Pages on which the QR code of an appointment checks it in, and that of a slip finds its number.
const SCANNING = new Set(["home", "check_in", "card", "find"]);
// Pages with a field of their own: digits are typed there, and choose nothing.
const TYPING = new Set(["check_in", "who", "find", "book_who"]);
// A tap that began on one page must not press what the next page puts there.
const SETTLE_MS = 350;

/** @param {{t: any, station: import("./station.js").Station}} props */
export function App({ t, station }) {
  useStation(station);
  useMillimetre(station.state?.mm_px);
  const [nav, step] = useReducer(walk, START);
  const { taking, take, checkIn, find, findNotice, ...steps } = useTaking(step);
  const shown = useModes(t);
  const place = nav.places[nav.places.length - 1];
  const leave = useCallback(() => {
    step({ do: "home" });
    shown.reset();
  }, []);
  const toScan = place.page === "taken" && place.slip !== "printed";
  const limits = limitsOf(place.page, { care: shown.modes.care, toScan });
  const idle = useIdle({ ...limits, paused: taking, key: nav.steps, onEnd: leave });
  const closed = closedNow(station.state);
  useNightLook(closed !== null);
  const main = useArrival(nav.steps);
  const mayScan = SCANNING.has(place.page) && !taking && station.catalogue?.takesAppointments;
  useScanner(mayScan ? checkIn : null);
  useKeys({
    types: TYPING.has(place.page),
    escape: () => step({ do: "back" }), // from an outcome that is home
  });
  const hears = SCANNING.has(place.page) && !taking && station.state?.scanner === "ready";
  useCodes(hears ? (scan) => scanned(scan, { checkIn, find, findNotice, step }) : null);
  useForgetting(nav.places.some((each) => each.page === "card" || each.card));

  const remote = station.state?.remote;
  // Nobody is cut off from their number, nor from asking for it again under the same request.
  const between = !taking && place.page !== "taken" && !place.requestId;
  useFreshPage(between ? remote?.page : undefined);

  if (remote?.locked && between) {
    const phone = station.catalogue?.hall.enquiry_phone;
    return html`<${Locked} t=${t} locked=${remote.locked} phone=${phone} />`;
  }
  if (!station.catalogue) return html`<${Starting} t=${t} agentAway=${station.agentAway} />`;
  /** @type {Kiosk} */
  const k = {
    t,
    state: station.state,
    board: boardIn(station.state?.board, station.catalogue.hall),
    alone: station.state?.alone ?? null,
    catalogue: station.catalogue,
    agentAway: station.agentAway,
    closed,
    now: station.now(),
    times: timesIn(t, station.catalogue.hall.time_zone),
    modes: shown.modes,
    place,
    go: (page, props = {}) => step({ do: "go", page, ...props }),
    home: () => step({ do: "home" }),
    turn: (leaf) => step({ do: "turn", leaf }),
    note: (props) => step({ do: "note", ...props }),
    take: (wish) =>
      // Alone, the station cannot compare persons, and keeps nothing of them.
      !k.alone && asksWho(queueOfWish(k.catalogue, wish)) ? k.go("who", { wish }) : take(wish),
    takeAs: take,
    checkIn,
    ...steps,
    cardTrouble: (outcome, wish) =>
      step({ do: "settle", page: "trouble", code: `card_${outcome}`, wish }),
    asking: limits.quiet > 0 && limits.countdown > 0 && idle.left !== null,
    idle,
  };
  const Page = PAGES[place.page];
  const tallHead = place.page === "home" || (shown.modes.low && !READ_ONLY.has(place.page));
  return html`<div class="kiosk" data-page=${place.page} data-head=${tallHead ? "tall" : "flat"}>
    <${Header} k=${k}>
      ${shown.modes.care && html`<${Guidance} k=${k} arrival=${nav.steps} busy=${taking} />`}
    <//>
    <main ref=${main} key=${nav.steps}><${Page} k=${k} /></main>
    <${BottomBar} k=${k} shown=${shown} back=${() => step({ do: "back" })} />
    ${taking && html`<${Taking} k=${k} />`}
    ${remote?.message && between && html`<${Said} t=${t} message=${remote.message} />`}
    ${k.asking && html`<${StillThere} k=${k} />`}
  </div>`;
}

/**
 * What becomes of a code that the agent's scanner has read.
 *
 * @param {{kind: string, value: string | null}} scan
 * @param {{checkIn: (code: string) => void, find: (token: string) => void,
 *   findNotice: (token: string) => void, step: (step: import("./nav.js").Step) => void}} ways
 */
function scanned({ kind, value }, { checkIn, find, findNotice, step }) {
  if (kind === "appointment" && value) checkIn(value);
  else if (kind === "ticket" && value) find(value);
  else if (kind === "notice" && value) findNotice(value);
  else step({ do: "settle", page: "trouble", code: "unknown_scan" });
}

/** Draw again whenever the station knows more. @param {import("./station.js").Station} station */
function useStation(station) {
  const [, redraw] = useState(0);
  useEffect(() => station.subscribe(() => redraw((/** @type {number} */ n) => n + 1)), [station]);
}

/** Outside the hours the glass is dark and calm. @param {boolean} isNight */
function useNightLook(isNight) {
  useEffect(() => {
    document.documentElement.toggleAttribute("data-night", isNight);
  }, [isNight]);
}

/** The office asked for the page to be loaded anew. @param {string | undefined} mark */
function useFreshPage(mark) {
  const first = useRef(mark);
  useEffect(() => {
    first.current ??= mark;
    if (mark && mark !== first.current) location.reload();
  }, [mark]);
}

/** On arrival: say the page's heading to a screen reader, and let the finger leave the glass. */
function useArrival(/** @type {number} */ steps) {
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const element = main.current;
    if (!element || steps === 0) return undefined;
    element.querySelector("h1")?.focus({ preventScroll: true });
    element.dataset.settling = "";
    const timer = setTimeout(() => delete element.dataset.settling, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [steps]);
  return main;
}
