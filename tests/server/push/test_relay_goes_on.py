"""The stream of a hall goes on whatever one part of it meets."""

import threading
from types import SimpleNamespace

import pytest

from server.push.relay import Relay


@pytest.fixture
def heard():
    """What the relay handed on, and a bell for each kind."""
    return SimpleNamespace(events=[], beats=[], sent=threading.Event(), beaten=threading.Event())


@pytest.fixture
def relay(database, heard):
    """A relay whose jobs cannot be handed out."""

    def send(hall_id, events):
        heard.events.extend(event["kind"] for event in events)
        heard.sent.set()

    def beat(heads):
        heard.beats.append(heads)
        heard.beaten.set()

    def hand_out():
        raise RuntimeError("the station's link broke just now")

    relay = Relay(database, send=send, every_beat=[beat], every_round=hand_out, beat_every_s=0.01)
    yield relay
    relay.stop()


def test_a_job_that_cannot_be_handed_out_silences_neither_events_nor_heartbeat(hall, relay, heard):
    relay.start()

    hall.sit("1")
    relay.wake()

    assert heard.sent.wait(20)
    assert heard.beaten.wait(20)
    assert heard.events == ["window.opened"]
