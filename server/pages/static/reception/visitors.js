/** Who came and took no number, counted by a press: only where the hall wants it. */

import { getJson, newKey, postJson } from "/kit/api.js";
import { html, useEffect, useState } from "/kit/ui.js";
import { failed } from "../staff.js";

export function Visitors({ hall, off, t }) {
  const [count, setCount] = useState(null);
  const [trouble, setTrouble] = useState("");
  const path = `/api/v1/halls/${hall.hall_id}/visitors`;
  const wanted = hall.desk.count_visitors;
  const ask = async (work) => {
    try {
      setCount((await work()).visitors);
      setTrouble("");
    } catch (error) {
      setTrouble(failed(t, error));
    }
  };
  const by = (n) => ask(() => postJson(path, { undo: n < 0 }, { key: newKey() }));
  useEffect(() => {
    if (!wanted) return undefined;
    ask(() => getJson(path));
    const onKey = (event) => {
      // A field in which something is being typed keeps its plus for itself.
      if (event.key !== "+" || event.repeat || event.target.value) return;
      event.preventDefault();
      by(1);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [wanted]);
  if (!wanted) return null;
  return html`<section class="list visitors" aria-labelledby="visitors-title">
    <header><h2 id="visitors-title">${t("reception.visitors", { n: count ?? "—" })}</h2></header>
    <p>
      <button type="button" class="chip" disabled=${off} onClick=${() => by(1)}>${t("reception.visitor_more")} <kbd>+</kbd></button>
      <button type="button" class="chip" disabled=${off || !count} onClick=${() => by(-1)}>${t("reception.visitor_less")}</button>
    </p>
    <p role="alert">${trouble}</p>
  </section>`;
}
