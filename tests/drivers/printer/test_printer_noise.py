"""Random bytes through everything that reads bytes; nothing may crash or be made up.

NOISE_BYTES=10000000 runs the long form, some minutes; without it, what a few seconds allow.
"""

import os
import random
from collections import Counter

import pytest

from drivers.printer.decoder import Decoder
from drivers.printer.printed import Fault
from drivers.printer.status import Paper, PrinterStatus, StatusParser, Tri

STATUS_BYTES = int(os.environ.get("NOISE_BYTES", "1000000"))
PICTURE_BYTES = int(os.environ.get("NOISE_BYTES", "300000"))  # the decoder draws what it hears

pytestmark = pytest.mark.slow


def pieces(seed, total, *, most=8192):
    """Noise in pieces of any length."""
    noise, left = random.Random(seed), total
    while left > 0:
        piece = noise.randbytes(min(left, noise.randint(1, most)))
        left -= len(piece)
        yield piece


def test_a_parser_that_asked_nothing_hears_no_answer_and_no_confirmation_in_noise():
    parser = StatusParser()

    for piece in pieces(7, STATUS_BYTES):
        # An ASB has no checksum, and needs no question: noise without its first byte holds none.
        parser.receive(bytes(byte for byte in piece if byte & 0x93 != 0x10))

    assert parser.status == PrinterStatus()
    assert (parser.confirmed, parser.waiting) == (False, False)
    assert parser.noise > STATUS_BYTES / 2


def test_no_noise_crashes_the_parser_whatever_it_waits_for():
    parser = StatusParser()

    for n, piece in enumerate(pieces(11, STATUS_BYTES, most=200)):
        parser.expect((1, 2, 3, 4)[n % 4])
        parser.expect_confirmation()
        parser.receive(piece)

    assert parser.status.connected is Tri.UNKNOWN
    assert parser.status.paper in Paper
    assert parser.noise > STATUS_BYTES / 4


def test_no_noise_crashes_the_simulators_decoder_and_every_byte_is_accounted_for():
    decoder, whats = Decoder(576, presenter=True), Counter()

    for n, piece in enumerate(pieces(13, PICTURE_BYTES)):
        if n % 5 == 0:
            piece = b"\x1c&" + piece  # in Chinese mode for a while, until noise ends it
        for event in decoder.feed(piece):
            if isinstance(event, Fault):
                whats[event.what.split(":")[0].split(" ")[0]] += 1

    assert set(whats) >= {"control", "unknown", "line", "byte", "four-byte"}
    assert sum(whats.values()) > PICTURE_BYTES / 10


@pytest.mark.parametrize("seed", range(3))
def test_the_decoder_makes_the_same_of_noise_however_it_is_chopped(seed):
    noise = b"\x1c&" + random.Random(seed).randbytes(20_000)
    whole, chopped, chop = Decoder(576), Decoder(576), random.Random(seed + 100)
    at, events = 0, []

    while at < len(noise):
        length = chop.randint(1, 40)
        events += chopped.feed(noise[at : at + length])
        at += length

    assert events == whole.feed(noise)
