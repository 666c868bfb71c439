/**
 * What each sheet asks, as data: a title, groups of options, and what choosing one does.
 *
 * @typedef {{label: string, hint?: string, key?: string|null, run: (more: {note: string, until: string|null}) => void}} Option
 * @typedef {{step: string, title: string, hint?: string, groups: {label?: string, options: Option[]}[],
 *   empty?: string, asks?: "note"|"reason"|"planned_end"|"code"|"notice", guides?: any[], about?: any}} Sheet
 */

import { KEYS, offers } from "./actions.js";
import { running, spaced } from "./words.js";

const OUTCOMES = ["accepted", "collected", "consulted", "wrong_item", "other"];
const KINDS = ["without_documents", "with_documents", "awaiting_step"];
const CHOSEN_FOR = ["returned", "frail", "infant", "wrong_queue"];
const PASSED_FOR = ["no_answer", "later", "not_ready"];
const REASONS = ["break", "meal", "meeting", "equipment", "other"];
export const PLANNED_MINUTES = [null, 5, 15, 30, 60];

/**
 * @param {string} step
 * @param {{desk: any, now: string, t: any, does: Record<string, (...more: any[]) => void>,
 *   age: (since: string) => string, press: (step: string) => void, may: Set<string>, guides: any[],
 *   guideOf: (itemId: number) => any,
 *   ask: (step: string, about?: any) => void, about?: any}} context
 * @returns {Sheet}
 */
export function sheetFor(step, context) {
  return { step, groups: [], about: context.about, ...SHEETS[step](context) };
}

