/** One question over a page: a form with a way back. */

import { html, useEffect, useRef } from "/kit/ui.js";

/**
 * @param {{title: string, t: any, back: () => void, go: () => void, ready: any, does?: string, children: any}} props
 *   does: what the button says that goes on
 */
export function Dialog({ title, t, back, go, ready, does = t("cases.go"), children }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const send = (event) => {
    event.preventDefault();
    if (ready) go();
  };
  return html`<dialog ref=${dialog} class="ask" aria-labelledby="ask-title" onCancel=${back}>
    <form onSubmit=${send}>
      <h2 id="ask-title">${title}</h2>
      ${children}
      <p class="answers">
        <button type="button" class="button quiet" onClick=${back}>${t("takeover.back")}</button>
        <button type="submit" class="button" disabled=${!ready}>${does}</button>
      </p>
    </form>
  </dialog>`;
}
