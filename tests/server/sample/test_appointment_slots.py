"""Appointments as a county writes them down, and as its queues then keep them."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

import server.sample
from server.domain.appointments import AppointmentRules, Late
from server.sample.appointments import Appointments
from server.sample.read import read_hall
from server.services.seeding import seed_hall
from server.store.engine import open_engine, transaction
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import halls, queues

COUNTY = Path(server.sample.__file__).parent / "county"
MORNING = {"weekdays": [2], "opens": "09:00", "closes": "10:00", "minutes": 20, "capacity": 2}


def written(*ranges, **rules):
    return {"ranges": list(ranges) or [MORNING], **rules}


def test_two_queues_of_the_sample_county_take_appointments(sqlite_url, clock):
    engine = open_engine(sqlite_url, writes=True)
    with transaction(engine) as conn:
        seed_hall(conn, read_hall(COUNTY), now=clock.now(), policy={})
        hall = HallRow(*conn.execute(select(halls)).one())
        rows = [QueueRow(*row) for row in conn.execute(select(queues))]
    engine.dispose()

    taking = {q.code: q.appointments for q in rows if q.appointments.are_offered}
    a_tuesday = {
        code: [
            f"{s.starts:%H:%M}" for s in rules.slots_on(hall.opening_hours(), date(2026, 11, 24))
        ]
        for code, rules in taking.items()
    }
    assert set(taking) == {"registration", "property"}
    assert a_tuesday["registration"][:3] == ["09:00", "09:30", "10:00"]
    assert (a_tuesday["property"][0], a_tuesday["property"][-1]) == ("09:00", "16:45")
    assert all(rules.late is Late.QUEUE for rules in taking.values())


def test_what_a_county_leaves_out_has_the_defaults_of_the_rules():
    said, rules = Appointments.model_validate(written()), AppointmentRules()

    for name in ("days_ahead", "early_s", "late_s", "late", "priority", "person_daily_limit"):
        assert getattr(said, name) == getattr(rules, name)


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (written(MORNING | {"minutes": 90}), "放不下一个时段"),
        (written(MORNING | {"closes": "09:00"}), "放不下一个时段"),
        (written(MORNING, MORNING | {"opens": "09:30", "closes": "11:00"}), "09:00-10:00 与 09:30"),
        (written(MORNING | {"weekdays": [2, 2]}), "重复"),
        (written(MORNING | {"capacity": 0}), "greater than or equal to 1"),
        (written(late="perhaps"), "queue"),
        ({"ranges": []}, "at least 1"),
    ],
)
def test_slots_that_make_no_sense_are_refused(faulty, said):
    with pytest.raises(ValidationError, match=said):
        Appointments.model_validate(faulty)


def test_ranges_may_follow_one_another_and_differ_by_weekday():
    later = MORNING | {"opens": "10:00", "closes": "11:00", "minutes": 30}
    other_day = MORNING | {"weekdays": [3], "opens": "09:30"}

    assert len(Appointments.model_validate(written(MORNING, later, other_day)).ranges) == 3
