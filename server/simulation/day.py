"""One day of a hall, from the first clerk to the last visitor, through a running server."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from server.sample.schema import HallFile
from server.simulation.agenda import Agenda
from server.simulation.clerk import Clerk
from server.simulation.client import Client, ServerAway, Traffic
from server.simulation.crowd import Crowd
from server.simulation.floor import OVERTIME_S, Floor
from server.simulation.habits import Habits
from server.simulation.hall import Hall, hall_from
from server.simulation.keypads import Keypad, PressedKeypad, StationKeypad
from server.simulation.register import Register, Ticket
from server.simulation.shifts import plan_breaks
from server.simulation.staffing import Post, open_windows, sign_in
from server.simulation.visitors import Visitor, plan_visitors

_BEFORE_OPENING_S = 300.0
_WORKERS = 16
_SHOW_EVERY_S = 0.2


class CannotBegin(Exception):
    """The day cannot be played; the message is one line for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What day to play, and where.

    Attributes:
        speed: simulated seconds in a real one.
        visitors: how many come; None for as many as the windows serve well.
        hall_file: the hall's own files, for its hours and service times; None if not at hand.
        keypads: pages of simulated keypads, of the first, second... window.
        station_tokens: of window stations that nobody else runs.
    """

    server: str
    hall_id: int
    speed: float
    seed: int
    visitors: int | None = None
    password: str
    take_over: bool = False
    habits: Habits = field(default_factory=Habits)
    hall_file: HallFile | None = None
    keypads: Sequence[str] = ()
    station_tokens: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the day stands.

    Attributes:
        at_s: seconds since midnight.
        finished: visitors whose day is over, of `visitors`.
    """

    at_s: float
    finished: int
    visitors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a day came to, whole or broken off.

    Attributes:
        tickets: those that the simulation took.
        strangers: how many tickets from elsewhere its clerks called.
        took_s: real seconds.
        kept_speed: simulated seconds in a real one, over the whole day; less than the speed asked
            for where the server could not keep up.
        left_early: number of a window and why its clerk left it.
        ended_by: why the day was broken off; empty for a whole day.
    """

    hall: Hall
    speed: float
    tickets: Sequence[Ticket]
    strangers: int
    turned_away: Mapping[tuple[int, str], int]
    impossible: Sequence[str]
    traffic: Traffic
    took_s: float
    kept_speed: float
    left_early: Sequence[tuple[str, str]]
    ended_by: str = ""


def _demand_server(server: str) -> None:
    """Say at once that no server is there, instead of waiting for it to come back."""
    client = Client(server, patience_s=0)
    try:
        client.get("/halls")
    finally:
        client.close()


Watcher = Callable[[Progress], None]


def play(options: Options, *, watch: Watcher = lambda _: None) -> Report:
    """Play the day. Ctrl-C breaks it off: clerks close their windows, and the report is made.

    Args:
        watch: told several times a second how far the day is.

    Raises:
        CannotBegin, NobodySitsDown, Refused, ServerAway: before anything was played.
    """
    nobody = Client(options.server)
    try:
        return _Day(options, nobody).play(watch)
    finally:
        nobody.close()


@dataclass(slots=True)
class _Day:
    """The parts of one day, built in the order in which they need one another."""

    options: Options
    nobody: Client
    hall: Hall = field(init=False)
    reception: Client = field(init=False)
    agenda: Agenda = field(init=False)
    floor: Floor = field(init=False)
    clerks: list[Clerk] = field(init=False)
    visitors: list[Visitor] = field(init=False)
    kept_speed: float = 0.0

    def play(self, watch: Watcher) -> Report:
        self._prepare()
        began = time.monotonic()
        with self.agenda:
            for clerk in self.clerks:
                clerk.begin()
            ended_by = self._watch(watch)
            simulated_s = self.agenda.now_s() - self.hall.sessions[0][0] + _BEFORE_OPENING_S
            self.kept_speed = simulated_s / (time.monotonic() - began)
        if not isinstance(self.agenda.broken_by, ServerAway):
            self._close(early=bool(ended_by))
        return self._report(time.monotonic() - began, ended_by)

    def _prepare(self) -> None:
        options, nobody = self.options, self.nobody
        _demand_server(options.server)
        catalogue = nobody.get(f"/halls/{options.hall_id}/catalogue")
        if not catalogue["hall"]["open"]["issuing"]:
            raise CannotBegin("the hall is closed now: seed it with --any-hour to play at any time")
        self.hall = hall_from(catalogue, options.hall_file)
        self.reception, _ = sign_in(nobody, "reception", options.password)
        posts = open_windows(
            self.hall,
            nobody=nobody,
            reception=self.reception,
            password=options.password,
            take_over=options.take_over,
        )
        self.visitors = plan_visitors(
            self.hall,
            [post.window for post in posts],
            seed=options.seed,
            count=options.visitors,
            habits=options.habits,
        )
        self._build(posts)

    def _build(self, posts: Sequence[Post]) -> None:
        rng = Random(self.options.seed)
        self.agenda = Agenda(
            begins_s=self.hall.sessions[0][0] - _BEFORE_OPENING_S,
            speed=self.options.speed,
            workers=_WORKERS + len(self.options.keypads) + len(self.options.station_tokens),
        )
        self.floor = Floor(
            self.hall,
            agenda=self.agenda,
            register=Register(unfinished=len(self.visitors), simulated=self.agenda.simulated),
            reception=self.reception,
            rng=Random(rng.random()),
        )
        keypads = self._keypads(Random(rng.random()))
        self.clerks = [
            self._clerk(place, post, keypads.get(post.window.window_id), Random(rng.random()))
            for place, post in enumerate(posts)
        ]
        self.floor.clerks.extend(self.clerks)
        crowd = Crowd(self.floor, nobody=self.nobody, reception=self.reception)
        crowd.expect(self.visitors)

    def _clerk(self, place: int, post: Post, keypad: Keypad | None, rng: Random) -> Clerk:
        return Clerk(
            post.window,
            client=post.client,
            floor=self.floor,
            breaks=plan_breaks(
                self.hall.sessions, place=place, habits=self.options.habits, rng=rng
            ),
            rng=rng,
            keypad=keypad,
        )

    def _keypads(self, rng: Random) -> dict[int, Keypad]:
        keypads: dict[int, Keypad] = {
            window.window_id: PressedKeypad(url)
            for window, url in zip(self.hall.windows, self.options.keypads, strict=False)
        }
        for token in self.options.station_tokens:
            station = self.nobody.signed(token)
            window_id = station.get("/stations/me")["window_id"]
            keypads[window_id] = StationKeypad(station, self.agenda, Random(rng.random()))
        return keypads

    def _watch(self, watch: Watcher) -> str:
        """Wait for the end of the day; why it ended early, or nothing."""
        number = len(self.visitors)
        try:
            while not self.agenda.wait(_SHOW_EVERY_S):
                finished = max(number - self.floor.register.unfinished, 0)
                watch(Progress(at_s=self.agenda.now_s(), finished=finished, visitors=number))
                if self._is_stuck():
                    return "the windows did not close in time"
        except KeyboardInterrupt:
            return "by Ctrl-C"
        error = self.agenda.broken_by
        if error is None or isinstance(error, ServerAway):
            return str(error or "")
        raise error

    def _is_stuck(self) -> bool:
        """Overtime ended long ago."""
        return self.agenda.now_s() > self.floor.closes_s + 2 * OVERTIME_S

    def _close(self, *, early: bool) -> None:
        if early:
            for clerk in self.clerks:
                if clerk.is_here:
                    clerk.leave_at_once()
        with suppress(ServerAway):
            self.floor.settle()

    def _report(self, took_s: float, ended_by: str) -> Report:
        register = self.floor.register
        for status, n in self.nobody.traffic.faults.items():
            if status.startswith("5"):
                register.see_impossible(f"{n} answers of {status}")
        everybody = register.tickets.values()
        return Report(
            hall=self.hall,
            speed=self.options.speed,
            tickets=[ticket for ticket in everybody if not ticket.is_stranger],
            strangers=sum(ticket.is_stranger for ticket in everybody),
            turned_away=Counter(register.turned_away),
            impossible=list(register.impossible),
            traffic=self.nobody.traffic,
            took_s=took_s,
            kept_speed=self.kept_speed,
            left_early=[(c.window.number, c.left_because) for c in self.clerks if c.left_because],
            ended_by=ended_by,
        )
