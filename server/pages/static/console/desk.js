/**
 * The state of one console: the desk as the server last gave it, what is being done, what was said.
 *
 * A desk is asked for again when the hall's stream tells of something newer than it; one request at
 * a time. Commands answer with the desk as well. `seq` decides which of two answers is the newer.
 */

import { getJson } from "/kit/api.js";
import { ANSWER_MS, gotNoAnswer, sendOnce } from "../sending.js";
import { signInAgain } from "../staff.js";
import { situation } from "./actions.js";
import { refusal } from "./words.js";

const DESK_RETRY_MS = 2000;
const GATHER_MS = 120; // events come in bursts
const ANNOUNCE_LATE_MS = 500; // the server's clock has passed it then
export const SETTLE_MS = 400; // the second half of a double press falls in here

export class DeskStore {
  /**
   * @param {{hallId: number, windowId: number, accountId: number,
   *   may: Set<string>, t: import("/kit/texts.js").Translate, onArrival: () => void}} about
   */
  constructor({ hallId, windowId, accountId, may, t, onArrival }) {
    Object.assign(this, { accountId, may, t, onArrival });
    this.hall = `/api/v1/halls/${hallId}`;
    this.address = `${this.hall}/windows/${windowId}`;
    this.readers = new Set();
    this.seen = 0; // the highest seq the stream has brought
    this.newest = 0; // ... and the highest of those that concern this desk
    this.linkCut = null;
    this.state = {
      desk: null,
      aheadMs: 0, // the server's clock against ours
      busy: null, // the step under way
      slow: false, // ... and no answer to it yet
      settling: false, // the dock has just changed its meaning
      notice: null, // {kind: "done" | "trouble", text}
      arrived: false,
      cut: null, // since when nothing can be done
      fatal: null,
      guides: null, // item -> its guide
      letters: null, // of authorisation, that end
      told: [], // notices made here, the latest first
    };
  }

