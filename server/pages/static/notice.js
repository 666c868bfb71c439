/** One 一次性告知书 as a page of A4: for the clerk to print, and for whoever holds its code. */

import { ApiError, getJson, newKey, postJson } from "/kit/api.js";
import { QrCode } from "/kit/qr.js";
import { loadTexts } from "/kit/texts.js";
import { html, render, useEffect, useState } from "/kit/ui.js";
import { refusal } from "./console/words.js";
import { LANGUAGE, myHalls, TEXTS } from "./finding.js";
import { signInAgain } from "./staff.js";

const root = document.querySelector("#app");
const { token, noticeId } = document.body.dataset;

function Page({ first, address, t }) {
  const [notice, setNotice] = useState(first);
  const [printing, setPrinting] = useState(null); // the print that is under way, with its mark
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (printing) print();
  }, [printing]);
  const begin = async () => {
    try {
      const noted = await postJson(`${address}/print`, { how: "page" }, { key: newKey() });
      setNotice(noted);
      setPrinting({ at: new Date().toISOString(), ...noted.prints.at(-1) });
      setTrouble("");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(refusal(t, error));
    }
  };
  return html`
    ${address && html`<p class="do">
      <button type="button" class="button" onClick=${begin}>${t("notice.page.print")}</button>
      <a class="button quiet" href="/notices">${t("notice.page.back")}</a>
    </p>`}
    <p class="trouble" role="alert">${trouble}</p>
    <${Paper} notice=${notice} printing=${printing} t=${t} />`;
}

function Paper({ notice, printing, t }) {
  const words = [["how", notice.how], [notice.kind === "refusal" ? "reason" : "words", notice.words], ["promise", notice.promise]];
  const facts = factsOf(notice, t);
  return html`<article class="paper">
    <header>
      <p class="hall">${t.name(notice.hall)}</p>
      <h1>${t("notice.page.title")}</h1>
      <p class="which">${t(`notice.kind.${notice.kind}`)}${printing?.is_reprint ? ` ${t("notice.page.reprint")}` : ""}</p>
      <p class="number">${t("notice.page.number")} ${notice.number}</p>
    </header>
    <dl>${facts.map(([key, said]) => html`<div><dt>${t(`notice.page.${key}`)}</dt><dd>${said}</dd></div>`)}</dl>
    ${notice.materials.length > 0 && html`<${Materials} materials=${notice.materials} t=${t} />`}
    ${words.map(([key, said]) => said && html`<section><h2>${t(`notice.${key}`)}</h2><p>${said}</p></section>`)}
    <${Return} notice=${notice} t=${t} />
    <dl class="phones">
      <div><dt>${t("notice.page.enquiry")}</dt><dd>${notice.enquiry_phone}</dd></div>
      <div><dt>${t("notice.page.supervision")}</dt><dd>${notice.supervision_phone}</dd></div>
      <div><dt>${t("notice.page.made_at")}</dt><dd>${moment(notice, notice.made_at)}</dd></div>
      ${printing && html`<div><dt>${t("notice.page.printed_at")}</dt><dd>${moment(notice, printing.at)}</dd></div>`}
    </dl>
    <div class="signs"><p>${t("notice.page.sign_clerk")}</p><p>${t("notice.page.sign_applicant")}</p></div>
    <p class="note">${t("notice.page.copies_note")}</p>
  </article>`;
}

function factsOf(notice, t) {
  const { item, clerk } = notice;
  const facts = [
    ["item", item.name],
    ["code", item.code],
    ["version", t("notice.page.version_of", { n: item.version })],
    ["statutory", limit(item.statutory_limit, t)],
    ["promised", limit(item.promised_limit, t)],
    ["applicant", notice.applicant ?? ""],
  ];
  if (notice.agent) facts.push(["agent", notice.agent]);
  facts.push(
    ["ticket", notice.ticket],
    ["window", t("notice.page.window_of", { number: notice.window })],
    ["clerk", t("notice.page.clerk_of", clerk)],
  );
  if (notice.due_at) facts.push(["due", t("notice.page.due_by", { due: moment(notice, notice.due_at) })]);
  return facts;
}

function Materials({ materials, t }) {
  const columns = ["seq", "material", "form", "copies", "problem", "sample"];
  return html`<table>
    <thead><tr>${columns.map((column) => html`<th scope="col">${t(`notice.page.${column}`)}</th>`)}</tr></thead>
    <tbody>
      ${materials.map((material, n) => html`<tr>
        <td>${n + 1}</td><td>${material.name}</td><td>${material.form}</td><td>${material.copies}</td>
        <td>${[t(`notice.fault.${material.fault}`), material.words].filter(Boolean).join("：")}</td>
        <td>${sample(material, t)}</td>
      </tr>`)}
    </tbody>
  </table>`;
}

/** A guide may not say whether there is a sample; then neither does the paper. */
function sample({ has_sample: has }, t) {
  if (has === null) return "";
  return t(has ? "notice.page.sample_yes" : "notice.page.sample_no");
}

function Return({ notice, t }) {
  const { return_code: code, due_at: due } = notice;
  const free = due
    ? t("notice.page.return_until", { due: moment(notice, due).slice(0, 10) })
    : t("notice.page.return_free");
  return html`<section class="return">
    <${QrCode} text=${notice.url} label=${t("notice.page.qr")} />
    <div>
      ${notice.kind !== "refusal" && html`<p>${t("notice.page.return_to")}：${t("notice.page.return_windows", { windows: notice.windows.join("、") })}</p>`}
      <p><b>${code ? free : t("notice.page.read_again")}</b></p>
      ${code && html`<p class="code">${t("notice.page.return_code", { code })}</p>`}
    </div>
  </section>`;
}

function limit({ days, unit, note }, t) {
  if (days === null) return note || t("notice.page.see_guide");
  const said = days === 0 ? t("notice.page.at_once") : t("notice.page.days", { days, unit });
  return note ? `${said}，${note}` : said;
}

/** A moment by the hall's own clock, wherever the telephone is. */
function moment({ utc_offset_s: offset }, at) {
  return new Date(Date.parse(at) + offset * 1000).toISOString().slice(0, 16).replace("T", " ");
}

/** The notice, and where its prints are noted; a citizen's browser notes none. */
async function find() {
  if (token) return { notice: await getJson(`/api/v1/notices/${token}`), address: null };
  for (const { hall_id } of await myHalls()) {
    const address = `/api/v1/halls/${hall_id}/notices/${noticeId}`;
    try {
      return { notice: await getJson(address), address };
    } catch (error) {
      if (error.code !== "not_found") throw error;
    }
  }
  throw new ApiError("not_found");
}

async function start() {
  const t = await loadTexts(TEXTS, { language: LANGUAGE });
  try {
    const { notice, address } = await find();
    root.replaceChildren();
    render(html`<${Page} first=${notice} address=${address} t=${t} />`, root);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "unauthenticated") signInAgain();
    root.textContent = error.code === "not_found" ? t("notice.page.gone") : refusal(t, error);
  }
}

start();
