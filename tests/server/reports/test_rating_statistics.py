"""评价统计 from real rows, and against a recomputation that shares no code with it."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from server.domain.access import Role
from server.domain.cases import AppealKind, CaseStep
from server.domain.contacts import SealedContact
from server.domain.rating import Level
from server.reports.rating_statistics import By, rating_statistics
from server.services import cases
from server.services.cases import Actor
from server.services.ratings import Given
from server.services.ratings import store_rating as store_by_service
from server.store import ticket_tables
from server.store.case_tables import case_steps
from server.store.case_tables import cases as case_table
from tests.server.acting import BEIJING
from tests.server.rated import serve_and_rate, store_rating

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def statistics(hall, clock):
    def statistics(first=TUESDAY, last=None, by=By.WINDOW, at=hall):
        with hall.database.read() as conn:
            return rating_statistics(
                conn, at.hall_id, first=first, last=last or first, by=by, now=clock.now()
            )

    return statistics


@pytest.fixture
def rate_badly(hall, desk, clock):
    """Serves somebody, who is dissatisfied; returns the case's id."""

    def rate(contact=None, labels=()):
        hall.issue("A")
        visit = hall.visit(desk.serve())
        given = Given(level=Level.DISSATISFIED, channel="keypad", pressed_at=clock.now(),
                      labels=labels, contact=contact)  # fmt: skip
        hall.database.write(
            hall.hall_id, lambda uow: store_by_service(uow, visit=visit, given=given), actor="x"
        )
        with hall.database.read() as conn:
            ids = select(case_table.c.id).order_by(case_table.c.id.desc())
            return conn.execute(ids).scalars().first()

    return rate


@pytest.fixture
def step(hall):
    office = Actor(hall.clerks[5], Role.OFFICE)

    def step(case_id, *steps):
        for each in steps:
            appeal = AppealKind.MISTAKEN if each == "appeal" else None
            take = partial(cases.take_step, case_id=case_id, step=CaseStep(each), actor=office,
                           words="已核实", appeal=appeal)  # fmt: skip
            hall.database.write(hall.hall_id, take, actor="account:6")

    return step


def shares(figures):
    return {
        name: (share["part"], share["of"])
        for name, share in figures.items()
        if isinstance(share, dict) and "of" in share
    }


def test_a_morning_by_hand(hall, desk, statistics):
    for level in ("very_satisfied", "satisfied", "dissatisfied"):
        serve_and_rate(hall, desk, level)
    hall.issue("A")
    desk.serve()

    total = statistics()["total"]

    assert shares(total) == {
        "participation": (3, 4),
        "satisfaction": (2, 3),
        "bad": (1, 3),
        "delighted": (1, 3),
    }
    assert total["satisfaction"]["percent"] == "66.67"
    assert total["average"] == "7.33"  # (10 + 8 + 4) / 3


def test_a_day_without_anybody_has_no_percentages(statistics):
    told = statistics()

    assert told["groups"] == []
    assert told["total"]["participation"] == {"part": 0, "of": 0, "percent": None}
    assert told["total"]["average"] is None
    assert told["follow_up"]["verified"]["percent"] is None


def test_who_was_called_and_did_not_come_could_not_rate(hall, desk, statistics):
    hall.issue("A")
    desk.call_next()
    desk.pass_()

    assert statistics()["total"]["services"] == 0


def test_another_halls_ratings_are_its_own(hall, other_hall, desk, statistics):
    serve_and_rate(other_hall, other_hall.sit("1"))

    assert statistics()["total"]["services"] == 0
    assert statistics(at=other_hall)["total"]["active"] == 1


def test_a_rating_belongs_to_the_day_of_its_visit_whenever_it_comes(hall, desk, statistics, clock):
    hall.issue("A")
    number = desk.serve()
    visit = hall.visit(number).id
    clock.set("2026-11-26 10:00")
    store_rating(hall, visit)

    assert statistics()["total"]["active"] == 1
    assert statistics(date(2026, 11, 26))["total"]["active"] == 0


def test_groups_are_named_and_in_the_halls_order(hall, desk, other_desk, statistics):
    serve_and_rate(hall, other_desk, "basic")
    serve_and_rate(hall, desk)

    by_window = statistics(by=By.WINDOW)["groups"]
    by_person = statistics(by=By.PERSON)["groups"]

    assert [(g["key"], g["name"], g["active"]) for g in by_window] == [
        (str(hall.windows["1"]), "1", 1),
        (str(hall.windows["2"]), "2", 1),
    ]
    assert [g["name"] for g in by_person] == ["窗口人员1（001）", "窗口人员2（002）"]
    assert [g["name"] for g in statistics(by=By.DAY)["groups"]] == ["2026-11-24"]
    assert len(statistics(by=By.ZONE)["groups"]) == len(statistics(by=By.QUEUE)["groups"]) == 1


