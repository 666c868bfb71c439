"""When a queue gives numbers, to whom, and what it says with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from server.domain.appointments import Slot
from server.domain.calendar import OpeningHours, Session, Stretch
from server.domain.clock import to_wire
from server.domain.errors import (
    CutOff,
    HallClosed,
    IdentificationRequired,
    NotIssuingNow,
    PersonLimit,
    SessionFull,
)

_LOOK_AHEAD_DAYS = 21  # as far as the hall's own calendar looks


class Identification(StrEnum):
    """Whether a citizen says who they are when taking a number."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class CutOffPolicy(StrEnum):
    """What is done when a new number would probably not be served today."""

    OFF = "off"
    WARN = "warn"
    STOP = "stop"


class Overnight(StrEnum):
    """What becomes of numbers that still wait when the day ends."""

    EXPIRE = "expire"
    KEEP = "keep"


class Warn(StrEnum):
    """What a slip and the screens say beside a new number."""

    NEAR_CLOSING = "near_closing"
    MAY_NOT_BE_SERVED = "may_not_be_served"


def no_slots() -> Sequence[Slot]:
    """The free slots of a queue that takes no appointments."""
    return ()


class Wait(Protocol):
    """What is expected of a number taken now, in seconds from now to its call."""

    @property
    def high_s(self) -> float:
        """The upper end of the range that is told to citizens."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingRules:
    """A queue's rules for giving numbers; durations in seconds.

    Attributes:
        sessions: its own hours, with quotas; empty for those of the hall.
        begin_before_open_s: numbers are given so long before the hall's first session of a day.
        stop_before_close_s: no more numbers so long before its last session of a day ends.
        warn_before_close_s: numbers bear a warning from so long before that end; 0 for never.
        identification: whether citizens say who they are.
        person_daily_limit: how many numbers of this queue one person gets in a day.
        cut_off: what happens when the expected wait reaches beyond closing.
        overnight: what becomes of those who still wait when the day ends.
    """

    sessions: Sequence[Session] = ()
    begin_before_open_s: int = 0
    stop_before_close_s: int = 0
    warn_before_close_s: int = 0
    identification: Identification = Identification.NONE
    person_daily_limit: int | None = None
    cut_off: CutOffPolicy = CutOffPolicy.OFF
    overnight: Overnight = Overnight.EXPIRE

    def demand_session(
        self,
        hours: OpeningHours,
        *,
        now: datetime,
        given: Callable[[Stretch], int],
        any_hour: bool = False,
    ) -> None:
        """Let a number be given now, or refuse; `opens_at` says when to come.

        Args:
            hours: the hall's calendar.
            given: how many numbers the queue has given in a session.
            any_hour: give numbers outside all sessions too; a running session keeps its quota.

        Raises:
            HallClosed: the hall is shut.
            NotIssuingNow: the hall is open, but the queue gives no numbers at this hour.
            SessionFull: the session's quota is used up.
        """
        running = next((s for s in self._today(hours, now) if s.opens <= now < s.closes), None)
        if running is None:
            if not any_hour:
                raise self._closed(hours, now)
        elif running.quota is not None and given(running) >= running.quota:
            raise SessionFull(
                "this session's numbers are all given",
                quota=running.quota,
                opens_at=_wire(self.opens_at(hours, now)),
            )

    def opens_at(self, hours: OpeningHours, now: datetime) -> datetime | None:
        """When the queue next begins to give numbers; None if not within three weeks."""
        return next((s.opens for s in self._coming(hours, now) if s.opens > now), None)

    def demand_person(self, *, is_known: bool) -> None:
        """Let somebody draw a number, or refuse.

        Raises:
            IdentificationRequired: the queue must know who it is.
        """
        if self.identification is Identification.REQUIRED and not is_known:
            raise IdentificationRequired("this queue asks who takes the number")

    def demand_clearing(
        self,
        hours: OpeningHours,
        *,
        now: datetime,
        wait: Wait | None,
        free_slots: Callable[[], Sequence[Slot]] = no_slots,
    ) -> None:
        """Let a number be given that will probably be served today, or refuse.

        Args:
            free_slots: the next slots that somebody refused may book instead; read only then.

        Raises:
            CutOff: it would not, and the queue stops then; `opens_at` is the next opening,
                `slots` what may be booked.
        """
        if self.cut_off is CutOffPolicy.STOP and _beyond_closing(hours, now, wait):
            closes = hours.day_closes_at(now) or now
            raise CutOff(
                "a number taken now would probably not be served today",
                opens_at=_wire(self.opens_at(hours, closes)),
                slots=[slot.to_json() for slot in free_slots()],
            )

    def warning(self, hours: OpeningHours, *, now: datetime, wait: Wait | None) -> Warn | None:
        """What to say beside a number given now, if anything."""
        if self.cut_off is not CutOffPolicy.OFF and _beyond_closing(hours, now, wait):
            return Warn.MAY_NOT_BE_SERVED
        closes = hours.day_closes_at(now)
        if closes and closes - timedelta(seconds=self.warn_before_close_s) <= now < closes:
            return Warn.NEAR_CLOSING
        return None

    def stretches_on(self, hours: OpeningHours, day: date) -> list[Stretch]:
        """When the queue gives numbers on a day, in order; never on a day the hall is shut."""
        hall = hours.stretches_on(day)
        if not hall:
            return []
        own = replace(hours, sessions=self.sessions).stretches_on(day) if self.sessions else hall
        if not self.sessions:
            early = timedelta(seconds=self.begin_before_open_s)
            own = [replace(own[0], opens=own[0].opens - early), *own[1:]]
        last = max(s.closes for s in hall) - timedelta(seconds=self.stop_before_close_s)
        return [replace(s, closes=min(s.closes, last)) for s in own if s.opens < last]

    def _today(self, hours: OpeningHours, now: datetime) -> list[Stretch]:
        return self.stretches_on(hours, hours.local_day(now))

    def _coming(self, hours: OpeningHours, now: datetime) -> Iterator[Stretch]:
        first = hours.local_day(now)
        for offset in range(_LOOK_AHEAD_DAYS):
            yield from self.stretches_on(hours, first + timedelta(days=offset))

    def _closed(self, hours: OpeningHours, now: datetime) -> HallClosed | NotIssuingNow:
        opens_at = _wire(self.opens_at(hours, now))
        if hours.is_open(now):
            return NotIssuingNow("this queue gives no numbers at this hour", opens_at=opens_at)
        return HallClosed("the hall is closed", opens_at=opens_at)


def demand_within_limit(*, drawn: int, limit: int | None, scope: str) -> None:
    """Let a person draw another number today, or refuse.

    Args:
        drawn: how many the person has drawn today.
        limit: how many one person gets; None for no limit.
        scope: "queue" or "hall": what the limit is of.

    Raises:
        PersonLimit: the person has had as many as there are.
    """
    if limit is not None and drawn >= limit:
        raise PersonLimit("this person has had as many numbers today", limit=limit, scope=scope)


def _beyond_closing(hours: OpeningHours, now: datetime, wait: Wait | None) -> bool:
    """Whether the wait probably ends after today's closing; unknown is no reason."""
    closes = hours.day_closes_at(now)
    if wait is None or closes is None or now >= closes:
        return False
    return now + timedelta(seconds=wait.high_s) > closes


def _wire(at: datetime | None) -> str | None:
    return None if at is None else to_wire(at)
