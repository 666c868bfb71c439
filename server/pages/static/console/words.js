/** How the console says times, numbers and refusals. */

/**
 * A running time: `4:07`, `1:02:03`. Never negative: clocks may differ by a moment.
 *
 * @param {number} ms
 */
export function running(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A moment as the clock on the wall shows it: `10:24`. */
export function wallClock(moment) {
  const time = new Date(moment);
  return [time.getHours(), time.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
}

/** A ticket number as people read it: letters, a narrow gap, digits. */
export function spaced(number) {
  return number.replace(/^(\D+)(\d+)$/, "$1\u00a0$2");
}

/** Who somebody is, from a refusal's or desk's `clerk`: an account, a name, or nothing. */
export function clerkName(clerk) {
  return typeof clerk === "string" ? clerk : clerk?.name ?? null;
}

/**
 * A refusal in the clerk's language. Texts go by code; what has none still says its code.
 *
 * @param {import("/kit/texts.js").Translate} t
 * @param {import("/kit/api.js").ApiError} error
 */
export function refusal(t, error) {
  const code = ["offline", "timeout"].includes(error.code) ? "unreachable" : error.code;
  const key = `console.error.${code}`;
  const clerk = clerkName(error.fields?.clerk) ?? t("takeover.someone");
  const reference = error.fields?.reference ?? "—";
  const number = error.fields?.number ?? "—";
  return t.has(key) ? t(key, { clerk, reference, number }) : t("console.error.unknown", { code });
}
