"""Pictures and videos that displays show: told by their content, as attachments are.

A video's file is walked from one part to the next, so that one that was cut off on its way is
refused; whether a display can play what is in it, the display says (`server/push/health.py`).

Sources: JPEG, ITU-T T.81 B.1.1.3 and B.2.2 (SOI, EOI, frame header); PNG, W3C PNG 5.2 and 11.2;
MP4, ISO/IEC 14496-12 4.2 (boxes), 4.3 (ftyp); WebM, RFC 8794 4 to 6 (variable-size integers,
element ids), RFC 9559 5.1 (Segment) and the document type of EBML.
"""

from __future__ import annotations

import io
from enum import StrEnum
from typing import IO

from server.domain.errors import InvalidInput

LARGEST_PICTURE_BYTES = 10_000_000
LARGEST_VIDEO_BYTES = 200_000_000  # some ten minutes of 1080p as halls are sent them
MOST_PIXELS = 40_000_000  # a display keeps a picture unpacked: 4 bytes each

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # SOF0 to SOF15
_PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_EBML, _DOCUMENT_TYPE, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x42\x82", b"\x18\x53\x80\x67"
_MOST_BOXES = 10_000
_NOT_KNOWN = -1  # the size of a segment that was recorded while it was written


class MediumKind(StrEnum):
    """A kind of picture or video, named as the ending of its name."""

    JPEG = "jpg"
    PNG = "png"
    MP4 = "mp4"
    WEBM = "webm"

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self in (MediumKind.MP4, MediumKind.WEBM)


MEDIA_TYPES = {
    MediumKind.JPEG: "image/jpeg",
    MediumKind.PNG: "image/png",
    MediumKind.MP4: "video/mp4",
    MediumKind.WEBM: "video/webm",
}


def medium_kind(file: IO[bytes]) -> MediumKind:
    """What a file is, that can be read at any place.

    Raises:
        InvalidInput: none of the kinds, not whole, too many bytes or pixels; `what` is "medium",
            `reason` is "wrong_kind", "too_large" or "too_many_pixels".
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(64)
    if start.startswith((_JPEG_START, _PNG_START)):
        return _picture(file, size)
    if start[4:8] == b"ftyp" and _is_whole_mp4(file, size):
        return _video(MediumKind.MP4, size)
    if start.startswith(_EBML) and _is_whole_webm(file, size):
        return _video(MediumKind.WEBM, size)
    raise _wrong_kind()


def _picture(file: IO[bytes], size: int) -> MediumKind:
    _demand_size(size, LARGEST_PICTURE_BYTES)
    file.seek(0)
    content = file.read()
    is_png = content.startswith(_PNG_START)
    pixels = _png_pixels(content) if is_png else _jpeg_pixels(content)
    if pixels is None:
        raise _wrong_kind()
    if not 0 < pixels <= MOST_PIXELS:
        raise InvalidInput("too many pixels", what="medium", reason="too_many_pixels")
    return MediumKind.PNG if is_png else MediumKind.JPEG


def _video(kind: MediumKind, size: int) -> MediumKind:
    _demand_size(size, LARGEST_VIDEO_BYTES)
    return kind


def _demand_size(size: int, largest: int) -> None:
    if size > largest:
        raise InvalidInput(
            "the file is too large", what="medium", reason="too_large", largest_bytes=largest
        )


def _wrong_kind() -> InvalidInput:
    return InvalidInput("no whole JPEG, PNG, MP4 or WebM file", what="medium", reason="wrong_kind")


def _png_pixels(content: bytes) -> int | None:
    if not content.endswith(_PNG_END):
        return None
    at = len(_PNG_START)
    return int.from_bytes(content[at : at + 4]) * int.from_bytes(content[at + 4 : at + 8])


def _jpeg_pixels(content: bytes) -> int | None:
    """Width times height, from the frame header; None if there is none or the end is missing."""
    if not content.rstrip(b"\x00").endswith(_JPEG_END):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            return int.from_bytes(content[at + 5 : at + 7]) * int.from_bytes(
                content[at + 7 : at + 9]
            )
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _is_whole_mp4(file: IO[bytes], size: int) -> bool:
    """Whether boxes fill the file to its end, those with the table and the pictures among them."""
    found: set[bytes] = set()
    at = 0
    for _ in range(_MOST_BOXES):
        if at == size:
            break
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4]), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            length = size - at  # to the end of the file
        if len(head) < 8 or length < 8:
            return False
        found.add(kind)
        at += length
    return at == size and {b"ftyp", b"moov", b"mdat"} <= found


def _is_whole_webm(file: IO[bytes], size: int) -> bool:
    """Whether a header that says "webm" is followed by one segment to the file's end."""
    file.seek(len(_EBML))
    length = _variable_size(file)
    if length is None or not 0 < length <= 1000:
        return False
    if not _says_webm(file.read(length)) or file.read(4) != _SEGMENT:
        return False
    length = _variable_size(file)
    if length is None:
        return False
    return file.tell() < size if length == _NOT_KNOWN else file.tell() + length == size


def _says_webm(header: bytes) -> bool:
    at = header.find(_DOCUMENT_TYPE)
    return at >= 0 and header[at + 3 : at + 7] == b"webm"


def _variable_size(file: IO[bytes]) -> int | None:
    """A size of EBML, which may say that it is not known; None if there is none."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    more = 8 - first[0].bit_length()
    bits = 7 * (more + 1)
    value = int.from_bytes(first + file.read(more)) & ((1 << bits) - 1)
    return _NOT_KNOWN if value == (1 << bits) - 1 else value
