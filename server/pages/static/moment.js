/** A moment by the clock of this computer, to the minute. */
export function moment(at, t, more = {}) {
  const options = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...more };
  return new Date(at).toLocaleString(t.language === "en" ? "en-GB" : "zh-CN", options);
}
