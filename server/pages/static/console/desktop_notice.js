/** A notice of the desktop when somebody comes, for who works in another program; off until wanted. */

const KEPT_AS = "budayang.console.notices";

/** Browsers give notices to secure pages only: on this machine, or over https. */
export const noticesThere = "Notification" in globalThis;

export function noticesWanted() {
  return noticesThere && Notification.permission === "granted" && localStorage.getItem(KEPT_AS) === "on";
}

/** Turn them on, asking the person once, or off. @returns {Promise<boolean>} whether they are on now */
export async function turnNotices() {
  const on = !noticesWanted() && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(KEPT_AS, on ? "on" : "off");
  return on;
}

/** @param {string} title @param {string} body */
export function showNotice(title, body) {
  if (!noticesWanted()) return;
  const notice = new Notification(title, { body, tag: KEPT_AS }); // a newer one takes its place
  notice.onclick = () => {
    focus();
    notice.close();
  };
}