def test_a_visit_counts_with_each_item_it_handled_and_once_in_all(hall, desk, statistics):
    hall.issue_for(item_id=hall.items["CARD1"])
    number = desk.call_next()
    desk.start()
    desk.begin("CARD1")
    desk.finish()
    store_rating(hall, hall.visit(number).id)
    serve_and_rate(hall, desk)

    told = statistics(by=By.ITEM)

    assert [(g["key"], g["active"]) for g in told["groups"]] == [("CARD1", 1), (None, 1)]
    assert told["total"]["active"] == 2


def test_an_excluded_rating_leaves_the_statistics_and_is_told(hall, rate_badly, step, statistics):
    case = rate_badly()
    rate_badly()
    step(case, "verify", "appeal", "exclude")

    told = statistics()

    assert told["total"]["bad"] == {"part": 1, "of": 1, "percent": "100.00"}
    assert told["total"]["excluded"] == 1
    assert (told["follow_up"]["cases"], told["follow_up"]["excluded"]) == (2, 1)


def test_bad_ratings_are_sorted_into_ours_and_others(hall, rate_badly, desk, statistics):
    rate_badly(labels=["213", "207"])
    rate_badly(labels=["211"])
    rate_badly(labels=["213", "211"])
    rate_badly()
    serve_and_rate(hall, desk, "satisfied", labels=["413"])

    causes = statistics()["causes"]

    assert causes["owners"] == {"ours": 1, "others": 1, "both": 1, "unknown": 1}
    assert [(each["label"], each["cause"], each["count"]) for each in causes["labels"]] == [
        ("211", "others", 2),
        ("213", "person", 2),
        ("207", "guide", 1),
    ]
    assert causes["labels"][1]["text"] == "窗口人员业务不熟练"


def test_cases_are_due_by_the_halls_working_days(rate_badly, step, statistics, clock):
    done, late, never, fresh = (rate_badly() for _ in range(4))
    step(done, "verify", "confirm", "rectify", "report_rectified")
    step(late, "verify", "confirm", "rectify")
    assert shares(statistics()["follow_up"])["verified"] == (2, 2)

    clock.set("2026-11-25 18:00")  # the one working day to verify is over
    assert shares(statistics()["follow_up"]) == {
        "verified": (2, 4),
        "answered": (1, 1),
        "in_time": (1, 1),
        "called_back": (0, 0),
    }

    clock.set("2026-12-02 09:00")  # and the five to put it right
    assert shares(statistics()["follow_up"])["answered"] == (1, 2)
    step(late, "report_rectified")
    assert shares(statistics()["follow_up"]) == {
        "verified": (2, 4),
        "answered": (2, 2),
        "in_time": (1, 2),
        "called_back": (0, 0),
    }
    assert never
    assert fresh


def test_who_left_a_telephone_is_to_be_called_back(rate_badly, step, statistics, clock):
    telephone = SealedContact("138****1234", "sealed")
    called, waiting = rate_badly(contact=telephone), rate_badly(contact=telephone)
    for case in (called, waiting):
        step(case, "verify", "confirm", "rectify", "report_rectified")
    step(called, "call_back")
    assert shares(statistics()["follow_up"])["called_back"] == (1, 1)

    clock.set("2026-11-28 09:00")
    assert shares(statistics()["follow_up"])["called_back"] == (1, 2)


# A month from nothing but rows --------------------------------------------------------------

RATING = st.tuples(
    st.sampled_from(["very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"]),
    st.sampled_from(["given", "given", "given", "default", "excluded"]),
)
VISIT = st.fixed_dictionaries(
    {
        "day": st.integers(0, 3),
        "minute": st.integers(0, 24 * 60 - 1),
        "window": st.sampled_from(["1", "2"]),
        "clerk": st.sampled_from([None, 0, 1]),
        "is_started": st.booleans(),
        "ended_by": st.sampled_from(["finish", "finish", "finish", "pass", "suspend"]),
        "ratings": st.lists(RATING, max_size=2),
    }
)


