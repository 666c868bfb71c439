/** 预约签到: the code of an appointment, typed on large keys or scanned, and its number by it. */

import { html, useRef, useState } from "/kit/ui.js";
import { Icon } from "../icons.js";
import { useTyped } from "../keys.js";
import { Title } from "../parts.js";
import { CardButton } from "./card.js";

const DIGITS = [..."1234567890"];
const SHORTEST = 6;
const LONGEST = 20; // longer ones are for scanners

export function CheckIn(/** @type {{k: import("../app.js").Kiosk}} */ { k }) {
  const { t, checkIn } = k;
  const [typed, setTyped] = useState("");
  const code = useRef(""); // a scanner's Enter comes before its last digit is drawn
  const put = (/** @type {string} */ next) => setTyped((code.current = next));
  const type = (/** @type {string} */ digit) => code.current.length < LONGEST && put(code.current + digit);
  const erase = () => put(code.current.slice(0, -1));
  const go = () => code.current.length >= SHORTEST && checkIn(code.current);
  useTyped({ type, erase, go });
  return html`<${Title} title=${t("check_in.title")} lead=${t("check_in.lead")} />
    <output class="code-typed" aria-label=${t("check_in.typed")} data-empty=${typed ? undefined : ""}>
      ${typed ? inFours(typed) : t("check_in.placeholder")}
    </output>
    <div class="digits" role="group" aria-label=${t("check_in.keys")}>
      ${DIGITS.map((digit) => html`<${Key} press=${() => type(digit)}>${digit}<//>`)}
      <${Key} press=${erase} name=${t("check_in.erase")} off=${!typed}><${Icon} name="erase" /><//>
    </div>
    <div class="who-actions">
      <${CardButton} k=${k} label=${t("card.check_in")} />
      <button class="second" onClick=${() => k.go("find")}>
        <${Icon} name="person" />${t("check_in.by_number")}
      </button>
      <button class="second" onClick=${() => k.go("book")}>
        <${Icon} name="calendar" />${t("book.way")}
      </button>
      <button class="action" disabled=${typed.length < SHORTEST} onClick=${go}>
        <${Icon} name="ticket" />${t("check_in.do")}
      </button>
    </div>`;
}

/**
 * A key that does not keep the focus: the next Enter is a scanner's, and no second press of it.
 *
 * @param {{press: () => void, children: any, name?: string, off?: boolean}} props
 */
function Key({ press, children, name, off = false }) {
  return html`<button
    class="key"
    aria-label=${name}
    disabled=${off}
    onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
    onClick=${press}
  >
    ${children}
  </button>`;
}

/** In groups of four, so that one finds a wrong digit: 1234 5678. */
export function inFours(/** @type {string} */ code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
