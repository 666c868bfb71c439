/** A number for somebody: who goes first and why, who it is where the queue asks, and Enter. */

import { html, useEffect, useRef, useState } from "/kit/ui.js";
import { aboutWaiting } from "./field.js";
import { Sheet, Step } from "./parts.js";
import { closedInWords, momentInWords } from "./words.js";

const CLASSES = ["normal", "military", "elderly", "disabled", "pregnant", "green_lane"];

export function TakeSheet({ sheet, hall, board, watch, off, does, t }) {
  const { want } = sheet;
  const queue = hall.queues.find(({ queue_id }) => queue_id === want.queue.queue_id) ?? want.queue;
  const form = useRef(null);
  const [given, setGiven] = useState("normal");
  const [missing, setMissing] = useState(null);
  const asks = queue.identification !== "none";
  const green = given === "green_lane";
  useEffect(() => {
    if (green) form.current.querySelector("[name=reason]").focus();
  }, [green]);
  const closed = closedInWords(queue, watch.serverNow(), hall.time_zone, t);

  const take = () => {
    const value = (name) => form.current.querySelector(`[name=${name}]`)?.value.trim() || null;
    const person = value("person");
    const [reason, approver] = [value("reason"), value("approver")];
    const lacks = [
      [asks && queue.identification === "required" && !person, "person"],
      [green && !reason, "reason"],
      [green && !approver, "approver"],
    ].find(([is]) => is)?.[1];
    setMissing(lacks ?? null);
    if (lacks) return form.current.querySelector(`[name=${lacks}]`).focus();
    // Sent and gone: what somebody said stays on no screen.
    if (person) form.current.querySelector("[name=person]").value = "";
    does.take(want, { person, priority_class: given, priority_reason: reason, priority_approver: approver });
  };
  const keys = Object.fromEntries(CLASSES.map((each, n) => [`Digit${n + 1}`, () => setGiven(each)]));
  if (queue.appointments) keys.KeyB = () => does.book(queue);
  keys.Enter = take;

  return html`<${Sheet} title=${want.name} keys=${keys} back=${does.next} off=${off} t=${t} onSubmit=${take} class="take">
    <div ref=${form} class="fields">
      <header>
        <p class="kind">${t(`reception.kind.${want.kind}`)}</p>
        <h2>${want.name}</h2>
        <p>${queue.prefix} · ${t.name(queue)} · ${aboutWaiting(queue, board, t)}</p>
      </header>
      ${closed && html`<p class="closed" role="status">${closed}</p>`}
      ${queue.issuing.slots.length > 0 && html`<fieldset class="instead">
        <legend>${t("reception.instead")}</legend>
        ${queue.issuing.slots.map(({ starts_at }) => html`<button type="button" class="chip" key=${starts_at} disabled=${off}
          onClick=${() => does.book(queue, null, starts_at)}>${momentInWords(starts_at, watch.serverNow(), hall.time_zone, t.language)}</button>`)}
      </fieldset>`}
      ${want.items.filter(({ bring }) => bring).map(({ bring }) => html`<p class="bring">${bring}</p>`)}
      <fieldset class="classes">
        <legend>${t("reception.class")}</legend>
        ${CLASSES.map((each, n) => html`<label class="chip">
          <input type="radio" name="class" value=${each} checked=${given === each} onChange=${() => setGiven(each)} />
          <span>${t(`reception.class.${each}`)}</span> <kbd>${n + 1}</kbd>
        </label>`)}
      </fieldset>
      ${green && html`<${Text} name="reason" max="200" missing=${missing} t=${t} /><${Text} name="approver" max="60" missing=${missing} t=${t} />`}
      ${asks && html`<${Text} name="person" max="128" missing=${missing} first=${queue.identification === "required"} t=${t}
        hint=${t(`reception.person.${queue.identification}`)} />`}
    </div>
    <div class="steps">
      <${Step} name="take" shownKey="Enter" first submit off=${off} t=${t} />
      ${queue.appointments && html`<${Step} name="book" shownKey="B" off=${off} run=${() => does.book(queue)} t=${t} />`}
      <${Step} name="back" shownKey="Esc" run=${does.next} t=${t} />
    </div>
  <//>`;
}

function Text({ name, max, hint, missing, first = false, t }) {
  const lacks = missing === name;
  return html`<label class="text">
    <span>${t(`reception.field.${name}`)}</span>
    <input name=${name} maxlength=${max} autocomplete="off" spellcheck="false" data-first=${first ? "" : null}
      aria-invalid=${lacks ? "true" : null} />
    ${lacks ? html`<span class="lacks" role="alert">${t(`reception.lacks.${name}`)}</span>` : hint && html`<span class="hint">${hint}</span>`}
  </label>`;
}
