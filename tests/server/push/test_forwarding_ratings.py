"""上报: every rating ends once at the platform, or in a state that has a name."""

import json
import random
from collections import Counter
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select, update

from server.adapters.platform_dialect import known_dialects
from server.adapters.platform_file import FilePlatform
from server.adapters.platform_http import Access, Answer, HttpPlatform
from server.domain.errors import NotFound, WrongState
from server.domain.forwarding import Persistence, Recipient
from server.push.forwarder import Forwarder
from server.reports.forwarding import due_ratings, forwarding_view
from server.services import forwarding
from server.services.commands import Commands
from server.simulation.platform import Fault, PlatformMemory
from server.store import ticket_tables
from server.store.forwarding_rows import ForwardRow
from server.store.forwarding_tables import forwards
from tests.server.rated import serve_and_rate, store_rating

NATIONAL = known_dialects()["national"]
PERSISTENCE = Persistence(first=timedelta(seconds=30), attempts=5)


class Died(BaseException):
    """The program was killed at this very point."""


class Wire:
    """What lies between us and a simulated platform; a test may pull the plug on either side."""

    def __init__(self, memory):
        self.memory = memory
        self.dies_before = set()  # counts of requests, from 1
        self.dies_after = set()
        self.sent = 0

    def __call__(self, request, timeout_s):
        self.sent += 1
        if self.sent in self.dies_before:
            raise Died
        fault = self.memory.next_fault()
        if fault is Fault.HANG_UP:
            raise requests.ConnectionError
        status, body = self.memory.take(json.loads(request.body), fault)
        if self.sent in self.dies_after:
            raise Died
        if fault is Fault.LOSE_ANSWER:
            raise requests.ReadTimeout
        return Answer(status, json.dumps(body).encode())


def recipient(name="province", **changed):
    channels = frozenset(NATIONAL.channel_codes.numbers)
    known = {"halls": None, "channels": channels, "takes_defaults": False}
    return Recipient(name=name, **{**known, "persistence": PERSISTENCE, **changed})


@pytest.fixture
def memory():
    return PlatformMemory(dialect=NATIONAL, secret="secret")


@pytest.fixture
def wire(memory):
    return Wire(memory)


@pytest.fixture
def platform(wire, clock):
    access = Access(url="http://platform", app_mark="hall", secret="secret")
    return HttpPlatform(recipient(), dialect=NATIONAL, access=access, clock=clock, send=wire)


@pytest.fixture
def start(database, clock):
    """Starts a forwarder as a program that has just begun does; rounds are ours to run."""

    def start(*platforms):
        commands = Commands(database)
        return Forwarder(database, commands, clock, platforms=platforms, luck=lambda: 0.5)

    return start


@pytest.fixture
def forwarder(start, platform):
    return start(platform)


@pytest.fixture
def rows(database):
    def rows():
        with database.read() as conn:
            return [ForwardRow(*row) for row in conn.execute(select(forwards).order_by("id"))]

    return rows


@pytest.fixture
def states(rows):
    """How the ratings stand, oldest first."""
    return lambda: [row.state for row in rows()]


def taken(memory):
    return [record["evaluateNo"] for record in memory.taken()]


def key(hall, rating_id):
    (row,) = [row for row in hall.ratings() if row.id == rating_id]
    return f"small-{row.visit_id}-{row.ordinal}"


def give_reason(hall, rating_id, **reason):
    this = ticket_tables.ratings.c.id == rating_id
    hall.set_up(update(ticket_tables.ratings).where(this).values(**reason))


def test_a_rating_is_sent_once_and_never_again(hall, desk, forwarder, memory, states, clock):
    rating = serve_and_rate(hall, desk)

    for _ in range(3):
        forwarder.round()
        clock.forward(hours=1)

    assert taken(memory) == [key(hall, rating)]
    assert memory.requests == 1
    assert states() == ["sent"]


def test_what_the_platform_is_told_is_what_happened(hall, desk, forwarder, memory, clock):
    hall.issue_for(item_id=hall.items["CARD1"])
    number = desk.call_next()
    desk.start()
    desk.begin("CARD1")
    clock.forward(minutes=5)
    desk.finish()
    store_rating(hall, hall.visit(number).id, "basic", labels=["307"], words="还行")

    forwarder.round()

    (record,) = memory.taken()
    assert record["satisfaction"] == "3"
    assert (record["evalDetail"], record["writingEvaluation"]) == ("307", "还行")
    assert (record["acceptDate"], record["affairDoneTime"]) == (
        "2026-11-24 09:00:00",
        "2026-11-24 09:05:00",
    )
    assert (record["windowNo"], record["affairDealNo"], record["hallCode"]) == ("1", "001", "small")
    assert record["taskCode"] == "CARD1"