const SHEETS = {
  more({ now, t, press, may }) {
    const options = offers(now, may).more.map((step) => ({
      label: t(`console.action.${step}`),
      key: KEYS[step][0] ?? null,
      run: () => press(step),
    }));
    return { title: t("console.sheet.more"), groups: [{ options }] };
  },

  finish({ desk, t, does }) {
    const options = OUTCOMES.map((outcome) => ({
      label: t(`console.outcome.${outcome}`),
      run: (said) => does.finish(outcome, said),
    }));
    return { title: t("console.sheet.finish", currentNumber(desk)), groups: [{ options }], asks: "note" };
  },

  suspend({ desk, t, does }) {
    const options = KINDS.map((kind) => ({
      label: t(`console.kind.${kind}`),
      hint: t(`console.kind_hint.${kind}`),
      run: () => does.suspend(kind),
    }));
    return { title: t("console.sheet.suspend", currentNumber(desk)), groups: [{ options }] };
  },

  transfer({ desk, t, does }) {
    const queues = desk.queues.map(({ queue_id, name }) => ({
      label: name,
      run: () => does.transfer({ queue_id }, name),
    }));
    const windows = desk.windows
      .filter(({ window_id }) => window_id !== desk.window.window_id)
      .map(({ window_id, number, state }) => {
        const label = t("console.window", { number });
        return { label, hint: t(`console.state.${state}`), run: () => does.transfer({ window_id }, label) };
      });
    const zones = desk.zones.map(({ zone_id, name, name_en, queue }) => {
      const label = t.pick(name, name_en);
      return { label, hint: t("console.sheet.waits_in", { queue }), run: () => does.transfer({ zone_id }, label) };
    });
    const groups = [
      { label: t("console.sheet.to_queue"), options: queues },
      { label: t("console.sheet.to_window"), options: windows },
      { label: t("console.sheet.to_zone"), options: zones },
    ];
    return {
      title: t("console.sheet.transfer", currentNumber(desk)),
      groups: groups.filter(({ options }) => options.length > 0),
    };
  },

  pause({ t, does }) {
    const options = REASONS.map((reason) => ({
      label: t(`console.reason.${reason}`),
      run: ({ until }) => does.pause(reason, until),
    }));
    return { title: t("console.sheet.pause"), groups: [{ options }], asks: "planned_end" };
  },

  resume({ desk, t, does, age }) {
    const options = desk.suspended.map(({ ticket_id, number, kind, since }) => ({
      label: spaced(number),
      hint: `${t(`console.kind.${kind}`)} · ${age(since)}`,
      run: () => does.resume({ ticket_id }),
    }));
    return {
      title: t("console.sheet.resume"),
      groups: [{ options }],
      empty: t("console.sheet.none_suspended"),
      asks: "code",
    };
  },

  bring_back({ desk, t, does, age }) {
    const options = desk.passed.map(({ ticket_id, number, since }) => ({
      label: spaced(number),
      hint: age(since),
      run: () => does.bring_back(ticket_id, number),
    }));
    return { title: t("console.sheet.bring_back"), groups: [{ options }], empty: t("console.sheet.none_passed") };
  },

  admit({ desk, t, does }) {
    const options = desk.waiting.queues.map(({ queue_id, name }) => ({
      label: name,
      run: () => does.admit(queue_id),
    }));
    return { title: t("console.sheet.admit"), hint: t("console.sheet.admit_hint"), groups: [{ options }] };
  },

  begin_item({ desk, t, does, age }) {
    const begin = (hint) => ({ item_id, name, ...times }) => ({
      label: name,
      hint: hint(times),
      run: () => does.begin_item(item_id, name),
    });
    const handled = ({ started_at, finished_at }) => {
      if (!started_at) return "";
      return finished_at ? t("console.item.handled") : t("console.item.running", { time: age(started_at) });
    };
    return {
      title: t("console.sheet.begin_item", currentNumber(desk)),
      groups: [
        { label: t("console.sheet.items_here"), options: desk.current.ticket.items.map(begin(handled)) },
        { label: t("console.sheet.items_more"), options: desk.current.ticket.other_items.map(begin(() => "")) },
      ].filter(({ options }) => options.length > 0),
    };
  },

  call_chosen({ desk, t, age, ask }) {
    const names = new Map(desk.waiting.queues.map(({ queue_id, name }) => [queue_id, name]));
    const options = desk.waiting.next.map((ticket) => ({
      label: spaced(ticket.number),
      hint: [names.get(ticket.queue_id), age(ticket.joined_at)].filter(Boolean).join(" · "),
      run: () => ask("call_reason", ticket),
    }));
    return { title: t("console.sheet.call_chosen"), groups: [{ options }], empty: t("console.waiting.none") };
  },

  /** Why somebody is called out of turn stays with the call; one's own words go before the ready ones. */
  call_reason({ t, does, about: ticket }) {
    const options = CHOSEN_FOR.map((reason) => {
      const words = t(`console.chosen.${reason}`);
      return { label: words, run: ({ note }) => does.call_chosen(ticket, note || words) };
    });
    return {
      title: t("console.sheet.call_reason", { number: spaced(ticket.number) }),
      hint: t("console.sheet.call_reason_hint"),
      groups: [{ options }],
      asks: "reason",
      submit: (note) => does.call_chosen(ticket, note),
    };
  },

  /** Passing takes one press; who wants to may say why, and that stays with the visit. */
  pass_why({ desk, t, does }) {
    const options = PASSED_FOR.map((reason) => {
      const words = t(`console.passed_for.${reason}`);
      return { label: words, run: ({ note }) => does.pass(note || words) };
    });
    return {
      title: t("console.sheet.pass_why", currentNumber(desk)),
      hint: t("console.sheet.pass_why_hint"),
      groups: [{ options }],
      asks: "reason",
      submit: does.pass,
    };
  },

  guide({ t, guides }) {
    return { title: t("console.sheet.guide"), guides, empty: t("console.guide.none") };
  },

  notice({ desk, t, does, guideOf }) {
    const { items, other_items: others } = desk.current.ticket;
    const told = [...items, ...others].map(({ item_id, name }) => ({ item_id, name, guide: guideOf(item_id) }));
    return {
      title: t("notice.sheet", currentNumber(desk)),
      hint: t("notice.sheet_hint"),
      asks: "notice",
      items: told.filter(({ guide }) => guide),
      submit: does.notice,
    };
  },

  close({ desk, t, does }) {
    const { number } = desk.window;
    return {
      title: t("console.sheet.close_window", { number }),
      hint: t("console.sheet.close_hint"),
      groups: [{ options: [{ label: t("console.sheet.close_yes"), run: () => does.close() }] }],
    };
  },

  take_over({ desk, t, does, about: clerk }) {
    const who = clerk ?? desk.window.clerk?.name ?? t("takeover.someone");
    return {
      title: t("takeover.title", { number: desk.window.number, clerk: who }),
      hint: t("takeover.warning"),
      groups: [{ options: [{ label: t("takeover.do"), run: () => does.take_over() }] }],
    };
  },
};

function currentNumber(desk) {
  return { number: spaced(desk.current?.ticket.number ?? "") };
}

/** How long ago, by the server's clock. */
export function ageOf(store) {
  return (since) => running(store.serverNow() - Date.parse(since));
}
