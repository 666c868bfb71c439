/**
 * What a tablet asks, and when it may be pressed: as the keypad, for one visit at a time.
 *
 * Nothing is asked until the server asks; a face counts once; the server's word, a time-out or an
 * answer locks the page again. No screen, no network: those are given in.
 *
 * @typedef {{job_id: string, kind: string, deadline_at: string, body: any}} Job
 * @typedef {{kind: "locked"} | {kind: "thanks"} | {kind: "ask", job: Job} | {kind: "why", job: Job}} View
 */

const THANKS_MS = 4000;
const ASK = "rating.ask";
const WHY = "rating.why";

export class Question {
  /**
   * @param {{
   *   show: (view: View) => void,
   *   answer: (job: Job, outcome: string, body: object) => void,
   *   now: () => number,
   * }} given `now`: the server's time in ms; `answer` sends until it is accepted
   */
  constructor({ show, answer, now }) {
    this.show = show;
    this.answer = answer;
    this.now = now;
    /** @type {View} */
    this.view = { kind: "locked" };
    this.answered = new Set();
    this.armedAt = 0;
  }

  /** The server asks. @param {Job} job */
  take(job) {
    if (job.kind !== ASK && job.kind !== WHY) return;
    if (this.answered.has(job.job_id) || this.job()?.job_id === job.job_id) return;
    if (this.now() > Date.parse(job.deadline_at)) return;
    this.armedAt = this.now();
    this.turn({ kind: job.kind === ASK ? "ask" : "why", job });
    this.stay();
  }

  /** The server asks no more. @param {string} jobId */
  withdraw(jobId) {
    if (this.job()?.job_id === jobId) this.turn({ kind: "locked" });
  }

  /** All that the server asks now, after the link was away. @param {Job[]} jobs */
  catchUp(jobs) {
    const job = this.job();
    if (job && !jobs.some(({ job_id }) => job_id === job.job_id)) this.withdraw(job.job_id);
    jobs.forEach((each) => this.take(each));
  }

  /** A face was pressed. @param {string} level */
  press(level) {
    if (this.view.kind !== "ask") return;
    const at = (/** @type {number} */ ms) => new Date(ms).toISOString();
    this.end("done", { level, device: "tablet", armed_at: at(this.armedAt), pressed_at: at(this.now()) });
  }

  /** The citizen said why. @param {string[]} labels @param {string} words */
  explain(labels, words) {
    if (this.view.kind !== "why") return;
    if (labels.length === 0 && !words.trim()) return this.leave();
    this.end("done", { labels, ...(words.trim() ? { words: words.trim() } : {}) });
  }

  /** The citizen says no more. */
  leave() {
    if (this.view.kind === "why") this.end("dropped", {});
  }

  /** Somebody is still there: the time begins again, but not for the faces. */
  touched() {
    if (this.view.kind === "why") this.stay();
  }

  /** @returns {Job | undefined} */
  job() {
    return "job" in this.view ? this.view.job : undefined;
  }

  stay() {
    clearTimeout(this.timer);
    const job = this.job();
    if (job) this.timer = setTimeout(() => this.end("timed_out", {}), job.body.timeout_s * 1000);
  }

  /** @param {string} outcome @param {object} body */
  end(outcome, body) {
    const job = this.job();
    if (!job) return;
    this.answered.add(job.job_id);
    this.answer(job, outcome, body);
    this.turn({ kind: outcome === "timed_out" ? "locked" : "thanks" });
  }

  /** @param {View} view */
  turn(view) {
    clearTimeout(this.timer);
    this.view = view;
    if (view.kind === "thanks") {
      this.timer = setTimeout(() => this.turn({ kind: "locked" }), THANKS_MS);
    }
    this.show(view);
  }
}