  subscribe(reader) {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  change(patch) {
    this.state = { ...this.state, ...patch };
    for (const reader of this.readers) reader(this.state);
  }

  get now() {
    return this.state.desk ? situation(this.state.desk, this.accountId) : null;
  }

  serverNow() {
    return Date.now() + this.state.aheadMs;
  }

  // The stream

  /** Something happened in the hall; ask again if it can concern this desk. */
  heard(event) {
    this.seen = Math.max(this.seen, event.seq);
    if (this.concerns(event)) this.askFor(event.seq);
  }

  /** The stream skipped what happened in between: it may have concerned us. */
  skippedTo(seq) {
    if (seq > this.seen) this.askFor((this.seen = seq));
  }

  askFor(seq) {
    this.newest = Math.max(this.newest, seq);
    this.refreshSoon();
  }

  concerns({ kind, body = {} }) {
    const { desk } = this.state;
    if (!desk || !kind.startsWith("ticket.")) return kind !== "alarm.raised";
    const ours = desk.waiting.queues.map((queue) => queue.queue_id);
    const about = [body.queue_id, body.from_queue_id];
    const known = [...desk.suspended, ...desk.passed].map((ticket) => ticket.ticket_id);
    return (
      about.some((queue) => ours.includes(queue)) ||
      body.window_id === desk.window.window_id ||
      body.target_window_id === desk.window.window_id ||
      known.includes(body.ticket_id) ||
      body.ticket_id === desk.current?.ticket.ticket_id
    );
  }

  linked({ state, since }) {
    this.linkCut = state === "cut" ? since : null;
    if (state === "cut") this.change({ cut: this.state.cut ?? since });
    if (state === "live") this.refresh({ whatever: true });
  }

  /** The browser says that there is no network; no need to wait for silence. */
  unplugged() {
    this.change({ cut: this.state.cut ?? new Date() });
  }

  // Reading

  refreshSoon() {
    this.gathering ??= setTimeout(() => {
      this.gathering = null;
      this.refresh();
    }, GATHER_MS);
  }

  /** @param {{whatever?: boolean}} how whatever: even if nothing newer is known of */
  refresh({ whatever = false } = {}) {
    this.wanted ||= whatever;
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  async read() {
    while (this.wanted || this.newest > (this.state.desk?.seq ?? -1)) {
      // A command's answer brings the desk along: wait for it instead of asking twice.
      if (this.state.busy) await this.commanding;
      else if (!(await this.readOnce())) return;
    }
  }

  async readOnce() {
    const { desk } = this.state;
    const { newest, wanted } = this;
    this.wanted = false;
    try {
      const answer = await getJson(`${this.address}/desk`, { timeoutMs: ANSWER_MS });
      // Asked for anew, an answer is believed even if its seq went back (a restored database), but
      // not against what was learnt while it was under way.
      this.take(answer, { believe: wanted && desk === this.state.desk });
      if (newest === this.newest) this.newest = Math.min(newest, answer.seq);
      return true;
    } catch (error) {
      if (error.code === "unauthenticated") signInAgain();
      else if (gotNoAnswer(error) || error.status >= 500) this.readLater();
      else this.change({ fatal: error });
      return false;
    }
  }

  readLater() {
    this.unplugged();
    setTimeout(() => this.refresh({ whatever: true }), DESK_RETRY_MS);
  }

  /** @param {{believe?: boolean}} how believe: even if its seq went back */
  take(desk, { believe = false } = {}) {
    const before = this.state.desk;
    if (before && !believe && desk.seq < before.seq) return;
    const was = this.now;
    const patch = { desk, aheadMs: Date.parse(desk.now) - Date.now(), fatal: null };
    if (!this.linkCut) patch.cut = null;
    this.change(patch);
    if (before && this.now !== was) this.settle();
    if (was !== "taken" && this.now === "taken") this.change({ notice: null });
    this.watchArrivals(before, desk);
    this.watchLoss(before, desk);
    this.watchAnnouncing(desk);
  }

  /** No event says that nobody spoke a call: ask when its time is over. */
  watchAnnouncing({ current }) {
    clearTimeout(this.announcing);
    if (current?.announced !== "pending" || !current.announce_by) return;
    const leftMs = Math.max(0, Date.parse(current.announce_by) - this.serverNow());
    this.announcing = setTimeout(() => this.refresh({ whatever: true }), leftMs + ANNOUNCE_LATE_MS);
  }

  settle() {
    this.change({ settling: true });
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.change({ settling: false }), SETTLE_MS);
  }

  watchArrivals(before, desk) {
    const came = before?.waiting.total === 0 && desk.waiting.total > 0 && this.now === "idle";
    if (came) this.onArrival();
    const arrived = came || (this.state.arrived && this.now === "idle" && desk.waiting.total > 0);
    if (arrived !== this.state.arrived) this.change({ arrived });
  }

  /** The ticket left the window by somebody else's doing: the citizen's phone, the office. */
  watchLoss(before, desk) {
    const { ticket_id: lost } = before?.current?.ticket ?? {};
    const isKept = desk.suspended.some(({ ticket_id }) => ticket_id === lost); // suspended with a notice
    if (lost && !desk.current && !isKept && !this.state.busy && this.now === "idle") {
      this.change({ notice: { kind: "trouble", text: this.t("console.error.no_current_ticket") } });
    }
  }

  // Doing

  /**
   * Carry out one step, once, however often it is pressed.
   *
   * @param {string} step
   * @param {{path?: string, body?: object, said?: (before: any, after: any, answer: any) => string,
   *   refused?: (error: any) => boolean}} command path: below the hall instead of the window;
   *   refused: true if it has dealt with the refusal
   * @returns {Promise<boolean>} whether it was done
   */
  do(step, command = {}) {
    const again = step === this.lastStep && Date.now() - this.lastAt < SETTLE_MS;
    if (this.state.busy || this.state.cut || again) return Promise.resolve(false);
    this.commanding = this.carryOut(step, command).finally(() => {
      Object.assign(this, { lastStep: step, lastAt: Date.now() });
      this.refresh();
    });
    return this.commanding;
  }

  async carryOut(step, { path, body = {}, said = () => "", refused = () => false }) {
    const before = this.state.desk;
    this.change({ busy: step, slow: false, notice: null });
    try {
      path ??= `/windows/${before.window.window_id}/${step.replace("_", "-")}`;
      const answer = await sendOnce(`${this.hall}${path}`, body, { onSlow: () => this.change({ slow: true }) });
      const isDesk = Boolean(answer?.window && answer?.waiting);
      if (isDesk) this.take(answer);
      else this.wanted = true;
      this.change({ notice: { kind: "done", text: said(before, isDesk ? answer : before, answer) } });
      return true;
    } catch (error) {
      if (!error.code) throw error; // ours, not the server's
      if (error.code === "unauthenticated") signInAgain();
      if (gotNoAnswer(error)) this.unplugged();
      if (!refused(error)) this.change({ notice: { kind: "trouble", text: refusal(this.t, error) } });
      this.wanted = true;
      return false;
    } finally {
      this.change({ busy: null, slow: false });
    }
  }
}