def test_a_bad_rating_waits_for_its_reason_and_is_then_sent_once(
    hall, desk, forwarder, memory, states, clock
):
    rating = serve_and_rate(hall, desk, "dissatisfied")
    forwarder.round()
    assert (states(), memory.requests) == (["reason_missing"], 0)

    give_reason(hall, rating, labels=["213"])
    for _ in range(3):
        forwarder.round()
        clock.forward(hours=1)

    assert states() == ["sent"]
    assert [record["evalDetail"] for record in memory.taken()] == ["213"]
    assert memory.requests == 1


def test_words_alone_are_a_reason_and_blanks_are_none(hall, desk, forwarder, states):
    rating = serve_and_rate(hall, desk, "very_dissatisfied")
    forwarder.round()
    give_reason(hall, rating, words="   ")
    forwarder.round()
    assert states() == ["reason_missing"]

    give_reason(hall, rating, words="等了两个小时")
    forwarder.round()

    assert states() == ["sent"]


def test_what_the_platform_calls_a_duplicate_is_there(hall, desk, forwarder, memory, states):
    serve_and_rate(hall, desk)
    memory.fault = Fault.DUPLICATE

    forwarder.round()

    assert states() == ["duplicate"]


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.HANG_UP, Fault.LOSE_ANSWER])
def test_a_failure_is_tried_again_later_and_ends_at_the_platform_once(
    hall, desk, forwarder, memory, rows, clock, fault
):
    rating = serve_and_rate(hall, desk)
    memory.fault = fault
    forwarder.round()
    (row,) = rows()
    assert (row.state, row.attempts) == ("pending", 1)
    assert row.next_at == clock.now() + timedelta(seconds=22.5)

    forwarder.round()
    assert memory.requests == 1

    memory.fault = Fault.NONE
    clock.forward(seconds=23)
    forwarder.round()

    assert taken(memory) == [key(hall, rating)]
    assert rows()[0].state == ("duplicate" if fault is Fault.LOSE_ANSWER else "sent")
    assert rows()[0].error is None


def test_what_fails_too_often_is_dead_until_the_office_sends_it_again(
    hall, desk, forwarder, memory, rows, clock
):
    rating = serve_and_rate(hall, desk)
    memory.fault = Fault.ERROR
    for _ in range(10):
        forwarder.round()
        clock.forward(hours=2)
    (row,) = rows()
    assert (row.state, row.attempts, row.next_at, memory.requests) == ("dead", 5, None, 5)
    assert row.error == "HTTP 500"

    memory.fault = Fault.NONE
    hall.run(forwarding.resend, forward_id=row.id)
    forwarder.round()

    (row,) = rows()
    assert (row.state, row.resent) == ("sent", 1)
    assert taken(memory) == [key(hall, rating)]


def test_ratings_that_do_not_get_away_are_one_alarm_until_the_office_has_dealt_with_them(
    hall, desk, forwarder, memory, rows, clock
):
    memory.fault = Fault.REJECT
    serve_and_rate(hall, desk)
    serve_and_rate(hall, desk)
    forwarder.round()
    assert hall.alarms() == [("forwarding_rejected", None)]

    memory.fault = Fault.NONE
    for row in rows():
        hall.run(forwarding.resend, forward_id=row.id)
    forwarder.round()
    memory.fault = Fault.REJECT
    serve_and_rate(hall, desk)
    forwarder.round()

    assert hall.alarms() == [("forwarding_rejected", None)] * 2


