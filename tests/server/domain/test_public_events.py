"""What every event puts on the public stream: plain JSON, and nothing about a person."""

import inspect
import json
import types
import typing
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from server.domain import events
from server.domain.events import Event, TicketCalled, TicketEvent, TicketIssued
from server.domain.lifecycle import State

EXAMPLES = {
    int: 7,
    str: "text",
    bool: True,
    date: date(2026, 11, 24),
    datetime: datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
    State: State.WAITING,
}
KINDS = [
    event
    for event in vars(events).values()
    if inspect.isclass(event) and issubclass(event, Event) and "kind" in vars(event)
]
TICKET_FIELDS = {"ticket_id", "number", "queue_id", "zone_id", "ticket_day", "from", "to"}

# The whole vocabulary of the stream: a field that is not here is not public yet.
PUBLIC = TICKET_FIELDS | {
    *("visit_id", "window_id", "window", "place", "state"),
    *("priority", "channel", "slip", "suspend_kind", "outcome"),
    *("reprints", "kept_from", "open"),
    *("calls", "called_at", "speak_until", "from_queue_id", "target_window_id"),
    *("alarm_id", "alarm", "station_id", "ahead"),
}
FORBIDDEN = ("name", "level", "phone", "card", "account", "clerk", "actor", "token", "code", "note")


def example(kind, *, without=False):
    """An event of a kind with every field filled; `without`: all fields that may be are None."""
    types_of = typing.get_type_hints(kind)
    return kind(**{f.name: _value(types_of[f.name], without) for f in fields(kind)})


def _value(hint, without):
    if isinstance(hint, types.UnionType):
        assert type(None) in hint.__args__
        return None if without else EXAMPLES[hint.__args__[0]]
    return EXAMPLES[hint]


def test_there_are_kinds_and_no_two_are_named_alike():
    names = [kind.kind for kind in KINDS]

    assert len(names) > 20
    assert len(names) == len(set(names))


@pytest.mark.parametrize("without", [False, True], ids=["all fields", "only the required ones"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.kind)
def test_an_event_is_plain_json(kind, without):
    body = example(kind, without=without).body()

    assert json.loads(json.dumps(body)) == body
    assert all(type(value) in (str, int, bool, type(None)) for value in body.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.kind)
def test_an_event_says_nothing_about_a_person_or_how_somebody_rated(kind):
    said = set(example(kind).body())

    assert said <= PUBLIC
    assert not [field for field in said for word in FORBIDDEN if word in field]


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if issubclass(k, TicketEvent)], ids=lambda k: k.kind
)
def test_an_event_of_a_ticket_begins_with_the_tickets_fields(kind):
    assert kind.kind.startswith("ticket.")
    assert set(example(kind).body()) >= TICKET_FIELDS


def test_times_and_days_are_written_as_the_wire_writes_them():
    body = example(TicketCalled).body()

    assert body["called_at"] == "2026-11-24T00:30:00.000Z"
    assert body["ticket_day"] == "2026-11-24"


def test_a_new_ticket_comes_from_nowhere():
    body = example(TicketIssued, without=True).body()

    assert (body["from"], body["to"]) == (None, "waiting")
