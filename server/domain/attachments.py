"""What citizens and staff may attach: photographs and scans, told by their content alone.

What a file is called and what its sender says it is count for nothing. A file that only begins
like a photograph is refused as well: each kind has an end of its own.

Sources: JPEG, ITU-T T.81 B.1.1.3 (SOI, EOI); PNG, W3C PNG 5.2 and 11.2 (signature, IHDR, IEND);
PDF, ISO 32000-1 7.5.2 and 7.5.5 (header, trailer).
"""

from __future__ import annotations

from enum import StrEnum

from server.domain.errors import InvalidInput

MOST = 3  # for one complaint
LARGEST_BYTES = 1_500_000  # one file; pages make photographs smaller before they send them

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_PDF_START, _PDF_END = b"%PDF-", b"%%EOF"
_PDF_TAIL = 1024  # bytes in which readers look for the end


class AttachmentKind(StrEnum):
    """A kind of file, named as the ending of its name."""

    JPEG = "jpg"
    PNG = "png"
    PDF = "pdf"


MEDIA_TYPES = {
    AttachmentKind.JPEG: "image/jpeg",
    AttachmentKind.PNG: "image/png",
    AttachmentKind.PDF: "application/pdf",
}


def attachment_kind(content: bytes) -> AttachmentKind:
    """What a file is.

    Raises:
        InvalidInput: too large, or none of the kinds; `what` is "attachment", `reason` says which.
    """
    if len(content) > LARGEST_BYTES:
        raise InvalidInput(
            "the file is too large",
            what="attachment",
            reason="too_large",
            largest_bytes=LARGEST_BYTES,
        )
    if content.startswith(_JPEG_START) and content.rstrip(b"\x00").endswith(_JPEG_END):
        return AttachmentKind.JPEG
    if content.startswith(_PNG_START) and content.endswith(_PNG_END):
        return AttachmentKind.PNG
    if content.startswith(_PDF_START) and _PDF_END in content[-_PDF_TAIL:]:
        return AttachmentKind.PDF
    raise InvalidInput("neither JPEG, PNG nor PDF", what="attachment", reason="wrong_kind")