def put_month(hall, visits):
    """Write visits, their ratings and excluded cases as rows."""
    ticket_id = hall.ticket(hall.issue("A")).id

    def put(uow):
        for table in (case_steps, case_table, ticket_tables.ratings, ticket_tables.visits):
            uow.conn.execute(delete(table).where(table.c.hall_id == hall.hall_id))
        for visit in visits:
            put_visit(uow, ticket_id, visit)

    def put_visit(uow, ticket_id, visit):
        at = datetime(2026, 11, 23, tzinfo=BEIJING) + timedelta(
            days=visit["day"], minutes=visit["minute"]
        )
        clerk = None if visit["clerk"] is None else hall.clerks[visit["clerk"]]
        visit_id = uow.insert(
            ticket_tables.visits,
            hall_id=hall.hall_id, ticket_id=ticket_id, queue_id=hall.queues["A"],
            window_id=hall.windows[visit["window"]], account_id=clerk, called_at=at,
            last_called_at=at, calls=1, announced_calls=1,
            started_at=at if visit["is_started"] else None, ended_at=at,
            ended_by=visit["ended_by"],
        )  # fmt: skip
        for ordinal, (level, kind) in enumerate(visit["ratings"], start=1):
            rating_id = uow.insert(
                ticket_tables.ratings, hall_id=hall.hall_id, visit_id=visit_id, ordinal=ordinal,
                level=level, channel="keypad", stored_at=at, flags=[], labels=[],
                is_default=kind == "default",
            )  # fmt: skip
            if kind == "excluded":
                uow.conn.execute(
                    insert(case_table).values(
                        hall_id=hall.hall_id, rating_id=rating_id, visit_id=visit_id,
                        window_id=hall.windows[visit["window"]], is_anonymous=True,
                        state="excluded", state_since=at, opened_at=at, is_complex=False,
                    )
                )  # fmt: skip

    hall.database.write(hall.hall_id, put, actor="office")


def recomputed(visits, *, day=None, window=None):
    """The figures once more, from the visits as they were drawn."""
    services = active = excluded = defaults = further = points = 0
    levels = dict.fromkeys(
        ["very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"], 0
    )
    worth = dict(zip(levels, (10, 8, 6, 4, 2), strict=True))
    for visit in visits:
        # The hall's day begins at four; what ended before that on the first day is of none.
        its_day = visit["day"] - (visit["minute"] < 4 * 60)
        if its_day < 0 or day not in (None, its_day) or window not in (None, visit["window"]):
            continue
        was_served = visit["is_started"] and visit["ended_by"] == "finish"
        if not was_served and not visit["ratings"]:
            continue
        services += 1
        voices = [level for level, kind in visit["ratings"] if kind == "given"]
        excluded += [kind for _, kind in visit["ratings"]].count("excluded")
        defaults += [kind for _, kind in visit["ratings"]].count("default")
        if voices:
            active += 1
            levels[voices[0]] += 1
            points += worth[voices[0]]
            further += len(voices) - 1
    bad = levels["dissatisfied"] + levels["very_dissatisfied"]
    return {
        "services": services,
        "active": active,
        "levels": levels,
        "excluded": excluded,
        "defaults": defaults,
        "further": further,
        "participation": percent(active, services),
        "satisfaction": percent(active - bad, active),
        "bad": percent(bad, active),
        "delighted": percent(levels["very_satisfied"], active),
        "average": str(half_up(Decimal(points) / active)) if active else None,
    }


def half_up(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(part, of):
    shown = str(half_up(Decimal(100 * part) / of)) if of else None
    return {"part": part, "of": of, "percent": shown}


def without_names(group):
    return {name: value for name, value in group.items() if not name.startswith(("name", "key"))}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(visits=st.lists(VISIT, max_size=25))
def test_the_statistics_equal_a_recomputation_from_the_rows(hall, statistics, visits):
    put_month(hall, visits)
    first = date(2026, 11, 23)

    told = statistics(first, first + timedelta(days=3))
    by_day = statistics(first, first + timedelta(days=3), by=By.DAY)

    assert told["total"] == recomputed(visits)
    names = {str(row_id): number for number, row_id in hall.windows.items()}
    for group in told["groups"]:
        assert without_names(group) == recomputed(visits, window=names[group["key"]])
    for group in by_day["groups"]:
        number = (date.fromisoformat(group["key"]) - first).days
        assert without_names(group) == recomputed(visits, day=number)
    assert sum(g["services"] for g in by_day["groups"]) == told["total"]["services"]
    alone = statistics(first + timedelta(days=1))
    assert alone["total"] == recomputed(visits, day=1)