def test_where_a_case_number_is_demanded_a_rating_waits_for_it_and_none_is_made_up(
    hall, desk, start, wire, clock, memory, rows
):
    access = Access(url="http://platform", app_mark="hall", secret="secret")
    demanding = recipient(needs_number=True)
    forwarder = start(
        HttpPlatform(demanding, dialect=NATIONAL, access=access, clock=clock, send=wire)
    )
    serve_and_rate(hall, desk)
    serve_and_rate(hall, desk, "dissatisfied")
    forwarder.round()
    assert [row.state for row in rows()] == ["number_missing", "reason_missing"]

    give_reason(hall, rows()[1].rating_id, words="等得太久")
    forwarder.round()
    assert [row.state for row in rows()] == ["number_missing", "number_missing"]
    assert memory.taken() == []

    hall.run(forwarding.enter_number, forward_id=rows()[1].id, case_number="2026-1124-7")
    forwarder.round()
    assert [row.state for row in rows()] == ["number_missing", "sent"]
    assert [record["projectNo"] for record in memory.taken()] == ["2026-1124-7"]
    with pytest.raises(WrongState):
        hall.run(forwarding.enter_number, forward_id=rows()[1].id, case_number="another")


def test_the_number_that_the_clerk_gives_at_the_end_goes_along_and_is_left_out_where_there_is_none(
    hall, desk, forwarder, memory
):
    for number in ("AH-7", None):
        hall.issue("A")
        desk.call_next()
        desk.start()
        ended = desk.finish(case_number=number)
        store_rating(hall, hall.visit(ended).id)
    forwarder.round()

    assert [record.get("projectNo") for record in memory.taken()] == ["AH-7", None]


def test_a_refused_rating_is_not_tried_again_by_itself(hall, desk, forwarder, memory, rows, clock):
    serve_and_rate(hall, desk)
    memory.fault = Fault.REJECT
    for _ in range(3):
        forwarder.round()
        clock.forward(hours=2)

    (row,) = rows()
    assert (row.state, memory.requests) == ("rejected", 1)
    assert row.error == "HTTP 200 0 事项编码不存在"


def test_what_is_delivered_cannot_be_sent_by_hand(hall, desk, forwarder, rows, other_hall):
    serve_and_rate(hall, desk)
    forwarder.round()

    with pytest.raises(WrongState):
        hall.run(forwarding.resend, forward_id=rows()[0].id)
    with pytest.raises(NotFound):
        other_hall.run(forwarding.resend, forward_id=rows()[0].id)


@pytest.mark.parametrize(
    ("values", "stays"),
    [
        ({"channel": "paper"}, "channel"),
        ({"is_default": True}, "default"),
        ({"pressed_at": None}, "time"),
    ],
)
def test_what_the_platform_has_no_word_for_stays_here(
    hall, desk, forwarder, memory, rows, values, stays
):
    serve_and_rate(hall, desk, **values)

    forwarder.round()

    assert [(row.state, row.stays) for row in rows()] == [("local", stays)]
    assert memory.requests == 0


def test_a_platform_that_is_down_is_left_alone_for_longer_and_longer(
    hall, desk, forwarder, memory, clock
):
    for _ in range(12):
        serve_and_rate(hall, desk)
    memory.fault = Fault.HANG_UP

    asked = []
    for _ in range(6 * 60):
        forwarder.round()
        clock.forward(seconds=10)
        asked.append(memory.requests)

    assert asked[0] == 3
    assert asked[-1] < 15  # of 12 ratings, in an hour of rounds every ten seconds


def test_a_rating_that_always_fails_does_not_hold_up_the_others(
    hall, desk, forwarder, memory, states, clock
):
    for _ in range(20):
        serve_and_rate(hall, desk)
    memory.choose_fault = lambda n: Fault.ERROR if n in (1, 2, 6) else Fault.NONE

    for _ in range(4):
        forwarder.round()
        clock.forward(minutes=1)

    assert Counter(states()) == {"sent": 20}
    assert len(set(taken(memory))) == 20


def test_a_platform_gets_the_halls_it_is_for(hall, other_hall, start, wire, memory, clock, rows):
    access = Access(url="http://platform", app_mark="hall", secret="secret")
    for_other = HttpPlatform(
        recipient(halls=frozenset({"other"})), dialect=NATIONAL, access=access, clock=clock,
        send=wire,
    )  # fmt: skip
    serve_and_rate(hall, hall.sit("1"))
    serve_and_rate(other_hall, other_hall.sit("1"))

    start(for_other).round()

    assert [row.hall_id for row in rows()] == [other_hall.hall_id]
    assert [record["hallCode"] for record in memory.taken()] == ["other"]


def test_a_platform_that_is_set_up_later_begins_with_what_is_there(
    hall, desk, start, platform, tmp_path, states
):
    serve_and_rate(hall, desk)
    start(platform).round()
    serve_and_rate(hall, desk)
    files = FilePlatform(recipient("files"), dialect=NATIONAL, folder=tmp_path / "files")

    start(platform, files).round()

    assert states() == ["sent"] * 4
    assert len(json.loads((tmp_path / "files/ratings-2026-11-24.json").read_text("utf-8"))) == 2


