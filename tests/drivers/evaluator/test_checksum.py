import pytest

from drivers.evaluator.checksum import ChecksumKind, checksum


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ChecksumKind.NONE, ""),
        (ChecksumKind.SUM8, "DD"),
        (ChecksumKind.XOR8, "31"),
        (ChecksumKind.CRC16_ARC, "BB3D"),
        (ChecksumKind.CRC16_CCITT0, "31C3"),
    ],
)
def test_the_published_check_value_of_each_kind(kind, expected):
    assert checksum(b"123456789", kind=kind, order="big").hex().upper() == expected


def test_a_two_byte_checksum_can_go_low_byte_first():
    assert checksum(b"123456789", kind=ChecksumKind.CRC16_ARC, order="little").hex() == "3dbb"


def test_sums_are_taken_modulo_256():
    assert checksum(b"\xff\x02", kind=ChecksumKind.SUM8) == b"\x01"
