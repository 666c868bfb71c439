/** Typing in a paper form: whose visit, how it was rated, why, and when, as far as the form says. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { Dialog } from "./asking.js";
import { failed, useParts } from "./staff.js";

const BAD = new Set(["dissatisfied", "very_dissatisfied"]);

export function PaperRating({ hall, t, back, done }) {
  const [trouble, setTrouble] = useState("");
  const [asked, ask] = useParts({ number: "", day: today() });
  const [ticket, setTicket] = useState(null);
  const find = async () => {
    const look = new URLSearchParams({ number: asked.number.trim(), day: asked.day });
    try {
      const { tickets } = await getJson(`/api/v1/halls/${hall.hall_id}/tickets?${look}`);
      const served = tickets.find(({ state }) => state === "done");
      setTrouble(served ? "" : t(tickets.length ? "paper.not_served" : "paper.not_found"));
      setTicket(served ?? null);
    } catch (error) {
      setTrouble(failed(t, error));
    }
  };
  const set = (name) => (event) => ask({ [name]: event.target.value });
  if (ticket) return html`<${Form} hall=${hall} ticket=${ticket} t=${t} back=${back} done=${done} />`;
  return html`<${Dialog} title=${t("paper.enter")} t=${t} back=${back} go=${find} does=${t("paper.find")}
      ready=${asked.number.trim() && asked.day}>
    <p class="trouble" role="alert">${trouble}</p>
    <label>${t("paper.day")} <input type="date" required value=${asked.day} max=${today()} onInput=${set("day")} /></label>
    <label>${t("paper.number")} <input maxlength="20" required autocomplete="off" value=${asked.number} onInput=${set("number")} /></label>
  <//>`;
}

function Form({ hall, ticket, t, back, done }) {
  const [levels, setLevels] = useState([]);
  const [said, say] = useParts({ level: "", labels: [], words: "", given_at: "", contact: "" });
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    const labels = `/api/v1/halls/${hall.hall_id}/rating-labels`;
    getJson(labels).then(({ levels }) => setLevels(levels), (error) => setTrouble(failed(t, error)));
  }, []);
  const set = (name) => (event) => say({ [name]: event.target.value });
  const choose = (level) => say({ level, labels: [] });
  const tick = (code, on) =>
    say({ labels: on ? [...said.labels, code] : said.labels.filter((each) => each !== code) });
  const send = async () => {
    try {
      await postJson(`/api/v1/halls/${hall.hall_id}/tickets/${ticket.ticket_id}/paper-rating`, body(said), { key: newKey() });
      done(ticket.number);
    } catch (error) {
      setTrouble(refused(t, error));
    }
  };
  const labels = levels.find(({ level }) => level === said.level)?.labels ?? [];
  return html`<${Dialog} title=${t("paper.of", { number: ticket.number, queue: t.name(ticket.queue) })} t=${t} back=${back} go=${send} ready=${said.level}>
    <p class="trouble" role="alert">${trouble}</p>
    <fieldset><legend>${t("paper.level")}</legend>
      ${levels.map(({ level }) => html`<label class="check"><input type="radio" name="level" checked=${said.level === level}
        onChange=${() => choose(level)} />${t(`statistics.level.${level}`)}</label>`)}
    </fieldset>
    ${labels.length > 0 && html`<fieldset><legend>${t("paper.labels")}</legend>
      ${labels.map(({ code, text }) => html`<label key=${code} class="check"><input type="checkbox" checked=${said.labels.includes(code)}
        onChange=${(event) => tick(code, event.target.checked)} />${text}</label>`)}
    </fieldset>`}
    <label>${t("paper.words")} <textarea rows="3" maxlength="500" value=${said.words} onInput=${set("words")}></textarea></label>
    <label>${t("paper.given_at")} <input type="datetime-local" value=${said.given_at} onInput=${set("given_at")} /></label>
    ${BAD.has(said.level) && html`<label>${t("paper.contact")}
      <input maxlength="20" autocomplete="off" value=${said.contact} onInput=${set("contact")} /></label>`}
  <//>`;
}

/** What the form says; what it does not say is left out and stays unknown. */
function body({ level, labels, words, given_at, contact }) {
  return {
    level,
    labels,
    ...(words.trim() && { words: words.trim() }),
    ...(given_at && { given_at: new Date(given_at).toISOString() }),
    ...(BAD.has(level) && contact.trim() && { contact: contact.trim() }),
  };
}

function refused(t, error) {
  if (error.fields?.reason === "rated_person") return t("paper.not_ones_own");
  if (error.code === "already_rated") return t("paper.already");
  if (error.code === "invalid") return t(error.fields?.what === "person" ? "register.wrong.contact" : "paper.wrong_time");
  return failed(t, error);
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
