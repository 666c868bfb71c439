/** Line drawings, 24 units wide, drawn in the colour of their text. */

import { html } from "/kit/ui.js";

/** @type {Record<string, string>} */
const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  home: "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
  ticket: "M3 7h18v3.5a1.5 1.5 0 000 3V17H3v-3.5a1.5 1.5 0 000-3zM9 7v10",
  book: "M12 6c-2-1.6-5-2-8-2v14c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zm0 0v14",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.3 15.3L20 20",
  bundle: "M4 8l8-4 8 4-8 4zM4 12l8 4 8-4M4 16l8 4 8-4",
  larger: "M3 19L8.5 5 14 19M5 14.500h7M15.500 19l3-8 3 8M16.500 16h4",
  contrast: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M15 4.500v15M18 6.500v11",
  low: "M12 4v13M6.500 11.500L12 17l5.500-5.500M5 21h14",
  high: "M12 21V8M6.500 13.500L12 8l5.500 5.500M5 4h14",
  language: "M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  erase: "M8 6h12v12H8l-5-6zM11 9.500l5 5M16 9.500l-5 5",
  printer: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  link: "M4 20L20 4M9 7l3-3a4 4 0 016 6l-2 2M15 17l-3 3a4 4 0 01-6-6l2-2",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.500 2.500",
  person: "M12 4a4 4 0 100 8 4 4 0 000-8zM4.500 21c.5-4.500 3.500-6.500 7.500-6.500s7 2 7.500 6.500",
  calendar: "M4 6h16v14H4zM4 10.500h16M8 3v5M16 3v5M8.500 15l2.500 2.500 4.500-4.500",
  arrow: "M12 3v17M5 13l7 7 7-7",
  card: "M3 5h18v14H3zM6.500 15.500c.3-2 1.300-3 2.500-3s2.200 1 2.500 3M9 9a1.700 1.700 0 100 3.400A1.700 1.700 0 009 9zM14 9.500h4M14 12.500h4M14 15.500h2.500",
  sound: "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 010 6M18 6.500a7.500 7.500 0 010 11",
  mute: "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5",
  check: "M5 12.500l4.500 4.500L19 7",
};

/** @param {{name: string, class?: string}} props */
export function Icon({ name, class: extra = "" }) {
  return html`<svg class="icon ${extra}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${PATHS[name]} />
  </svg>`;
}
