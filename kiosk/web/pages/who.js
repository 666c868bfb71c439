/**
 * Who takes the number: a telephone or an identity number, typed on large keys. What is typed
 * lives in this page alone, and is gone with it.
 */

import { html, useRef, useState } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { queueOfWish } from "../catalogue.js";
import { useTyped } from "../keys.js";
import { Title } from "../parts.js";
import { CardButton } from "./card.js";

const KEYS = [..."123456789X0"];
const LONGEST = 18;
const COMPLETE = /^(1[3-9]\d{9}|\d{17}[\dX])$/;

/** @param {import("../catalogue.js").Queue | undefined} queue */
export function asksWho(queue) {
  return (queue?.identification ?? "none") !== "none";
}

export function Who(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, catalogue, place, takeAs } = k;
  const [said, setSaid] = useState("");
  const queue = queueOfWish(catalogue, place.wish);
  const required = queue?.identification === "required";
  const take = (/** @type {string} */ number) => takeAs(place.wish, number);
  return html`<${Title}
      title=${t("who.title")}
      lead=${t(required ? "who.lead_required" : "who.lead", { queue: queue ? t.name(queue) : "" })}
    />
    <${NumberField} k=${k} said=${said} type=${setSaid} go=${take} />
    <p class="who-privacy"><${Icon} name="person" />${t("who.privacy")}</p>
    <div class="who-actions">
      <${CardButton} k=${k} wish=${place.wish} label=${t("card.instead")} />
      ${!required &&
      html`<button class="second" onClick=${() => takeAs(place.wish)}>${t("who.skip")}</button>`}
      <button class="action" disabled=${!isComplete(said)} onClick=${() => take(said)}>
        <${Icon} name="ticket" />${t("who.take")}
      </button>
    </div>`;
}

/** Whether it is a whole telephone or identity number. @param {string} said */
export function isComplete(said) {
  return COMPLETE.test(said);
}

/** Whether one more key makes sense; X is the last of an identity number only. */
function fits(/** @type {string} */ said, /** @type {string} */ key) {
  if (said.length >= LONGEST || said.includes("X")) return false;
  return key !== "X" || said.length === LONGEST - 1;
}

/**
 * A telephone or identity number, on the page's own keys or on those of a keyboard.
 *
 * @param {{k: import("../app.js").Kiosk, said: string, type: (said: string) => void,
 *   go: (said: string) => void}} props `go`: Enter after a whole number, which may not be drawn yet
 */
export function NumberField({ k, said, type, go }) {
  const { t } = k;
  const latest = useRef(said); // who types fast is ahead of what is drawn
  latest.current = said;
  const put = (/** @type {string} */ next) => type((latest.current = next));
  const add = (/** @type {string} */ key) => fits(latest.current, key) && put(latest.current + key);
  const erase = () => put(latest.current.slice(0, -1));
  useTyped({
    keys: /^[\dx]$/i,
    type: add,
    erase,
    go: () => isComplete(latest.current) && go(latest.current),
  });
  return html`<output
      class="who-number"
      aria-label=${t("who.typed")}
      data-empty=${said ? undefined : ""}
    >
      ${said ? grouped(said) : t("who.placeholder")}
    </output>
    <div class="number-keys" role="group" aria-label=${t("who.keys")}>
    ${KEYS.map(
      (key) => html`<button class="key" disabled=${!fits(said, key)} onClick=${() => add(key)}>
        ${key}
      </button>`,
    )}
    <button
      class="key"
      disabled=${!said}
      aria-label=${t("who.erase")}
      onClick=${erase}
    >
      <${Icon} name="erase" />
    </button>
  </div>`;
}

/** In groups, so that one finds a wrong digit: 138 1234 1234, 130699 19900101 1225. */
export function grouped(/** @type {string} */ said) {
  const [first, second] = said.length > 11 ? [6, 14] : [3, 7];
  return [said.slice(0, first), said.slice(first, second), said.slice(second)]
    .filter(Boolean)
    .join(" ");
}
