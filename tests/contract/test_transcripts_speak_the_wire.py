"""The recorded days of `board/` are in the server's language.

Displays in two languages fold them; were they written in a language of their own, both displays
could agree with each other and with nobody else.
"""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from server.api.schemas.board import Board, Event
from server.domain import events
from server.domain.lifecycle import State

TRANSCRIPTS = sorted((Path(__file__).parent / "board").glob("*.json"))


def all_kinds(event=events.Event):
    """Kind -> the names of its fields on the wire."""
    kinds = {}
    if "kind" in vars(event):
        kinds[event.kind] = {field.name.rstrip("_") for field in fields(event)}
    for sub in event.__subclasses__():
        kinds |= all_kinds(sub)
    return kinds


KINDS = all_kinds()
SILENT = {"ticket.slip_reprinted"}  # changes nothing that a board shows


@pytest.fixture(params=TRANSCRIPTS, ids=lambda path: path.stem)
def transcript(request):
    return json.loads(request.param.read_text())


@pytest.mark.parametrize("when", ["start", "end"])
def test_boards_are_the_servers_boards(transcript, when):
    Board.model_validate(transcript[when])


def test_events_are_the_servers_events(transcript):
    for event in transcript["events"]:
        Event.model_validate(event)
        missing = KINDS.get(event["kind"], set()) - set(event["body"])
        assert missing == set(), event


def test_tickets_are_in_states_that_the_server_knows(transcript):
    moves = [event["body"] for event in transcript["events"] if event["kind"] in KINDS]

    for body in moves:
        assert {body.get("from"), body.get("to")} <= {None, *State}


def test_every_kind_of_event_that_the_server_has_is_in_a_transcript():
    recorded = {
        event["kind"] for path in TRANSCRIPTS for event in json.loads(path.read_text())["events"]
    }

    assert set(KINDS) - SILENT <= recorded
