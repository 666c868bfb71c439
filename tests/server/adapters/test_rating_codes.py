"""The two national systems of digits, and the channels' numbers."""

import pytest

from server.adapters.rating_codes import CHANNELS, GBT_39046, PLATFORM
from server.domain.rating import Channel, Level

SYSTEMS = pytest.mark.parametrize("system", [PLATFORM, GBT_39046], ids=["platform", "GB/T 39046"])


@pytest.mark.parametrize(
    ("level", "platform", "standard"),
    [
        ("very_satisfied", 5, 1),
        ("satisfied", 4, 2),
        ("basic", 3, 3),
        ("dissatisfied", 2, 4),
        ("very_dissatisfied", 1, 5),
    ],
)
def test_the_two_systems_count_in_opposite_directions(level, platform, standard):
    assert PLATFORM.write(Level(level)) == platform
    assert GBT_39046.write(Level(level)) == standard


@pytest.mark.parametrize("level", Level)
def test_a_level_comes_back_from_one_system_through_the_other(level):
    read = PLATFORM.read(PLATFORM.write(level))
    again = GBT_39046.read(GBT_39046.write(read))

    assert again is level


@pytest.mark.parametrize("digit", range(1, 6))
def test_a_digit_is_swapped_exactly_once_between_the_systems(digit):
    swapped = GBT_39046.write(PLATFORM.read(digit))

    assert swapped == 6 - digit
    assert PLATFORM.write(GBT_39046.read(swapped)) == digit


@SYSTEMS
@pytest.mark.parametrize("digit", [0, 6, -1])
def test_a_digit_that_no_system_has_is_no_level(system, digit):
    with pytest.raises(ValueError, match="no level"):
        system.read(digit)


@pytest.mark.parametrize("platform", CHANNELS)
@pytest.mark.parametrize(
    ("channel", "number"),
    [("phone", 2), ("qr", 3), ("tablet", 4), ("keypad", 5), ("kiosk", 5), ("paper", None)],
)
def test_channels_have_the_numbers_all_platforms_agree_on(platform, channel, number):
    assert CHANNELS[platform].write(Channel(channel)) == number


def test_a_default_rating_has_a_number_only_where_the_platform_says_so():
    assert CHANNELS["default_is_7"].write(Channel.KEYPAD, is_default=True) == 7
    assert CHANNELS["telephone_is_6"].write(Channel.KEYPAD, is_default=True) is None
