"""Plays a hall forward: windows become free one after another, and each calls whom it would call.

The one who is called is chosen by the same function that chooses at the windows, given the first
of each line, so that a change of the rules changes the estimate with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from heapq import heapify, heappop, heappush

from server.domain.estimate.chance import arrivals, occupations, shares
from server.domain.estimate.lines import STRANGERS, Key, Place, Prepared, is_newcomer, stranger
from server.domain.estimate.state import AtWindow, HallNow, Stream
from server.domain.queueing import NORMAL, Waiting, choose_next

HORIZON_S = 10 * 3600.0  # no hall works longer; who is not called by then has no estimate

_A_MOMENT_S = 0.001  # "longer than", not "as long as", opens a helped queue
_NEVER = float("inf")


def replay(prepared: Prepared, number: int) -> dict[int, float]:
    """Play the hall forward once.

    Args:
        number: which replay, 0 to REPLAYS - 1; each has its own luck.

    Returns:
        ticket id -> seconds until its call, in the order of the calls. Imagined newcomers and
        expected strangers are among them; who is never called is not.
    """
    return _Play(prepared, number).run()


class _Line:
    """A line as one replay uses it up: who is here, and behind them who is expected."""

    __slots__ = ("_arrivals", "_here", "_number", "_strangers", "_stream", "head", "next_s")

    def __init__(
        self, here: Sequence[Waiting], stream: Stream | None, number: int, replay: int
    ) -> None:
        self._here = iter(here)
        self._stream = stream
        self._number = number
        self._arrivals = iter(arrivals(number, replay)) if stream else iter(())
        self._strangers = 0
        self.head: Waiting | None = next(self._here, None)
        self.next_s = self._next_arrival_s()  # when the next stranger comes

    def step(self) -> None:
        """The first was called; the next of those who are here moves up."""
        self.head = next(self._here, None)

    def let_in(self, hall: HallNow) -> None:
        """The next stranger has come, and nobody else is left."""
        if self._stream is not None:
            came_at = hall.now + timedelta(seconds=self.next_s)
            self.head = stranger(self._stream, self._strangers, self._number, came_at)
            self._strangers += 1
            self.next_s = self._next_arrival_s()

    def _next_arrival_s(self) -> float:
        if self._stream is None:
            return _NEVER
        return next(self._arrivals, _NEVER) * 3600 / self._stream.per_hour


class _Play:
    """One replay under way."""

    def __init__(self, prepared: Prepared, number: int) -> None:
        self._hall = prepared.hall
        self._number = number
        self._wanted = prepared.wanted
        self._occupied = prepared.occupied
        self._lines: dict[Key, _Line] = {
            key: _Line(tickets, prepared.streams.get(key), n, number)
            for n, (key, tickets) in enumerate(prepared.lines.items())
        }
        self._places = [
            (place, [self._lines[key] for key in place.lines]) for place in prepared.places
        ]
        self._runs = [place.window.priority_run for place in prepared.places]
        self._free = [(self._first_free(place), k) for k, place in enumerate(prepared.places)]
        heapify(self._free)
        self._called: dict[int, float] = {}

    def run(self) -> dict[int, float]:
        while self._wanted and self._free:
            at, k = heappop(self._free)
            if at > HORIZON_S:
                break
            self._look(k, at)
        return self._called

    def _look(self, k: int, at: float) -> None:
        """A window is free and looks for somebody to call."""
        place, lines = self._places[k]
        while (chosen := self._choose(k, place, lines, at)) is not None:
            self._called[chosen.ticket_id] = at
            self._lines[chosen.queue_id, chosen.priority, chosen.window_id].step()
            if chosen.ticket_id < STRANGERS:
                self._wanted -= 1
            if not is_newcomer(chosen):
                self._occupy(k, chosen, at)
                return
            # A newcomer only imagines being called, and takes nobody's time.
        self._rest(k, place, lines, at)

    def _choose(self, k: int, place: Place, lines: Sequence[_Line], at: float) -> Waiting | None:
        heads = []
        for line in lines:
            if line.head is None and line.next_s <= at:
                line.let_in(self._hall)
            if line.head is not None:
                heads.append(line.head)
        chosen = self._choice(k, place, heads, at)
        if chosen is None or is_newcomer(chosen):
            return chosen
        # Nobody may be called differently because somebody merely imagines standing there.
        real = [w for w in heads if not is_newcomer(w)]
        return chosen if len(real) == len(heads) else self._choice(k, place, real, at)

    def _choice(self, k: int, place: Place, heads: Sequence[Waiting], at: float) -> Waiting | None:
        if len(heads) < 2 and (not heads or place.is_simple):
            # Whoever stands alone before a window that only has queues of its own is called.
            return heads[0] if heads else None
        choice = choose_next(
            heads,
            place.window.serves,
            window_id=place.window.window_id,
            now=self._hall.now + timedelta(seconds=at),
            policy=self._hall.policy,
            priority_run=self._runs[k],
        )
        if choice is None:
            return None
        for head in heads:
            if head.ticket_id == choice.ticket_id:
                return head
        raise AssertionError("chose somebody who was not there")

    def _occupy(self, k: int, called: Waiting, at: float) -> None:
        self._runs[k] = self._runs[k] + 1 if called.priority != NORMAL else 0
        self._free_at(k, at + self._occupied_s(called)[self._number])

    def _occupied_s(self, called: Waiting) -> Sequence[float]:
        known = self._occupied.get(called.ticket_id)
        if known is None:
            known = occupations(called.ticket_id, self._hall.habits[called.queue_id])
            self._occupied[called.ticket_id] = known
        return known

    def _rest(self, k: int, place: Place, lines: Sequence[_Line], at: float) -> None:
        """Nobody is for this window now: look again at an arrival, or when somebody needs help."""
        moments = [line.next_s for line in lines if line.head is None]
        for key, after in place.helped:
            head = self._lines[key].head
            if head is not None:
                needs_help = (head.order_at + after - self._hall.now).total_seconds()
                moments.append(needs_help + _A_MOMENT_S)
        soonest = min((m for m in moments if m > at), default=_NEVER)
        if soonest < _NEVER:
            self._free_at(k, soonest)

    def _free_at(self, k: int, at: float) -> None:
        heappush(self._free, (after_breaks(self._hall, at), k))

    def _first_free(self, place: Place) -> float:
        window = place.window
        busy_s = 0.0 if window.at_window is None else self._busy_s(window.at_window)
        return after_breaks(self._hall, max(busy_s, window.away_s))

    def _busy_s(self, visit: AtWindow) -> float:
        """How long a window is still occupied by whom it has in front of it."""
        habits = self._hall.habits[visit.queue_id]
        u = shares(visit.ticket_id, "service")[self._number]
        if visit.has_started:
            return habits.service.remaining(visit.elapsed_s, u) + habits.turnaround_s
        if shares(visit.ticket_id, "missing")[self._number] < habits.no_show_share:
            return max(habits.no_show_s - visit.elapsed_s, 0.0) + habits.turnaround_s
        until_start_s = max(habits.walking_s - visit.elapsed_s, 0.0)
        return until_start_s + habits.service.at(u) + habits.turnaround_s


def after_breaks(hall: HallNow, at: float) -> float:
    """The first moment from `at` on that lies in no break."""
    for begin, end in hall.breaks:
        if begin <= at < end:
            return end
    return at
