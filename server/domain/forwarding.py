"""Handing ratings on to a platform (上报): what becomes of each, as one table.

    (new)           -> pending | reason_missing | number_missing | local
    reason_missing  -> pending | number_missing    the citizen's reason has come
    number_missing  -> pending            somebody has entered the case's number
    pending         -> sent | duplicate | rejected | pending (again later) | dead
    rejected, dead  -> pending            the office sends it again

Every rating is in one of these states for every platform, and leaves `pending` by a platform's
own answer alone. A rating may be sent more than once, because an answer can be lost; its key is
the same each time, so that the platform takes it once and calls the others duplicates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from server.domain.errors import WrongState
from server.domain.rating import Level, lacks_reason

_LONGEST_DOUBLING = 32  # beyond this the longest wait has long been reached


class ForwardState(StrEnum):
    """Where a rating stands with one platform."""

    PENDING = "pending"  # to be sent, now or later
    SENT = "sent"  # the platform has taken it
    DUPLICATE = "duplicate"  # the platform had it already: it is there, once
    REJECTED = "rejected"  # the platform will not have it as it is
    DEAD = "dead"  # tried too often; somebody has to look
    REASON_MISSING = "reason_missing"  # a bad rating of which nobody has said why
    NUMBER_MISSING = "number_missing"  # the platform demands 办件编号, and none is known
    LOCAL = "local"  # the platform has no word for it, so that it stays here


class Verdict(StrEnum):
    """What a platform's answer comes to."""

    OK = "ok"
    DUPLICATE_OK = "duplicate_ok"
    RETRY = "retry"  # nothing was taken, or nobody knows: ask again
    REJECT = "reject"


class StaysHere(StrEnum):
    """Why a rating is not for a platform."""

    CHANNEL = "channel"  # a local channel, such as paper, that the platform does not know
    DEFAULT = "default"  # nobody gave it, and the platform takes no such ratings
    TIME = "time"  # nobody knows when it was given, and no time is made up


# The platform has it.
DELIVERED = frozenset({ForwardState.SENT, ForwardState.DUPLICATE})
# The office may send these again.
RESENDABLE = frozenset({ForwardState.REJECTED, ForwardState.DEAD})

_ENDS = {
    Verdict.OK: ForwardState.SENT,
    Verdict.DUPLICATE_OK: ForwardState.DUPLICATE,
    Verdict.REJECT: ForwardState.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How long a platform is asked again.

    Attributes:
        first: the wait after the first failure; it doubles with each further one.
        longest: no wait is longer.
        attempts: after so many failures a rating is dead until somebody sends it again.
    """

    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)
    attempts: int = 40


def first_state(
    level: Level,
    *,
    stays: StaysHere | None,
    labels: list[str],
    words: str | None,
    lacks_number: bool,
) -> ForwardState:
    """Where a rating begins with a platform.

    Args:
        stays: why it is not for this platform; None if it is.
        lacks_number: the platform demands a case's number, and the visit has none.
    """
    if stays is not None:
        return ForwardState.LOCAL
    if lacks_reason(level, labels=labels, words=words):
        return ForwardState.REASON_MISSING
    return ForwardState.NUMBER_MISSING if lacks_number else ForwardState.PENDING


def after_verdict(verdict: Verdict, *, attempts: int, persistence: Persistence) -> ForwardState:
    """Where a pending rating goes with an answer.

    Args:
        attempts: how often it has been tried, this time included.
    """
    if verdict is Verdict.RETRY:
        is_over = attempts >= persistence.attempts
        return ForwardState.DEAD if is_over else ForwardState.PENDING
    return _ENDS[verdict]


def retry_at(now: datetime, *, attempts: int, luck: float, persistence: Persistence) -> datetime:
    """When to try again after the nth failure.

    Args:
        attempts: at least 1.
        luck: from 0 to 1. Half of the wait is left to it, so that what failed together does not
            all come back at one moment.
    """
    doubled = persistence.first * (1 << min(attempts - 1, _LONGEST_DOUBLING))
    wait = min(doubled, persistence.longest)
    return now + wait / 2 + wait / 2 * luck


def demand_resendable(state: ForwardState) -> None:
    """Let pass what the office may send again, or refuse.

    Raises:
        WrongState: it is on its way, delivered, or not for the platform.
    """
    if state not in RESENDABLE:
        raise WrongState(f"a rating that is {state} is not sent again", state=state, trigger="send")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A platform as far as deciding goes; how it is spoken to is its adapter's.

    Attributes:
        name: unique; part of the record of every rating.
        halls: codes of the halls whose ratings it gets; None for all.
        channels: the channels of ratings that it has a word for.
        takes_defaults: whether ratings go there that nobody gave.
        needs_number: whether it demands the number of the case (办件编号). None is made up.
    """

    name: str
    halls: frozenset[str] | None
    channels: frozenset[str]
    takes_defaults: bool
    needs_number: bool = False
    persistence: Persistence = Persistence()

    def serves(self, hall_code: str) -> bool:
        """Whether a hall's ratings go there."""
        return self.halls is None or hall_code in self.halls

    def stays(
        self, *, channel: str, is_default: bool, given_at: datetime | None
    ) -> StaysHere | None:
        """Why a rating is not for this platform; None if it is."""
        if is_default and not self.takes_defaults:
            return StaysHere.DEFAULT
        if not is_default and channel not in self.channels:
            return StaysHere.CHANNEL
        return StaysHere.TIME if given_at is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRating:
    """A rating as platforms are told of it; who gave it is not among it.

    Attributes:
        key: names this evaluation for good: hall, visit and ordinal.
        day: local day on which it was ready to go.
        item_code, item_name: of the first item that the visit handled; None if none is known.
        case_number: 办件编号 of the case system; None if none is known.
        is_instant: 即办 (True) or 承诺 (False); None if the item does not say.
        started_at, ended_at, given_at: aware; None where nobody knows.
        labels: codes of the national labels.
        zone: IANA time zone of the hall, in which platforms write times.
    """

    key: str
    ordinal: int
    level: Level
    channel: str
    labels: tuple[str, ...]
    words: str | None
    is_default: bool
    given_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    day: date
    zone: str
    hall_code: str
    hall_name: str
    window: str
    queue: str
    staff_no: str | None
    item_code: str | None
    item_name: str | None
    is_instant: bool | None
    case_number: str | None = None
