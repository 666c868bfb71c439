"""The digits by which others write levels and channels of ratings.

Inside, a level has a name and never a digit, because the two national systems run in opposite
directions: GB/T 39046-2020 table A.8 counts 非常满意 as 1, the national 好差评 platform and the
provinces' interfaces count it as 5. The one swap between them is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from server.domain.rating import Channel, Level


@dataclass(frozen=True, slots=True)
class LevelCodes:
    """One system of digits for the five levels."""

    digits: Mapping[Level, int]

    def write(self, level: Level) -> int:
        """The digit of a level."""
        return self.digits[level]

    def read(self, digit: int) -> Level:
        """The level of a digit.

        Raises:
            ValueError: the system has no such digit.
        """
        for level, known in self.digits.items():
            if known == digit:
                return level
        raise ValueError(f"no level has the digit {digit}")


PLATFORM = LevelCodes(MappingProxyType({level: 5 - n for n, level in enumerate(Level)}))
GBT_39046 = LevelCodes(MappingProxyType({level: 1 + n for n, level in enumerate(Level)}))


@dataclass(frozen=True, slots=True)
class ChannelCodes:
    """The numbers (`pf`) of one platform for the ways a rating is given.

    1 to 5 agree everywhere. 6 and 7 do not: 电话 and 短信 on one platform, 短信 and 系统默认评价 on
    another. So a default rating has a number only on a platform that says so.

    Attributes:
        by_default: the number of a rating that a rule gave and nobody else; None if it has none.
    """

    numbers: Mapping[Channel, int]
    by_default: int | None = None

    def write(self, channel: Channel, *, is_default: bool = False) -> int | None:
        """The number of a channel; None if the platform knows none: then it is not passed on.

        A paper form is never passed off as something else.
        """
        return self.by_default if is_default else self.numbers.get(channel)


_AGREED = MappingProxyType(
    {
        Channel.PHONE: 2,  # 移动端
        Channel.QR: 3,  # 二维码
        Channel.TABLET: 4,  # 政务大厅平板电脑
        Channel.KEYPAD: 5,  # 政务大厅其他终端
        Channel.KIOSK: 5,
    }
)
CHANNELS = MappingProxyType(
    {
        "telephone_is_6": ChannelCodes(_AGREED),
        "default_is_7": ChannelCodes(_AGREED, by_default=7),
    }
)
