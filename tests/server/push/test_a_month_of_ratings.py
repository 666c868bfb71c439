"""A month in one go: ratings by all channels, a platform that is away for a day, lost answers."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from server.adapters.platform_http import Access, HttpPlatform
from server.domain.forwarding import Persistence
from server.domain.rating import BAD_LEVELS, Channel, Level
from server.push.forwarder import Forwarder
from server.reports.rating_statistics import By, rating_statistics
from server.services.commands import Commands
from server.simulation.platform import Fault, PlatformMemory
from server.store import ticket_tables
from server.store.forwarding_rows import ForwardRow
from server.store.forwarding_tables import forwards
from tests.server.push.test_forwarding_ratings import NATIONAL, Wire, recipient
from tests.server.rated import store_rating

DAYS = 30
A_DAY = 8
AWAY_ON = 10  # the platform, all day
LEVELS = [*[Level.VERY_SATISFIED] * 12, *[Level.SATISFIED] * 6, Level.BASIC, *BAD_LEVELS]


def visit_of(hall, ticket_id, window):
    """A visit that has just ended, as a row."""
    now = hall.clock.now()

    def put(uow):
        return uow.insert(
            ticket_tables.visits,
            hall_id=hall.hall_id, ticket_id=ticket_id, queue_id=hall.queues["A"],
            window_id=hall.windows[window], account_id=hall.clerks[0], called_at=now,
            last_called_at=now, calls=1, announced_calls=1, started_at=now, ended_at=now,
            ended_by="finish",
        )  # fmt: skip

    return hall.database.write(hall.hall_id, put, actor="account:1")


@pytest.fixture
def month(hall, clock):
    """Thirty days of visits with the forwarder at work; returns its rows and what was rated."""
    chance = random.Random(24)
    memory = PlatformMemory(dialect=NATIONAL, secret="secret")
    access = Access(url="http://platform", app_mark="hall", secret="secret")
    platform = HttpPlatform(
        recipient(persistence=Persistence()),
        dialect=NATIONAL,
        access=access,
        clock=clock,
        send=Wire(memory),
    )
    faults = [*[Fault.NONE] * 12, Fault.ERROR, Fault.LOSE_ANSWER, Fault.HANG_UP]
    ticket_id = hall.ticket(hall.issue("A")).id
    rated, without_reason = [], []
    for day in range(DAYS):
        is_away = day == AWAY_ON
        memory.choose_fault = lambda _, away=is_away: (
            Fault.HANG_UP if away else chance.choice(faults)
        )
        for _ in range(A_DAY):
            visit_id = visit_of(hall, ticket_id, chance.choice("12"))
            clock.forward(minutes=40)
            if chance.random() < 0.2:
                continue  # nobody has to rate
            level, channel = chance.choice(LEVELS), chance.choice(list(Channel))
            store_rating(hall, visit_id, level, channel=channel)
            rated.append((visit_id, level, channel))
            if level in BAD_LEVELS:
                without_reason.append(visit_id)
            # Every round is that of a program just started: nothing hangs on its memory.
            Forwarder(hall.database, Commands(hall.database), clock, platforms=[platform]).round()
        # Some say why in the evening; the others never do.
        for visit_id in without_reason[::2]:
            this = ticket_tables.ratings.c.visit_id == visit_id
            hall.set_up(update(ticket_tables.ratings).where(this).values(words="等得太久"))
        without_reason = []
        clock.forward(days=1, minutes=-40 * A_DAY)
    for _ in range(20):
        Forwarder(hall.database, Commands(hall.database), clock, platforms=[platform]).round()
        clock.forward(hours=2)
    with hall.database.read() as conn:
        rows = [ForwardRow(*row) for row in conn.execute(select(forwards).order_by("id"))]
    return rows, rated, memory


@pytest.mark.slow
def test_after_a_month_every_rating_is_there_once_or_in_a_named_state_and_counted(hall, month):
    rows, rated, memory = month

    there = Counter(record["evaluateNo"] for record in memory.taken())
    states = Counter(row.state for row in rows)
    bad = [level for _, level, _ in rated if level in BAD_LEVELS]
    assert len(rows) == len(rated)
    assert set(there.values()) == {1}
    assert set(there) == {row.key for row in rows if row.state in ("sent", "duplicate")}
    assert set(states) == {"sent", "duplicate", "reason_missing", "local"}
    assert states["local"] == sum(channel is Channel.PAPER for _, _, channel in rated)
    assert 0 < states["reason_missing"] < len(bad)

    total, days = figures_of_the_month(hall)
    counts = Counter(level for _, level, _ in rated)
    assert total["services"] == DAYS * A_DAY
    assert total["levels"] == {str(level): counts[level] for level in Level}
    assert (total["bad"]["part"], total["bad"]["of"]) == (len(bad), len(rated))
    assert len(days) == DAYS


def figures_of_the_month(hall):
    """The statistics in all and day by day."""
    first = date(2026, 11, 24)
    last = first + timedelta(days=DAYS)
    with hall.database.read() as conn:
        told = rating_statistics(
            conn, hall.hall_id, first=first, last=last, by=By.DAY, now=hall.clock.now()
        )
    return told["total"], told["groups"]
