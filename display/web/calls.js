/** The list of calls; longer ones take turns, or share the screens of a wall. */

import { TicketNumber } from "/kit/number.js";
import { html } from "/kit/ui.js";
import { gridFor } from "./format.js";
import { Fit } from "./measure.js";
import { Dots, usePages } from "./pages.js";
import { Arrow, Message, WindowName } from "./parts.js";
import { Say } from "./words.js";

const TURNING = 3; // places that stay for those being served, however many are still to come

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./layout.js").Layout} Layout
 */

/**
 * @param {{shown: Shown[], cut: boolean, layout: Layout, format: import("./format.js").Format,
 *   large: boolean, side: boolean, narrow?: boolean, now: number, words: Words}} props
 */
export function CallList({ shown, cut, layout, format, large, side, narrow = false, now, words }) {
  const size = sizeOf(shown.length, { format, large, side, narrow, layout });
  const grid = gridFor({ format, large, side, narrow, most: layout.calls, calls: size });
  const turn = useTurn(shown, size, { layout, now });
  if (turn.items.length === 0) {
    const idle = !cut && layout.screen.i > 1;
    return html`<section class="calls">${idle && html`<${Message} words=${words} of="idle.title" hint="idle.hint" />`}</section>`;
  }
  return html`<section class="calls ${grid.dense ? "calls-dense" : ""}">
    <h2 class="list-title">
      <${Say} words=${words} of=${cut ? "list.calls.old" : "list.calls"} />
      <${Dots} ...${turn} />
    </h2>
    <ol class="calls-list" style=${{ "--columns": grid.columns, "--rows": grid.rows }}>
      ${turn.items.map(
        (each) => html`<${CallRow} key=${each.call.ticket_id} ...${each} cut=${cut} words=${words} />`,
      )}
    </ol>
  </section>`;
}

/**
 * How many calls a screen shows at a time. The screens of a wall must agree on it, whatever else
 * stands on each: they count with the one that has least room.
 *
 * @param {number} calls
 * @param {{format: any, large: boolean, side: boolean, narrow: boolean, layout: Layout}} room
 */
function sizeOf(calls, { format, large, side, narrow, layout }) {
  const { of } = layout.screen;
  const room = of > 1 ? { large: true, side: true, narrow } : { large, side, narrow };
  const share = Math.ceil(calls / of);
  const { places } = gridFor({ format, ...room, most: layout.calls, calls: share });
  return of > 1 ? Math.min(places, share) : places;
}

/**
 * What of the list this screen shows now. Who has not come yet is always on show; only those being
 * served take turns, on all screens of a wall at one moment, by the server's time.
 *
 * @param {Shown[]} shown latest first @param {number} size of each screen
 * @param {{layout: Layout, now: number}} at
 */
function useTurn(shown, size, { layout: { screen, turnS }, now }) {
  const places = size * screen.of;
  const called = shown.filter(({ call }) => call.state === "called");
  const coming = called.slice(0, Math.max(0, places - TURNING));
  const others = shown.filter((each) => !coming.includes(each));
  const room = Math.max(1, places - coming.length);
  const turn = usePages(others, room, turnS, screen.of > 1 ? now : null);
  const visible = new Set([...coming, ...turn.items]);
  const wall = shown.filter((each) => visible.has(each));
  return { ...turn, items: wall.slice((screen.i - 1) * size, screen.i * size) };
}

/** @param {Shown & {cut: boolean, words: Words}} props */
function CallRow({ call, fresh, cut, words }) {
  const called = call.state === "called";
  return html`<li class="call is-${call.state} ${fresh && !cut ? "is-fresh" : ""}">
    <${Fit} class="call-line">
      <${TicketNumber} number=${call.number} />
      <${Arrow} />
      <${WindowName} name=${call.window} suffix=${null} />
    <//>
    <${Say} words=${words} of=${called ? "state.called" : "state.serving"} class="call-state" />
  </li>`;
}
