"""Times go into the database aware and come out aware, in UTC, whatever the database keeps."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from server.store.types import Instant

AT = datetime(2026, 11, 24, 0, 30, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def kept(any_url):
    """Keeps an instant in a table and reads it back."""
    engine = create_engine(any_url)
    table = Table(
        "kept", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant)
    )
    table.create(engine)

    def keep(at):
        with engine.begin() as conn:
            conn.execute(insert(table).values(at=at))
            return conn.execute(select(table.c.at).order_by(table.c.id.desc())).scalars().first()

    yield keep
    engine.dispose()


def test_an_instant_comes_back_as_it_was_to_the_microsecond(kept):
    assert kept(AT) == AT
    assert kept(AT).utcoffset() == timedelta(0)


def test_a_local_time_comes_back_as_the_same_instant_in_utc(kept):
    in_beijing = AT.astimezone(timezone(timedelta(hours=8)))

    assert kept(in_beijing) == AT
    assert kept(in_beijing).utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(kept):
    with pytest.raises(StatementError, match="without a time zone"):
        kept(AT.replace(tzinfo=None))


def test_no_time_is_no_time(kept):
    assert kept(None) is None
