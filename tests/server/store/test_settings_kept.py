"""What an office has set is read once a text, and what is made of it is made once."""

import json

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from server.store.types import Settings, SettingsJson

RULES = {"issuing": {"person_daily_limit": 2, "warning": "快下班了"}}


@pytest.fixture
def kept(any_url):
    """Keeps settings in a table and reads them back."""
    engine = create_engine(any_url)
    table = Table(
        "kept", MetaData(), Column("id", Integer, primary_key=True), Column("rules", SettingsJson)
    )
    table.create(engine)

    def keep(rules):
        with engine.begin() as conn:
            conn.execute(insert(table).values(rules=rules))
            newest = select(table.c.rules).order_by(table.c.id.desc())
            return conn.execute(newest).scalars().first()

    yield keep
    engine.dispose()


def test_settings_come_back_as_they_were(kept):
    assert kept(RULES) == RULES
    assert kept(RULES)["issuing"]["warning"] == "快下班了"


def test_settings_that_were_read_can_be_written_again(kept):
    assert kept(kept(RULES)) == RULES


def test_the_same_text_gives_the_same_object_and_another_text_another(kept):
    assert kept(RULES) is kept(RULES)
    assert kept({}) is not kept(RULES)


def test_settings_are_equal_by_what_they_say():
    text = json.dumps(RULES)

    assert Settings(text) == Settings(text)
    assert hash(Settings(text)) == hash(Settings(text))
    assert Settings(text) != Settings("{}")
    assert len(Settings(text)) == 1


def test_settings_cannot_be_changed():
    with pytest.raises(TypeError):
        Settings("{}")["issuing"] = {}


def test_a_hall_reads_its_hours_and_rules_once(hall):
    assert hall.row().opening_hours() is hall.row().opening_hours()
    assert hall.row().policy is hall.row().policy


def test_a_hall_whose_calendar_has_changed_has_other_hours(hall):
    before = hall.row().opening_hours()

    hall.set_calendar(sessions=[])

    assert hall.row().opening_hours() != before
