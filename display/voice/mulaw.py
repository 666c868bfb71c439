"""G.711 µ-law: a sample in a byte, half the size of 16 bits and every browser plays it."""

import struct
from functools import cache

_BIAS = 0x84
_LOUDEST = 32635


def decode(coded: bytes) -> bytes:
    """The 16-bit little-endian samples of µ-law bytes."""
    low, high = _tables()
    pcm = bytearray(2 * len(coded))
    pcm[0::2] = coded.translate(low)
    pcm[1::2] = coded.translate(high)
    return bytes(pcm)


def encode(pcm: bytes) -> bytes:
    """The µ-law bytes of 16-bit little-endian samples."""
    return bytes(_code(sample) for (sample,) in struct.iter_unpack("<h", pcm))


@cache
def _tables() -> tuple[bytes, bytes]:
    values = [_value(code).to_bytes(2, "little", signed=True) for code in range(256)]
    return bytes(v[0] for v in values), bytes(v[1] for v in values)


def _value(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS) << ((code & 0x70) >> 4)
    return _BIAS - magnitude if code & 0x80 else magnitude - _BIAS


def _code(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _LOUDEST) + _BIAS
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3)) & 0x0F) & 0xFF
