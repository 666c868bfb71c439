"""Small pictures and videos, whole and spoilt, for what displays show beside calls."""

from __future__ import annotations

import io

from PIL import Image


def picture(kind: str = "PNG", *, size: tuple[int, int] = (4, 3)) -> bytes:
    """A picture of one colour, in a format of Pillow's."""
    made = io.BytesIO()
    Image.new("RGB", size, (11, 107, 80)).save(made, kind)
    return made.getvalue()


def mp4(*kinds: bytes, large: bool = False) -> bytes:
    """A file of boxes that hold nothing anybody could play."""
    return b"".join(_box(kind, large=large) for kind in kinds or (b"ftyp", b"moov", b"mdat"))


def webm(*, document: bytes = b"webm", length: int | None = 3) -> bytes:
    """An EBML header and a segment of three bytes that says it has `length`, or does not say."""
    header = b"\x42\x82" + bytes([0x80 | len(document)]) + document
    says = b"\x01" + b"\xff" * 7 if length is None else bytes([0x80 | length])
    return (
        b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + b"\x18\x53\x80\x67" + says
    ) + b"abc"


def _box(kind: bytes, *, large: bool) -> bytes:
    body = b"isom" if kind == b"ftyp" else b"1234"
    if large:  # a length of 64 bits
        return (1).to_bytes(4) + kind + (16 + len(body)).to_bytes(8) + body
    return (8 + len(body)).to_bytes(4) + kind + body
