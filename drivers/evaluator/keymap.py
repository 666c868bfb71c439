"""What a key means. The same number is 非常满意 on one keypad and unknown on another."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The five levels of the national 好差评 scale, best first."""

    VERY_SATISFIED = "VERY_SATISFIED"
    SATISFIED = "SATISFIED"
    BASIC = "BASIC"
    DISSATISFIED = "DISSATISFIED"
    VERY_DISSATISFIED = "VERY_DISSATISFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMap:
    """The keys of one make of keypad: raw value on the wire -> level."""

    name: str
    keys: Mapping[int, Level]


def level_for(keymap: KeyMap, value: int) -> Level | None:
    """Return the level of a raw key value, or None for a key this keypad should not have.

    None is a fault to be reported (wrong key map, or another device on the line). It is never
    a rating, and never the nearest level.
    """
    return keymap.keys.get(value)
