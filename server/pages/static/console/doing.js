/** The steps of the console as commands: what is sent, and what is said when it was done. */

import { turnNotices } from "./desktop_notice.js";
import { followNotice } from "./notices.js";
import { clerkName, spaced } from "./words.js";

/**
 * @param {import("./desk.js").DeskStore} store
 * @param {{t: any, leave: () => void, askTakeOver: (clerk: string|null) => void}} about
 */
export function doings(store, { t, leave, askTakeOver }) {
  const numberOf = (desk) => spaced(desk.current?.ticket.number ?? "");
  const done = (step, more = {}) => (before) =>
    t(`console.done.${step}`, { number: numberOf(before), ...more });

  return {
    open: () =>
      store.do("open", {
        body: { take_over: false },
        said: () => t("console.done.open"),
        refused: (error) => {
          if (error.code !== "window_taken") return false;
          askTakeOver(clerkName(error.fields.clerk));
          return true;
        },
      }),
    take_over: () =>
      store.do("open", { body: { take_over: true }, said: () => t("console.done.open") }),
    call_next: () =>
      store.do("call_next", {
        said: (before, after) => t("console.done.call_next", { number: numberOf(after) }),
      }),
    start: () => store.do("start", { said: done("start") }),
    recall: () => store.do("recall", { said: done("recall") }),
    pass: (reason = null) => store.do("pass", { body: { reason }, said: done("pass") }),
    return: () => store.do("return", { said: done("return") }),
    finish: (outcome, { note, caseNumber }) =>
      store.do("finish", {
        body: { outcome, note: note || null, ...(caseNumber && { case_number: caseNumber }) },
        said: done("finish", { outcome: t(`console.outcome.${outcome}`) }),
      }),
    suspend: (kind) => store.do("suspend", { body: { kind }, said: (...desks) => suspended(t, ...desks) }),
    transfer: (target, name) =>
      store.do("transfer", { body: target, said: done("transfer", { target: name }) }),
    resume: (which) =>
      store.do("resume", {
        body: which,
        said: (before, after) => t("console.done.resume", { number: numberOf(after) }),
      }),
    bring_back: (ticketId, number) =>
      store.do("bring_back", {
        path: `/tickets/${ticketId}/bring-back`,
        said: () => t("console.done.bring_back", { number: spaced(number) }),
      }),
    admit: (queueId) =>
      store.do("admit", {
        body: { queue_id: queueId },
        said: (before, after) => t("console.done.admit", { number: numberOf(after) }),
      }),
    begin_item: (itemId, name) =>
      store.do("begin_item", {
        body: { item_id: itemId },
        said: () => t("console.done.begin_item", { item: name }),
      }),
    call_chosen: ({ ticket_id }, reason) =>
      store.do("call_chosen", {
        path: `/windows/${store.state.desk.window.window_id}/call`,
        body: { ticket_id, reason },
        said: (before, after) => t("console.done.call_next", { number: numberOf(after) }),
      }),
    notices: async () => {
      const on = await turnNotices();
      store.change({ arrived: false, notice: { kind: "done", text: t(`console.notices.${on ? "on" : "off"}`) } });
    },
    notice: async (body, refused) => {
      let made = null;
      const said = (before, after, answer) => {
        made = answer;
        return noticeMade(t, answer);
      };
      const path = `/windows/${store.state.desk.window.window_id}/notices`;
      if (!(await store.do("notice", { path, body, said, refused }))) return false;
      followNotice(store, made);
      if (!body.slips) open(`/notices/${made.notice_id}`, "_blank");
      return true;
    },
    notice_again: async (notice) => {
      let seen = notice;
      const said = (before, after, answer) => {
        seen = answer;
        return t("notice.again_asked", { number: notice.number });
      };
      const body = { how: "slip", window_id: store.state.desk.window.window_id };
      const path = `/notices/${notice.notice_id}/print`;
      if (await store.do("notice_again", { path, body, said })) followNotice(store, seen);
    },
    pause: (reason, until) =>
      store.do("pause", { body: { reason, until }, said: () => t("console.done.pause") }),
    unpause: () => store.do("unpause", { said: () => t("console.done.unpause") }),
    close: async () => {
      if (await store.do("close", { said: () => t("console.done.close") })) leave();
    },
    choose: leave,
    sign_out: () => document.querySelector("#sign-out").submit(),
  };
}

function noticeMade(t, { number, return_code: code }) {
  return code ? t("notice.made_return", { number, code }) : t("notice.made", { number });
}

/** The clerk reads the return code to the citizen, so it must be in the sentence. */
function suspended(t, before, after) {
  const { ticket } = before.current;
  const code = after.suspended.find(({ ticket_id }) => ticket_id === ticket.ticket_id)?.code;
  const number = spaced(ticket.number);
  return code ? t("console.done.suspend", { number, code }) : t("console.done.suspend_no_code", { number });
}
