"""A month in one go: what was given is kept, forwarded, followed up and counted as it happened."""

import json
import shutil
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from server.adapters.platform_file import FilePlatform
from server.adapters.platform_http import Access, HttpPlatform
from server.domain.forwarding import Persistence
from server.domain.rating import Channel, Level
from server.reports.rating_statistics import By, rating_statistics
from server.simulation.platform import PlatformMemory
from server.store.alert_tables import alerts
from server.store.case_tables import case_steps, cases
from server.store.database import Database
from server.store.forwarding_tables import forwards
from server.store.ticket_tables import ratings, visits
from tests.server.acting import BEIJING, FakeClock, SmallHall
from tests.server.push.month import AWAY_ON, BAD, VISITS, WORKED, Month, all_rows, end_of_nth_day
from tests.server.push.test_forwarding_ratings import NATIONAL, Wire, recipient

pytestmark = pytest.mark.slow
POINTS = {level: 10 - 2 * n for n, level in enumerate(Level)}


@pytest.fixture(scope="module")
def month(_small_hall_file, tmp_path_factory):
    """The month, lived once for all tests of this file."""
    folder = tmp_path_factory.mktemp("month")
    url = f"sqlite:///{shutil.copy(_small_hall_file, folder / 'hall.db')}"
    clock = FakeClock()
    database = Database(url, clock=clock)
    memory = PlatformMemory(dialect=NATIONAL, secret="secret")
    access = Access(url="http://platform", app_mark="hall", secret="secret")
    province = recipient(persistence=Persistence())
    platforms = [
        HttpPlatform(province, dialect=NATIONAL, access=access, clock=clock, send=Wire(memory)),
        FilePlatform(recipient("files"), dialect=NATIONAL, folder=folder / "out"),
    ]
    month = Month(SmallHall(database, clock, "small"), clock, memory, platforms)
    month.live()
    yield month, folder / "out"
    database.close()


@pytest.fixture
def hall(month):
    return month[0].hall


def test_what_was_given_is_kept_once_and_as_it_was_given(month, hall):
    lived, _ = month

    kept = {
        (row.visit_id, row.ordinal): (row.level, row.channel) for row in all_rows(hall, ratings)
    }
    assert kept == lived.given
    assert {channel for _, channel in kept.values()} == set(Channel)
    assert lived.repeats > 10


def test_times_that_cannot_be_true_are_an_alarm_each_and_no_rating(month, hall):
    lived, _ = month

    alarms = Counter(kind for kind, _ in hall.alarms())
    assert alarms["rating_clock_fault"] == lived.clock_faults > 3
    for row in all_rows(hall, ratings):
        if row.pressed_at is not None:
            assert visit_of(hall, row).started_at <= row.pressed_at <= row.stored_at


def test_every_rating_is_at_each_platform_once_or_in_a_state_that_says_why_not(month, hall):
    lived, out = month
    by_id = {row.id: row for row in all_rows(hall, ratings)}
    there = {
        "province": Counter(record["evaluateNo"] for record in lived.memory.taken()),
        "files": Counter(
            record["evaluateNo"]
            for file in out.glob("*.json")
            for record in json.loads(file.read_text("utf-8"))
        ),
    }

    rows = all_rows(hall, forwards)
    assert Counter(row.rating_id for row in rows) == dict.fromkeys(by_id, 2)
    for row in rows:
        rating = by_id[row.rating_id]
        is_there = row.state in ("sent", "duplicate")
        assert there[row.platform][row.key] == is_there
        if rating.channel == Channel.PAPER:
            assert (row.state, row.stays) == ("local", "channel")
        elif rating.level in BAD and not rating.labels and not rating.words:
            assert row.state == "reason_missing"
        else:
            assert is_there
    assert {row.state for row in rows} == {"sent", "duplicate", "reason_missing", "local"}


def test_what_came_while_the_platform_was_away_came_there_later(hall):
    of_the_day = {
        row.id
        for row in all_rows(hall, ratings)
        if row.stored_at.astimezone(BEIJING).date() == AWAY_ON
    }
    late = [
        row
        for row in all_rows(hall, forwards)
        if row.rating_id in of_the_day and row.platform == "province" and row.attempts
    ]

    assert len(late) > VISITS / 3
    assert min(row.state_since for row in late).astimezone(BEIJING).date() > AWAY_ON


def test_every_clock_is_that_of_the_days_worked(month, hall):
    steps = steps_of(hall)
    found = all_rows(hall, cases)

    assert len(found) == sum(row.level in BAD for row in all_rows(hall, ratings))
    for case in found:
        assert case.due_at == expected_due(case, steps[case.id])
    assert any(case.extended_to for case in found)
    assert any(case.is_complex for case in found)


def test_every_bad_rating_was_told_of_at_once_and_what_was_overdue_once_a_term(hall):
    found = all_rows(hall, alerts)
    opened = {row.about_id: row.raised_at for row in found if row.kind == "opened"}
    overdue = Counter((row.about_id, row.due_at) for row in found if row.kind == "overdue")

    assert opened == {case.id: case.opened_at for case in all_rows(hall, cases)}
    assert len(found) == len({(row.about_id, row.kind, row.due_at) for row in found})
    forgotten = [case for case in all_rows(hall, cases) if case.state == "new"]
    assert forgotten
    for case in forgotten:
        was_overdue = case.due_at < datetime.combine(WORKED[-1], time(18), BEIJING)
        assert overdue[case.id, case.due_at] == was_overdue


