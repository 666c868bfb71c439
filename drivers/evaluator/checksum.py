"""The check values met on keypads, call pads and signs in Chinese halls."""

from collections.abc import Callable
from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Literal


class ChecksumKind(StrEnum):
    """How a frame is checked; the value is the name used in profile files."""

    NONE = "none"
    SUM8 = "sum8"
    XOR8 = "xor8"
    CRC16_ARC = "crc16-arc"  # polynomial 8005h reflected (A001h), init 0
    CRC16_CCITT0 = "crc16-ccitt0"  # polynomial 1021h, init 0; also known as XMODEM


def checksum(
    payload: bytes, *, kind: ChecksumKind, order: Literal["little", "big"] = "little"
) -> bytes:
    """Return the check bytes for payload: none, one or two; order matters only for two."""
    return _VALUE[kind](payload).to_bytes(width(kind), order)


def width(kind: ChecksumKind) -> int:
    """Return how many bytes a checksum of this kind takes."""
    return _WIDTH[kind]


def _crc16_arc(payload: bytes) -> int:
    crc = 0
    for byte in payload:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def _crc16_ccitt0(payload: bytes) -> int:
    crc = 0
    for byte in payload:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


_VALUE: dict[ChecksumKind, Callable[[bytes], int]] = {
    ChecksumKind.NONE: lambda payload: 0,
    ChecksumKind.SUM8: lambda payload: sum(payload) % 256,
    ChecksumKind.XOR8: lambda payload: reduce(xor, payload, 0),
    ChecksumKind.CRC16_ARC: _crc16_arc,
    ChecksumKind.CRC16_CCITT0: _crc16_ccitt0,
}
_WIDTH = {
    ChecksumKind.NONE: 0,
    ChecksumKind.SUM8: 1,
    ChecksumKind.XOR8: 1,
    ChecksumKind.CRC16_ARC: 2,
    ChecksumKind.CRC16_CCITT0: 2,
}