def test_a_rating_stays_in_the_file_of_the_day_it_was_ready(
    hall, desk, start, tmp_path, clock, states
):
    folder = tmp_path / "files"
    folder.write_text("in the way")
    files = start(FilePlatform(recipient("files"), dialect=NATIONAL, folder=folder))
    serve_and_rate(hall, desk)
    files.round()
    assert states() == ["pending"]

    folder.unlink()
    clock.set("2026-11-25 09:00")
    files.round()

    assert states() == ["sent"]
    assert (folder / "ratings-2026-11-24.json").exists()
    assert not (folder / "ratings-2026-11-25.json").exists()


@pytest.mark.parametrize("seed", range(6))
def test_however_both_sides_fail_and_die_each_rating_ends_once_or_in_a_named_state(
    hall, desk, start, platform, wire, memory, rows, clock, seed
):
    chance = random.Random(seed)
    levels = ("very_satisfied", "satisfied", "basic", "dissatisfied")
    for n in range(24):
        serve_and_rate(
            hall, desk, chance.choice(levels), channel=chance.choice(("keypad", "qr", "paper")),
            labels=chance.choice(([], ["214"])) if n % 2 else [],
        )  # fmt: skip
    faults = [*([Fault.NONE] * 4), Fault.ERROR, Fault.HANG_UP, Fault.LOSE_ANSWER, Fault.REJECT]
    memory.choose_fault = lambda _: chance.choice(faults)
    wire.dies_before = set(chance.sample(range(1, 30), 3))
    wire.dies_after = set(chance.sample(range(1, 30), 3))
    forwarder = start(platform)
    deaths = 0
    for _ in range(200):
        try:
            forwarder.round()
        except Died:
            deaths += 1
            forwarder = start(platform)
        clock.forward(minutes=40)
        if rows() and all(row.state != "pending" for row in rows()):
            break

    assert deaths
    assert len(rows()) == 24
    delivered = {row.key for row in rows() if row.state in ("sent", "duplicate")}
    here = Counter(taken(memory))
    assert set(here.values()) <= {1}
    # What was refused or given up may be there too: its answer, not the rating, was lost.
    assert delivered <= set(here)
    undelivered = {row.key: row.state for row in rows() if row.key not in delivered}
    assert set(undelivered.values()) <= {"rejected", "dead", "local", "reason_missing"}
    assert not set(here) & {k for k, s in undelivered.items() if s in ("local", "reason_missing")}


def test_the_office_sees_what_it_has_to_look_at(hall, desk, forwarder, memory, database):
    serve_and_rate(hall, desk)
    serve_and_rate(hall, desk, "dissatisfied")
    memory.fault = Fault.REJECT
    forwarder.round()

    with database.read() as conn:
        view = forwarding_view(conn, hall.hall_id, state=None)

    assert view["counts"] == [
        {"platform": "province", "state": "reason_missing", "count": 1},
        {"platform": "province", "state": "rejected", "count": 1},
    ]
    (shown,) = view["forwards"]
    assert (shown["state"], shown["level"], shown["window"]) == ("rejected", "satisfied", "1")
    assert shown["error"].startswith("HTTP 200")


def test_nothing_is_due_before_its_time(hall, desk, forwarder, memory, database, clock):
    serve_and_rate(hall, desk)
    memory.fault = Fault.ERROR
    forwarder.round()

    with database.read() as conn:
        now = clock.now()
        assert due_ratings(conn, "province", now=now, limit=9) == []
        assert len(due_ratings(conn, "province", now=now + timedelta(minutes=1), limit=9)) == 1


def test_it_works_on_every_database(any_hall, clock, wire, platform):
    desk = any_hall.sit("1")
    first = serve_and_rate(any_hall, desk, "dissatisfied")
    serve_and_rate(any_hall, desk)
    commands = Commands(any_hall.database)
    forwarder = Forwarder(any_hall.database, commands, clock, platforms=[platform])

    forwarder.round()
    give_reason(any_hall, first, labels=["213"])
    forwarder.round()

    with any_hall.database.read() as conn:
        found = conn.execute(select(forwards.c.state)).scalars().all()
    assert found == ["sent", "sent"]