def test_the_statistics_equal_a_recomputation_from_the_rows(hall):
    told = statistics(hall, By.DAY)
    by_window = statistics(hall, By.WINDOW)
    counted = [(row, day_of(row.ended_at)) for row in all_rows(hall, visits)]

    assert told["total"] == recomputed(hall, [row for row, _ in counted])
    assert told["total"]["services"] == len(WORKED) * VISITS
    assert [group["key"] for group in told["groups"]] == [str(day) for day in WORKED]
    for group in told["groups"]:
        of_day = [row for row, day in counted if str(day) == group["key"]]
        assert figures(group) == recomputed(hall, of_day)
    for group in by_window["groups"]:
        at_window = [row for row, _ in counted if str(row.window_id) == group["key"]]
        assert figures(group) == recomputed(hall, at_window)


def test_the_figures_of_the_follow_up_equal_a_recomputation_from_the_rows(hall):
    told = statistics(hall, By.DAY)["follow_up"]

    assert told == follow_up(hall)
    assert 0 < told["excluded"] < told["cases"]
    assert told["in_time"]["part"] < told["in_time"]["of"]


def visit_of(hall, rating):
    (visit,) = [row for row in all_rows(hall, visits) if row.id == rating.visit_id]
    return visit


def day_of(at):
    return (at.astimezone(BEIJING) - timedelta(hours=4)).date()


def steps_of(hall):
    """Case -> its steps, first to last."""
    steps = defaultdict(list)
    for row in all_rows(hall, case_steps):
        steps[row.case_id].append(row)
    return steps


def statistics(hall, by):
    with hall.database.read() as conn:
        return rating_statistics(
            conn, hall.hall_id, first=WORKED[0], last=WORKED[-1], by=by, now=hall.clock.now()
        )


def figures(group):
    return {name: value for name, value in group.items() if not name.startswith(("name", "key"))}


# The rules once more, for rows as they are stored ---------------------------------------------


def expected_due(case, steps):
    if case.state in ("called_back", "closed", "excluded"):
        return None
    if case.state in ("rectified", "explained"):
        return end_of_nth_day(steps[-1].at, 3)
    if case.state in ("new", "verifying"):
        due = end_of_nth_day(case.opened_at, 1)
    else:
        due = end_of_nth_day(case.opened_at, 15 if case.is_complex else 5)
    return max(due, case.extended_to or due)


def recomputed(hall, found):
    excluded = {case.rating_id for case in all_rows(hall, cases) if case.state == "excluded"}
    of_visit = defaultdict(list)
    for row in all_rows(hall, ratings):
        of_visit[row.visit_id].append(row)
    given = [of_visit[visit.id] for visit in found]
    voices = [[row for row in rows if row.id not in excluded] for rows in given]
    levels = Counter(Level(rows[0].level) for rows in voices if rows)
    active, bad = levels.total(), sum(levels[level] for level in BAD)
    points = sum(POINTS[level] * n for level, n in levels.items())
    return {
        "services": len(found),
        "active": active,
        "levels": {str(level): levels[level] for level in Level},
        "excluded": sum(row.id in excluded for rows in given for row in rows),
        "defaults": 0,
        "further": sum(len(rows) - 1 for rows in voices if rows),
        "participation": share(active, len(found)),
        "satisfaction": share(active - bad, active),
        "bad": share(bad, active),
        "delighted": share(levels[Level.VERY_SATISFIED], active),
        "average": str(half_up(Decimal(points) / active)) if active else None,
    }


def follow_up(hall):
    now, steps = hall.clock.now(), steps_of(hall)
    every = all_rows(hall, cases)
    verified = unverified = answered = in_time = late = called = uncalled = 0
    for case in every:
        if case.state == "excluded":
            continue
        took = {step.step: step.at for step in steps[case.id]}
        longest = case.extended_to or case.opened_at
        if took.keys() & {"confirm", "find_no_basis", "appeal"}:
            verified += 1
        elif now > max(end_of_nth_day(case.opened_at, 1), longest):
            unverified += 1
        if not took.keys() & {"confirm", "find_no_basis", "uphold"}:
            continue
        due = max(end_of_nth_day(case.opened_at, 15 if case.is_complex else 5), longest)
        done = took.get("report_rectified") or took.get("explain")
        answered += done is not None
        late += done is None and now > due
        in_time += done is not None and done <= due
        if done is not None and not case.is_anonymous:
            called += "call_back" in took
            uncalled += "call_back" not in took and now > end_of_nth_day(done, 3)
    return {
        "cases": len(every),
        "excluded": sum(case.state == "excluded" for case in every),
        "verified": share(verified, verified + unverified),
        "answered": share(answered, answered + late),
        "in_time": share(in_time, answered + late),
        "called_back": share(called, called + uncalled),
    }


def half_up(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def share(part, of):
    return {
        "part": part,
        "of": of,
        "percent": str(half_up(Decimal(100 * part) / of)) if of else None,
    }
