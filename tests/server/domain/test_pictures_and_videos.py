"""Pictures and videos are what their content says, whole, and no larger than a display bears."""

import io

import pytest

from server.domain import media
from server.domain.errors import InvalidInput
from server.domain.media import MediumKind, medium_kind
from tests.server.showing import mp4, picture, webm


def kind_of(content: bytes) -> MediumKind:
    return medium_kind(io.BytesIO(content))


def reason(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        kind_of(content)
    assert refused.value.fields["what"] == "medium"
    return str(refused.value.fields["reason"])


@pytest.mark.parametrize(
    ("content", "kind", "is_video"),
    [
        (picture("PNG"), "png", False),
        (picture("JPEG"), "jpg", False),
        (picture("JPEG") + b"\x00\x00", "jpg", False),
        (mp4(), "mp4", True),
        (mp4(b"ftyp", b"free", b"mdat", b"moov"), "mp4", True),
        (b"\x00\x00\x00\x0cftypisom" + mp4(b"moov", b"mdat", large=True), "mp4", True),
        (mp4(b"ftyp", b"moov") + b"\x00\x00\x00\x00mdat and so on to the end", "mp4", True),
        (webm(), "webm", True),
        (webm(length=None), "webm", True),
    ],
)
def test_a_whole_file_is_what_it_holds(content, kind, is_video):
    assert kind_of(content) == kind
    assert kind_of(content).is_video == is_video


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("PNG")[:-1],
        picture("JPEG")[:-2],
        b"\xff\xd8\xff and no frame at all \xff\xd9",
        mp4()[:-1],
        mp4(b"ftyp", b"moov"),
        mp4(b"moov", b"ftyp", b"mdat"),
        mp4() + b"\x00\x00\x00\x04free",
        webm()[:-1],
        webm(document=b"matroska"),
        b"\x1a\x45\xdf\xa3",
        picture("WEBP"),
    ],
)
def test_anything_else_and_anything_cut_off_is_refused(content):
    assert reason(content) == "wrong_kind"


@pytest.mark.parametrize("content", [mp4(), webm(), picture("PNG"), picture("JPEG")])
def test_no_file_that_ends_too_early_is_taken_for_a_whole_one(content):
    for length in range(len(content) - 1):
        if content[:length].endswith(b"\xff\xd9"):
            continue
        assert reason(content[:length]) == "wrong_kind"


def test_a_picture_with_more_pixels_than_a_display_bears_is_refused(monkeypatch):
    monkeypatch.setattr(media, "MOST_PIXELS", 12)

    assert kind_of(picture("JPEG", size=(4, 3))) == "jpg"
    assert reason(picture("JPEG", size=(13, 1))) == "too_many_pixels"
    assert reason(picture("PNG", size=(1, 13))) == "too_many_pixels"


def test_what_is_too_large_is_refused_by_its_kind(monkeypatch):
    monkeypatch.setattr(media, "LARGEST_PICTURE_BYTES", 10)
    monkeypatch.setattr(media, "LARGEST_VIDEO_BYTES", 20)

    assert reason(picture()) == "too_large"
    assert reason(mp4()) == "too_large"
