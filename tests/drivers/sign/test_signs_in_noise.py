"""Ten million random bytes through every parser of a sign: nothing breaks, nothing is made up.

Signs with a check show nothing of them. A plain sign has none, so that its parser must find what
a search in another way finds and no more. A Modbus answer is five or eight bytes with a CRC-16:
one comes about in some ten million positions, of a random address, and confirms nothing then.
"""

import os
import random
import re

import pytest

from drivers.sign import modbus, plain
from drivers.sign.crc import MODBUS, crc16
from drivers.sign.makes import MAKES, Place
from drivers.sign.simulated_signs import SimulatedSigns

NOISE_BYTES = int(os.environ.get("NOISE_BYTES", "10000000"))
CHUNK = 4096  # what a driver gives at most in one read
ADDRESS = 3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def noise():
    return random.Random(20260601).randbytes(NOISE_BYTES)


def chunks(stream):
    return (stream[at : at + CHUNK] for at in range(0, len(stream), CHUNK))


@pytest.mark.parametrize("make", ["strip", "modbus", "bx5"])
def test_noise_shows_nothing_on_a_sign_that_checks(noise, make):
    signs = SimulatedSigns(make=make, addresses=[1, 2, 3])

    for chunk in chunks(noise):
        signs.hear(chunk, now_s=0)

    assert list(signs.history) == []
    assert signs.speak(now_s=0) == []


def test_a_plain_sign_finds_in_noise_what_a_plain_search_finds(noise):
    decoder = plain.Decoder(address=ADDRESS)

    found = [text.gbk for chunk in chunks(noise) for text in decoder.feed(chunk)]

    assert found == plain_texts(noise)
    assert len(noise) < 5_000_000 or noise.count(b"@\x03") > 50  # there was enough to be misled by


def plain_texts(stream):
    """What stands between 40 03 and the next 0D: 200 bytes at most, all of it GBK to be seen."""
    found, at = [], 0
    for start in (match.end() for match in re.finditer(rb"@\x03", stream)):
        end = stream.find(b"\r", start)
        text = stream[start:end]
        is_true = start - 2 >= at and 0 <= end - start <= 200 and is_seen(text)
        if is_true:
            found.append(text)
            at = end + 1
    return found


def is_seen(gbk):
    try:
        text = gbk.decode("gbk")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or ord(character) >= 0x80 for character in text)


def test_the_reader_of_modbus_answers_finds_in_noise_what_a_plain_search_finds(noise):
    decoder = modbus.ReplyDecoder()

    found = [modbus.encode(reply) for chunk in chunks(noise) for reply in decoder.feed(chunk)]

    assert found == modbus_replies(noise)


def modbus_replies(stream):
    """An address, 10 or 90, the rest of eight or five bytes, the last two a CRC of the others."""
    found, at = [], 0
    for start in (match.start() - 1 for match in re.finditer(rb"[\x10\x90]", stream)):
        frame = stream[start : start + (8 if stream[start + 1] == 0x10 else 5)]
        if start >= at and crc16(frame[:-2], init=MODBUS) == frame[-2:]:
            found.append(frame)
            at = start + len(frame)
    return found


@pytest.mark.parametrize("make", ["modbus", "bx5"])
def test_noise_confirms_no_text_of_ours(noise, make):
    answers = MAKES[make].answers()
    place = Place(address=ADDRESS, cells=8)

    said = [yes for chunk in chunks(noise) for yes in answers.feed(chunk, place=place)]

    assert said == []


def test_the_searches_know_a_true_frame():
    replies = [
        modbus.encode(modbus.Written(address=3, start=0, count=4)),
        modbus.encode(modbus.Refused(address=3, reason=modbus.BUSY)),
    ]
    text = plain.encode(plain.PlainText(address=ADDRESS, gbk="暂停A7".encode("gbk")))

    assert modbus_replies(b"\x10" + b"\x90".join(replies)) == replies
    assert plain_texts(b"@" + text + text[:-1]) == ["暂停A7".encode("gbk")]
