"""Plays a hall forward: windows become free one after another, and each calls whom it would call.

The one who is called is chosen by the same function that chooses at the windows, given the first
of each line, so that a change of the rules changes the estimate with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from heapq import heapify, heappop, heappush, merge
from itertools import chain

from server.domain.estimate.chance import arrivals, occupations
from server.domain.estimate.lines import GHOSTS, STRANGERS, Key, Prepared
from server.domain.estimate.occupied import after_breaks, first_free_s
from server.domain.estimate.state import Stream, WindowNow
from server.domain.picking import NOBODY, NORMAL, Line, Offer, Offers, Place, offer_sent_here, pick
from server.domain.queueing import offer

HORIZON_S = 10 * 3600.0  # no hall works longer; who is not called by then has no estimate

_MICROSECONDS = 1_000_000  # in a second
_A_MOMENT_S = 0.001  # "longer than", not "as long as", opens a helped queue
_NEVER = float("inf")


def replays(prepared: Prepared) -> list[dict[int, float]]:
    """Play the hall forward again and again, each time with other luck.

    Returns:
        for each replay: ticket id -> seconds until its call, in the order of the calls. Imagined
        newcomers and expected strangers are among them; who is never called is not.
    """
    stage = _Stage(prepared)
    return [stage.play(number) for number in range(prepared.replays)]


class _Line(Line):
    """A line as a replay uses it up: who is here, and behind them who is expected."""

    __slots__ = (
        "_appointed", "_arrivals", "_coming", "_here", "_number", "_places", "_stream",
        "is_imagined", "next_s", "priority", "queue_id",
    )  # fmt: skip

    def __init__(
        self,
        key: Key,
        places: Sequence[Place],
        stream: Stream | None,
        appointed: Sequence[Sequence[float]] | None,
        number: int,
    ) -> None:
        super().__init__(NOBODY)
        self.queue_id, self.priority, _ = key
        self._places = places
        self._stream = stream
        self._appointed = appointed
        self._number = number

    def begin(self, replay: int) -> None:
        """Stand as at the moment of the estimate, before one more replay."""
        self._here = iter(self._places)
        self._arrivals = self._who_comes(replay)
        self._coming = STRANGERS + 1_000 * self._number  # the id of the next stranger
        self.next_s = next(self._arrivals, _NEVER)  # when that one comes
        self.step()

    def step(self) -> None:
        """The first was called; the next of those who are here moves up."""
        self.first = next(self._here, NOBODY)
        self.is_imagined = GHOSTS <= self.first[1] < STRANGERS

    def let_in(self) -> None:
        """The next who was expected has come, and nobody else is left, or only later places are."""
        if self.first is not NOBODY:
            self._here = chain([self.first], self._here)
            self.is_imagined = False
        self.first = int(self.next_s * _MICROSECONDS), self._coming
        self._coming += 1
        self.next_s = next(self._arrivals, _NEVER)

    def _who_comes(self, replay: int) -> Iterator[float]:
        """When strangers and people with appointments join, in order."""
        appointed = self._appointed[replay] if self._appointed else ()
        if self._stream is None:
            return iter(appointed)
        per_hour = self._stream.per_hour
        strangers = (at * 3600 / per_hour for at in arrivals(self._number, replay))
        return merge(strangers, appointed) if appointed else strangers


class _Desk:
    """A window on the stage.

    Attributes:
        first_free_s: when it calls for the first time, in each replay.
        expecting: its lines in which people are still to come.
        imagining: its lines in which a newcomer imagines standing.
        run: how many priority tickets it has called in a row.
    """

    __slots__ = ("expecting", "first_free_s", "imagining", "offers", "run", "window")

    def __init__(self, window: WindowNow, lines: Mapping[Key, _Line], prepared: Prepared) -> None:
        self.window = window
        self.run = window.priority_run
        self.first_free_s = first_free_s(prepared.hall, window, prepared.replays)
        self.expecting = [
            line
            for key, line in lines.items()
            if key in prepared.streams or key in prepared.appointed
        ]
        self.imagining = [line for key, line in lines.items() if key in prepared.imagined]
        self.offers = Offers.of(_offer(window, key, line) for key, line in lines.items())


def _offer(window: WindowNow, key: Key, line: _Line) -> Offer[_Line]:
    queue_id, priority, destination = key
    if destination is not None:
        return offer_sent_here(line, priority)
    return offer(line, window.serves[queue_id], priority)


class _Stage:
    """The hall's lines and windows, set up once and played again and again."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._hall = prepared.hall
        self._patience = prepared.hall.policy.patience // timedelta.resolution
        self._lines = {
            key: _Line(key, places, prepared.streams.get(key), prepared.appointed.get(key), n)
            for n, (key, places) in enumerate(prepared.lines.items())
        }
        self._desks = [
            _Desk(window, {key: self._lines[key] for key in keys}, prepared)
            for window, keys in zip(prepared.hall.windows, prepared.reach, strict=True)
        ]

    def play(self, number: int) -> dict[int, float]:
        """Play once with the luck of one replay."""
        for line in self._lines.values():
            line.begin(number)
        for desk in self._desks:
            desk.run = desk.window.priority_run
        self._number = number
        self._wanted = self._prepared.wanted
        self._called: dict[int, float] = {}
        self._free = [(desk.first_free_s[number], k) for k, desk in enumerate(self._desks)]
        heapify(self._free)
        while self._wanted and self._free:
            at, k = heappop(self._free)
            if at > HORIZON_S:
                break
            self._look(k, at)
        return self._called

    def _look(self, k: int, at: float) -> None:
        """A window is free and looks for somebody to call."""
        desk = self._desks[k]
        while (line := self._pick(desk, at)) is not None:
            ticket_id, is_imagined = line.first[1], line.is_imagined
            self._called[ticket_id] = at
            self._wanted -= ticket_id < STRANGERS
            line.step()
            if not is_imagined:
                desk.run = desk.run + 1 if line.priority != NORMAL else 0
                self._free_at(k, at + self._occupied_s(ticket_id, line.queue_id))
                return
            # A newcomer only imagines being called, and takes nobody's time.
        self._rest(k, desk, at)

    def _pick(self, desk: _Desk, at: float) -> _Line | None:
        for line in desk.expecting:
            # Behind everybody who is here, but for those whose time is still to come.
            if line.next_s <= at and line.next_s * _MICROSECONDS < line.first[0]:
                line.let_in()
        chosen = self._pick_of(desk.offers, desk.run, at)
        if chosen is None or chosen.is_imagined:
            return chosen
        for line in desk.imagining:
            if line.is_imagined:
                # Nobody may be called differently because somebody merely imagines standing there.
                return self._pick_of(_real(desk.offers), desk.run, at)
        return chosen

    def _pick_of(self, offers: Offers[_Line], run: int, at: float) -> _Line | None:
        picked = pick(
            offers,
            now=at * _MICROSECONDS,
            patience=self._patience,
            is_normal_turn=self._hall.policy.is_normal_turn(run),
        )
        return None if picked is None else picked[0].line

    def _occupied_s(self, ticket_id: int, queue_id: int) -> float:
        known = self._prepared.occupied.get(ticket_id)
        if known is None:
            known = occupations(ticket_id, self._hall.habits[queue_id], self._prepared.replays)
            self._prepared.occupied[ticket_id] = known
        return known[self._number]

    def _rest(self, k: int, desk: _Desk, at: float) -> None:
        """Nobody is for this window now: look again at an arrival, or when somebody needs help."""
        moments = [line.next_s for line in desk.expecting if line.first is NOBODY]
        for helped in desk.offers.helped:
            order = helped.line.first[0]
            if helped.help_after is not None and helped.line.first is not NOBODY:
                moments.append((order + helped.help_after) / _MICROSECONDS + _A_MOMENT_S)
        soonest = min((m for m in moments if m > at), default=_NEVER)
        if soonest < _NEVER:
            self._free_at(k, soonest)

    def _free_at(self, k: int, at: float) -> None:
        heappush(self._free, (after_breaks(self._hall, at) if self._hall.breaks else at, k))


def _real(offers: Offers[_Line]) -> Offers[_Line]:
    """The same without those at whose head only an imagined newcomer stands."""
    own = [offer for offer in offers.own if not offer.line.is_imagined]
    helped = [offer for offer in offers.helped if not offer.line.is_imagined]
    return Offers(offers.sent_here, own, helped)
