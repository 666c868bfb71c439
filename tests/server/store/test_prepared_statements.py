"""Prepared statements give what SQLAlchemy gives, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from server.store.engine import open_engine, transaction
from server.store.every_table import metadata
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls, queue_days
from server.store.prepared import Prepared, among, change, insertion, numbered, row_of_hall
from server.store.station_tables import stations

AT = datetime(2026, 11, 24, 1, 2, 3, 456_789, tzinfo=UTC)
HALL = {
    "code": "small",
    "name": "小厅",
    "name_en": "Small hall",
    "kind": "centre",
    "time_zone": "Asia/Shanghai",
    "day_starts_at": "04:00",
    "address": "100% 示例",
    "supervision_phone": "",
    "enquiry_phone": "",
    "notices": [{"zh": "号", "en": "number"}],
    "calendar": {},
    "policy": {"ratio": None},
}


@pytest.fixture
def conn(any_url):
    engine = open_engine(any_url, writes=True)
    with transaction(engine) as connection:
        yield connection
    engine.dispose()


def add_hall(conn, **changes):
    values = {**HALL, **changes}
    return insertion(halls, frozenset(values)).scalar(conn, **values)


def add_station(conn, **changes):
    values = {
        "hall_id": add_hall(conn),
        "code": "kiosk-1",
        "kind": "kiosk",
        "speaks": False,
        "token_hash": "0" * 64,
        "is_demonstration": True,
        "seen_at": AT,
        "health": {"devices": {"slip": {"paper": "low"}}},
        **changes,
    }
    return insertion(stations, frozenset(values)).scalar(conn, **values)


def test_a_row_comes_back_as_it_went_in_and_as_sqlalchemy_reads_it(conn):
    station_id = add_station(conn)

    row = Prepared(select(stations)).one(conn)

    assert row == tuple(conn.execute(select(stations)).one())
    assert (row.id, row.seen_at, row.speaks) == (station_id, AT, False)
    assert row.health == {"devices": {"slip": {"paper": "low"}}}


def test_every_table_can_be_read(conn):
    assert [Prepared(select(table)).all(conn) for table in metadata.sorted_tables] == (
        [[]] * len(metadata.sorted_tables)
    )


def test_a_row_is_found_by_its_id_in_its_own_hall_only(conn):
    hall_id = add_hall(conn, code="other")
    station_id = add_station(conn)

    found = row_of_hall(stations)

    assert found.one_or_none(conn, row_id=station_id, hall=hall_id) is None
    assert found.one_or_none(conn, row_id=station_id, hall=hall_id + 1).code == "kiosk-1"


def test_a_change_reaches_one_row_and_the_named_columns(conn):
    first, second = add_hall(conn), add_hall(conn, code="other")

    change(halls, frozenset({"name", "open_day"})).run(
        conn, row_id_=second, name_="大厅", open_day_=date(2026, 11, 24)
    )

    by_id = Prepared(select(halls).where(halls.c.id == bindparam("hall")))
    assert HallRow(*by_id.one(conn, hall=first)).open_day is None
    changed = HallRow(*by_id.one(conn, hall=second))
    assert (changed.name, changed.open_day) == ("大厅", date(2026, 11, 24))
    assert changed.address == "100% 示例"


@pytest.mark.parametrize(
    ("wanted", "found"), [([], []), ([2], [2]), ([1, 3], [1, 3])], ids=["none", "one", "two"]
)
def test_among_takes_as_many_values_as_it_was_made_for(conn, wanted, found):
    ids = [add_hall(conn, code=str(n)) for n in (1, 2, 3)]
    query = select(halls.c.code).where(among(halls.c.id, "hall", len(wanted))).order_by(halls.c.id)

    codes = Prepared(query).scalars(conn, **numbered("hall", [ids[n - 1] for n in wanted]))

    assert codes == [str(n) for n in found]


def test_one_statement_serves_connections_of_both_databases(sqlite_url, postgres_url):
    names = Prepared(select(halls.c.name))
    found = []
    for url in (sqlite_url, postgres_url, sqlite_url):
        engine = open_engine(url, writes=True)
        with transaction(engine) as conn:
            add_hall(conn, code=f"hall-{len(found)}")
            found.append(names.scalars(conn))
        engine.dispose()

    assert found == [["小厅"], ["小厅"], ["小厅", "小厅"]]


def test_no_row_is_none_or_an_error_as_asked(conn):
    last = Prepared(select(queue_days.c.last_number))

    assert last.scalar(conn) is None
    assert last.one_or_none(conn) is None
    with pytest.raises(LookupError):
        last.one(conn)


def test_what_the_database_refuses_is_an_error_of_sqlalchemy(conn):
    add_hall(conn)

    with pytest.raises(IntegrityError):
        add_hall(conn)


def test_a_time_without_a_zone_is_refused(conn):
    with pytest.raises(ValueError, match="time zone"):
        add_station(conn, seen_at=AT.replace(tzinfo=None))


def test_times_of_other_zones_are_the_same_instants(conn):
    add_station(conn, seen_at=AT.astimezone(timezone(timedelta(hours=8))))

    assert Prepared(select(stations.c.seen_at)).scalar(conn) == AT


def test_a_list_that_expands_is_refused(conn):
    expanding = Prepared(select(halls).where(halls.c.id.in_(bindparam("ids", expanding=True))))

    with pytest.raises(ValueError, match="expand"):
        expanding.all(conn, ids=[1])


def test_a_parameter_that_was_forgotten_is_no_null(conn):
    by_id = Prepared(select(halls).where(halls.c.id == bindparam("hall")))

    with pytest.raises(KeyError):
        by_id.all(conn)


def test_values_written_in_the_statement_are_converted_too(conn):
    add_station(conn)
    seen = Prepared(select(stations.c.code).where(stations.c.seen_at == AT))

    assert seen.scalars(conn) == ["kiosk-1"]
