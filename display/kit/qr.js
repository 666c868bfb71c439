/** A QR code drawn here, so that no address ever leaves the hall. */

import { html, useMemo } from "/kit/ui.js";
import { qrcode } from "/kit/vendor/qrcode.js";

const QUIET = 4; // modules of white all around, as ISO/IEC 18004 asks

/** @param {{text: string, label: string}} props */
export function QrCode({ text, label }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return html`<svg
    class="qr"
    viewBox="0 0 ${size} ${size}"
    role="img"
    aria-label=${label}
    shape-rendering="crispEdges"
  >
    <rect class="qr-paper" width=${size} height=${size} />
    <path class="qr-ink" d=${path} />
  </svg>`;
}

/** @param {string} text */
export function draw(text) {
  const code = qrcode(0, "M"); // the smallest version that holds it
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  return { size: count + 2 * QUIET, path };
}
