"""A month of a hall whose citizens rate by every channel, with all that goes wrong in a month.

Everything is done by the commands that stations, telephones and staff use. What really happened is
kept beside it, in `Month.given`, by nobody but the month itself.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from server.adapters.platform import Platform
from server.domain.access import Role
from server.domain.cases import AppealKind, CaseStep
from server.domain.contacts import SealedContact
from server.domain.errors import AlreadyRated, ReasonNotAsked
from server.domain.rating import AGAIN, FIRST, Channel, Level
from server.push.forwarder import Forwarder
from server.reports.cases import Reader, case_list
from server.services import alerts, cases, rating_tickets, tablets
from server.services.cases import Actor
from server.services.commands import Commands
from server.services.ratings import Given
from server.services.stations import token_hash
from server.simulation.platform import Fault, PlatformMemory
from tests.server.acting import BEIJING, Desk, FakeClock, Keypad, SmallHall

# Monday 14 September to Tuesday 13 October 2026, as the State Council published its days: the
# Sunday before 中秋 and the Saturday after 国庆 are worked.
WORKED = [
    *(date(2026, 9, day) for day in (14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 28, 29, 30)),
    *(date(2026, 10, day) for day in (8, 9, 10, 12, 13)),
]
AWAY_ON = date(2026, 9, 22)  # the platform, all day
VISITS = 12  # a day
GOOD = (*[Level.VERY_SATISFIED] * 13, *[Level.SATISFIED] * 5, Level.BASIC)
BAD = (Level.DISSATISFIED, Level.VERY_DISSATISFIED)
LABELS = {Level.DISSATISFIED: "213", Level.VERY_DISSATISFIED: "113"}
FAULTS = (*[Fault.NONE] * 12, Fault.ERROR, Fault.LOSE_ANSWER, Fault.HANG_UP)
# What the office does with its cases, one after another; each step takes a day. What is called back
# or closed in the end hangs on whether the citizen left a telephone.
WAYS = (
    ("verify", "confirm", "rectify", "report_rectified"),
    ("verify", "appeal", "exclude"),
    ("verify", "confirm complex", "extend", "rectify", "report_rectified"),
    (),  # forgotten
    ("verify", "appeal", "uphold", "rectify", "report_rectified"),
    ("verify", *["wait"] * 6, "find_no_basis", "explain"),  # late
)
ONE_IN = {"bad": 20, "clock_fault": 12}  # so many ratings, and presses


@dataclass
class Month:
    """A hall of two windows, the one with a keypad, the other with a tablet."""

    hall: SmallHall
    clock: FakeClock
    memory: PlatformMemory
    platforms: Sequence[Platform]
    chance: random.Random = field(default_factory=lambda: random.Random(24))
    # What citizens gave and nobody refused: (visit, ordinal) -> (level, channel).
    given: dict[tuple[int, int], tuple[Level, Channel]] = field(default_factory=dict)
    clock_faults: int = 0  # keys whose times cannot be true
    repeats: int = 0  # ratings that came a second time and were refused
    _so_far: Counter[str] = field(default_factory=Counter)
    _taken: Counter[int] = field(default_factory=Counter)  # steps of each case

    def live(self) -> None:
        """Let the days pass, then two days more in which nobody comes."""
        self.hall.set_calendar(holidays="cn")
        self.keypad = self.hall.add_keypad("1")
        enrolled = self.hall.run(
            tablets.enrol_tablet,
            window_id=self.hall.windows["2"],
            token_hash=token_hash("st_tablet"),
        )
        self.tablet = Keypad(self.hall, enrolled["station_id"])
        for day in WORKED:
            self._work(day)
            self._follow_up()
            self.clock.set(f"{day} 18:00")
            self.hall.run(alerts.tell_of_due, actor="system")
        self.memory.choose_fault = lambda _: Fault.NONE
        for _ in range(24):
            self.clock.forward(hours=2)
            self._forward()

    def _work(self, day: date) -> None:
        self.clock.set(f"{day} 08:40")
        desks = [self.hall.sit("1"), self.hall.sit("2")]
        is_away = day == AWAY_ON
        self.memory.choose_fault = lambda _: (
            Fault.HANG_UP if is_away else self.chance.choice(FAULTS)
        )
        for _ in range(VISITS):
            self._visit(self.chance.choice(desks))
            self.clock.forward(minutes=self.chance.randrange(1, 12))
            if self.chance.random() < 0.4:
                self._forward()

    def _visit(self, desk: Desk) -> None:
        self.hall.issue("A")
        desk.call_next()
        desk.start()
        self.clock.forward(minutes=self.chance.randrange(2, 9))
        number = desk.finish()
        self.clock.forward(seconds=20)
        if self.chance.random() < 0.15:
            return  # nobody has to rate
        at_window = Channel.KEYPAD if desk.window == "1" else Channel.TABLET
        elsewhere = (Channel.QR, Channel.PHONE, Channel.KIOSK, Channel.PAPER)
        channel = self.chance.choice((at_window, at_window, *elsewhere))
        level = self.chance.choice(BAD if self._is_turn("bad") else GOOD)
        if channel is at_window:
            self._press(number, self.keypad if desk.window == "1" else self.tablet, level, channel)
        else:
            self._tell(number, level, channel)
        self._come_again(number, level)

    def _press(self, number: str, pad: Keypad, level: Level, channel: Channel) -> None:
        visit = self.hall.visit(number)
        (job,) = [job for job in pad.jobs() if job.visit_id == visit.id]
        armed_at = self.clock.now() - timedelta(seconds=10)
        if self._is_turn("clock_fault"):
            armed_at -= timedelta(hours=self.chance.choice((-3, 1, 24)))
            self.clock_faults += 1
        else:
            self.given[visit.id, FIRST] = level, channel
        pressed = pad.pressed(level, armed_at, armed_at + timedelta(seconds=6))
        pad.answer("done", job=job, **pressed)
        if self.chance.random() < 0.3:  # the answer to the answer was lost
            pad.answer("done", job=job, **pressed)

    def _tell(self, number: str, level: Level, channel: Channel) -> None:
        labels = [LABELS[level]] if level in BAD and self.chance.random() < 0.5 else []
        given = Given(level=level, channel=channel, labels=labels)
        ticket_id = self.hall.ticket(number).id
        if channel is Channel.PAPER:
            at = self.chance.choice((None, self.clock.now()))
            form = Given(
                level=level, channel=channel, pressed_at=at, entered_by=self.hall.clerks[4]
            )
            self.hall.run(rating_tickets.enter_paper, ticket_id=ticket_id, given=form)
        else:
            self.hall.run(rating_tickets.rate, ticket_id=ticket_id, given=given, actor="citizen")
        self.given[self.hall.visit(number).id, FIRST] = level, channel

    def _come_again(self, number: str, level: Level) -> None:
        """Some press again, some add a second rating, some say why a rating was bad."""
        visit_id, ticket_id = self.hall.visit(number).id, self.hall.ticket(number).id
        if (visit_id, FIRST) not in self.given:
            return
        rate = partial(self.hall.run, rating_tickets.rate, ticket_id=ticket_id, actor="citizen")
        if self.chance.random() < 0.15:
            try:
                rate(given=Given(level=Level.BASIC, channel=Channel.QR))
            except AlreadyRated:
                self.repeats += 1
        if self.chance.random() < 0.05:
            rate(given=Given(level=Level.SATISFIED, channel=Channel.PHONE, ordinal=AGAIN))
            self.given[visit_id, AGAIN] = Level.SATISFIED, Channel.PHONE
        if level in BAD and self.chance.random() < 0.4:
            self._explain(ticket_id)

    def _explain(self, ticket_id: int) -> None:
        contact = self.chance.choice((None, SealedContact("138****1234", "sealed")))
        explain = partial(rating_tickets.explain, ticket_id=ticket_id, channel=Channel.PHONE)
        try:
            self.hall.run(explain, labels=(), words="等得太久", contact=contact, name="explain")
        except ReasonNotAsked:
            self.repeats += 1  # it was said with the rating

    def _is_turn(self, what: str) -> bool:
        self._so_far[what] += 1
        return self._so_far[what] % ONE_IN[what] == ONE_IN[what] // 2

    def _follow_up(self) -> None:
        """In the afternoon the office takes the next step of every case."""
        self.clock.forward(minutes=3)
        reader = Reader(self.hall.clerks[5], is_office=True)
        with self.hall.database.read() as conn:
            now = self.clock.now()
            found = case_list(conn, self.hall.hall_id, reader=reader, now=now, ended=False)
        for case in found:
            way = WAYS[case["case_id"] % len(WAYS)]
            ends = ("close",) if case["is_anonymous"] else ("call_back", "close")
            steps = (*way, *ends) if way else ()
            done = self._taken[case["case_id"]]
            if done < len(steps):
                self._take(case, steps[done])
                self._taken[case["case_id"]] += 1

    def _take(self, case: dict[str, Any], step: str) -> None:
        of = {"case_id": case["case_id"], "actor": Actor(self.hall.clerks[5], Role.OFFICE)}
        name, _, is_complex = step.partition(" ")
        if name == "extend":
            until = datetime.fromisoformat(case["due_at"]) + timedelta(days=2)
            command = partial(cases.extend, until=until, reason="等外省回函", **of)
        elif name == "wait":
            return
        else:
            appeal = AppealKind.MISTAKEN if name == "appeal" else None
            command = partial(
                cases.take_step,
                step=CaseStep(name),
                words="已办",
                is_complex=bool(is_complex),
                appeal=appeal,
                **of,
            )
        self.hall.run(command, name=step, actor="account:6")

    def _forward(self) -> None:
        """A round of a program that has just started: nothing hangs on its memory."""
        database = self.hall.database
        Forwarder(
            database,
            Commands(database),
            self.clock,
            platforms=self.platforms,
            luck=self.chance.random,
        ).round()


def end_of_nth_day(at: datetime, n: int) -> datetime:
    """The end of the nth day worked after an instant; counted on the list above."""
    after = [day for day in WORKED_ON if day > at.astimezone(BEIJING).date()]
    return datetime.combine(after[n - 1], datetime.min.time(), BEIJING) + timedelta(
        hours=17, minutes=30
    )


# Ordinary weeks follow: terms that begin late in the month end in them.
WORKED_ON = [
    *WORKED,
    *(date(2026, 10, day) for day in (*range(14, 17), *range(19, 24), *range(26, 31))),
    *(date(2026, 11, day) for day in (*range(2, 7), *range(9, 14))),
]


def all_rows(hall: SmallHall, table: Any) -> list[Any]:
    """A hall's rows of a table as they are stored, oldest first."""
    query = select(table).where(table.c.hall_id == hall.hall_id).order_by(table.c.id)
    with hall.database.read() as conn:
        return list(conn.execute(query))
