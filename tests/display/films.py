"""Pictures and a short film for displays, made by this machine's own browser."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

FILM = """async (seconds) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [160, 90];
  const pen = canvas.getContext("2d");
  let n = 0;
  const painting = setInterval(() => {
    pen.fillStyle = `hsl(${(n += 7) % 360} 60% 40%)`;
    pen.fillRect(0, 0, 160, 90);
  }, 40);
  const mimeType = "video/webm;codecs=vp8";
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  recorder.stop();
  await ended;
  clearInterval(painting);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def film(browser: Browser, *, seconds: float = 1.0) -> bytes:
    """A muted WebM video of about so many seconds."""
    page = browser.new_page()
    try:
        return base64.b64decode(page.evaluate(FILM, seconds))
    finally:
        page.close()


def picture(colour: tuple[int, int, int] = (11, 107, 80)) -> bytes:
    """A picture of one colour, 16:9."""
    made = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(made, "PNG")
    return made.getvalue()


def slide(slide_id: int, name: str, **more: Any) -> dict[str, Any]:
    """A slide as the server tells displays of it; a picture for ten seconds unless said."""
    return {
        "slide_id": slide_id,
        "title": f"画面 {slide_id}",
        "url": f"/display/media/1/{name}",
        "video": name.endswith("webm"),
        "size": 1,
        "duration_s": None if name.endswith("webm") else 10,
        "fit": "contain",
        "first_on": None,
        "last_on": None,
        "weekdays": [],
        "from_time": None,
        "until_time": None,
        "is_on": True,
        **more,
    }
