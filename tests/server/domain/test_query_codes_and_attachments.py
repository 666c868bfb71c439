"""Codes that nobody guesses, and files told by what is in them."""

import io
from itertools import product

import pytest
from PIL import Image

from server.domain.attachments import LARGEST_BYTES, AttachmentKind, attachment_kind
from server.domain.errors import InvalidInput
from server.domain.query_codes import ALPHABET, is_same_code, query_code

SECRET = "a secret of thirty-two characters"


def picture(kind):
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, kind)
    return made.getvalue()


JPEG, PNG = picture("JPEG"), picture("PNG")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_code_is_ten_characters_that_nobody_mixes_up():
    codes = [query_code(SECRET, hall_id=1, salt=f"{n:032x}") for n in range(300)]

    assert len(set(codes)) == 300
    assert {len(code) for code in codes} == {11}
    assert set("".join(codes)) == {*ALPHABET, "-"}
    assert set(ALPHABET) & set("01IO") == set()


def test_a_code_depends_on_the_secret_the_hall_and_the_salt():
    codes = {
        query_code(secret, hall_id=hall_id, salt=salt)
        for secret, hall_id, salt in product((SECRET, SECRET[::-1]), (1, 2), ("a", "b"))
    }

    assert len(codes) == 8


def test_a_code_is_known_however_it_is_typed():
    code = query_code(SECRET, hall_id=1, salt="a")

    assert is_same_code(f" {code.lower().replace('-', ' ')} ", code)
    assert not is_same_code(code[:-1], code)
    assert not is_same_code("", code)
    assert not is_same_code("查询码", code)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, AttachmentKind.JPEG),
        (JPEG + b"\0\0", AttachmentKind.JPEG),  # some cameras fill up a block
        (PNG, AttachmentKind.PNG),
        (PDF, AttachmentKind.PDF),
    ],
)
def test_a_file_is_known_by_its_content(content, kind):
    assert attachment_kind(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>%PDF-1.4 %%EOF</html>",
        b"MZ" + bytes(60),
        b"PK\x03\x04" + bytes(60),
        JPEG[:-2],  # cut off
        JPEG + b"<script>alert(1)</script>",
        PNG[:-12],
        PNG + b"<?php ?>",
        b"%PDF-1.4\n" + bytes(2000),
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(InvalidInput) as refused:
        attachment_kind(content)

    assert refused.value.fields == {"what": "attachment", "reason": "wrong_kind"}


def test_a_large_file_is_refused_whatever_it_is():
    with pytest.raises(InvalidInput) as refused:
        attachment_kind(JPEG[:-2] + bytes(LARGEST_BYTES) + JPEG[-2:])

    assert refused.value.fields["reason"] == "too_large"
