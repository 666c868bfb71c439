"""A caller pad's keys and display, in the frames it shares with the keypad on its line.

Pure: bytes and frames are the evaluator's own engine and profile. Source of both: the caller
line of JackQChen/QueueSystem.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.protocol import (
    Command,
    Frame,
    PadKey,
    read_message,
    show_ticket,
    show_waiting,
)

BLANK = 0x0A  # a digit of the display that shows nothing
DIGITS = 3  # so many digits of a number fit


class PadAction(StrEnum):
    """What the keys of a pad ask for; the values are the names in profile files."""

    CALL_NEXT = "call_next"  # 呼叫
    RECALL = "recall"  # 重呼
    PASS = "abandon"  # 弃号: 6, then confirm
    SUSPEND = "suspend"  # 挂起: 0, then confirm
    CALL_BACK = "call_back"  # 回呼: 3, then confirm
    PAUSE = "pause"  # 暂停
    TRANSFER = "transfer"  # 转移
    ONE_METRE_LINE = "one_metre_line"  # 一米线: step forward from the waiting line
    EVALUATE = "evaluate"  # 评价
    CANCEL = "cancel"  # on the pad, but without a use in the published program


@dataclass(frozen=True, slots=True, kw_only=True)
class PadPress:
    """Keys of the pad at address; action is None for a sequence that means nothing."""

    address: int
    keys: bytes
    action: PadAction | None


def read_press(profile: FrameProfile, frame: Frame) -> PadPress | None:
    """Return the keys in a frame from the line, or None for a key of the citizen's keypad."""
    message = read_message(profile, frame)
    if not isinstance(message, PadKey):
        return None
    action = PadAction(message.action) if message.action in set(PadAction) else None
    return PadPress(address=message.address, keys=message.keys, action=action)


def shown_ticket(address: int, *, number: str) -> Command:
    """Show the last three digits of a ticket number: `A1023` is 023, one without digits blank."""
    digits = re.findall(r"\d", number)[-DIGITS:]
    if not digits:
        return shown_blank(address)
    return show_ticket(address, number=int("".join(digits)))


def shown_waiting(address: int, *, count: int) -> Command:
    """Show how many people wait; more than 999 is shown as 999."""
    return show_waiting(address, count=max(0, count))


def shown_blank(address: int) -> Command:
    """Show nothing: what is true now is not known."""
    nothing = {"hundreds": BLANK, "tens": BLANK, "ones": BLANK}
    return Command(name="waiting", address=address, values=nothing)
