/**
 * Ticket numbers, set apart as letters and digits (`A 007`), never broken over a line.
 * The look is in `number.css`.
 */

import { html } from "./ui.js";

/**
 * @param {string} number  a ticket number such as `A007`
 * @returns {{letters: string, digits: string}}
 */
export function splitNumber(number) {
  const match = /^(.*?)(\d*)$/s.exec(number);
  return { letters: match?.[1].trim() ?? number, digits: match?.[2] ?? "" };
}

/** @param {{number: string, class?: string}} props */
export function TicketNumber({ number, class: extra = "" }) {
  const { letters, digits } = splitNumber(number);
  return html`<span class="number ${extra}" data-number=${number}>
    ${letters && html`<span class="number-letters">${letters}</span>`}
    ${digits && html`<span class="number-digits">${digits}</span>`}
  </span>`;
}
