/** A picture or video on its way to the server: as it is, or smaller where no display shows more. */

import { ApiError } from "/kit/api.js";

const LONGEST_SIDE = 3840; // of the finest display
const QUALITY = 0.88;

/**
 * @param {string} path @param {File} file
 * @returns {Promise<{medium: string, video: boolean}>}
 * @throws {ApiError} the refusal, or `offline`
 */
export async function sendFile(path, file) {
  const body = file.type.startsWith("image/") ? await smaller(file) : file;
  const token = document.querySelector('meta[name="csrf-token"]').getAttribute("content");
  const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": token };
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers });
  } catch (error) {
    throw new ApiError("offline", { detail: String(error) });
  }
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  const { code = "bad_answer", detail = "", ...fields } = json;
  throw new ApiError(code, { detail, status: answer.status, fields });
}

async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server says that it is no picture
  }
  const scale = LONGEST_SIDE / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
