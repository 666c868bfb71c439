import pytest

from display.sentences import Wording
from display.voice.clip import silence
from display.voice.engine import EngineFailed, EngineMissing
from display.voice_rules import HallVoice, VoiceRules
from kiosk.agent.board_feed import BoardFeed
from kiosk.agent.loudspeaker import SimulatedSink
from kiosk.agent.speaker import HallSpeaker
from kiosk.agent.supervisor import Supervised

DAY = "2026-11-24"
EMPTY = {
    "hall_id": 1,
    "day": DAY,
    "seq": 0,
    "waiting": {"1": 0},
    "calls": [],
    "passed": [],
    "windows": {},
    "queues": {},
}


class Voice:
    """Says everything in a tenth of a second, unless it has lost its voice."""

    def __init__(self, *, is_hoarse=False):
        self.is_hoarse = is_hoarse

    def sentence(self, text, *, language):
        if self.is_hoarse:
            raise EngineFailed(text)
        return silence(0.1)

    announcement = sentence

    def health(self):
        return {}


class Hall:
    """A loudspeaker of a hall, and the stream of events it follows."""

    def __init__(self, journal, *, voice, repeats=1):
        self.sink = SimulatedSink(scale=0)
        self.journal = journal
        speaker = HallSpeaker(
            "hall",
            rules=lambda: HallVoice(hall=VoiceRules(wording=Wording(repeats=repeats))),
            new_voice=voice,
            new_sink=lambda: self.sink,
            zone_id=lambda: None,
            journal=journal,
            tell=lambda: None,
        )
        self.feed = BoardFeed(on_live=speaker.see, on_resumed=speaker.resume, on_event=speaker.hear)
        self.device = Supervised(speaker)
        self.device.start()

    @property
    def said(self):
        return [clip.text for clip in self.sink.after(0)]

    @property
    def told(self):
        reports = self.journal.pending_reports()
        return [(r.body["visit_id"], r.body["calls"], r.body["outcome"]) for r in reports]


@pytest.fixture
def hall_with(runs):
    halls = []

    def make(*, voice=Voice, journal=None, repeats=1):
        hall = Hall(journal or runs(), voice=voice, repeats=repeats)
        halls.append(hall)
        return hall

    yield make
    for hall in halls:
        hall.device.ask_to_stop()
    assert all(hall.device.join(2) for hall in halls)


def test_calls_are_spoken_in_their_order_and_acknowledged(hall_with, called, eventually):
    hall = hall_with()
    hall.feed.snapshot(EMPTY)

    for n in (1, 2, 3):
        hall.feed.event(called(n, n))
    eventually(lambda: len(hall.told) == 3)

    assert hall.said == [f"请 A 零零{n} 号，到三号窗口" for n in "一二三"]
    assert hall.told == [(101, 1, "spoken"), (102, 1, "spoken"), (103, 1, "spoken")]


def test_a_call_is_repeated_and_acknowledged_once(hall_with, called, eventually):
    hall = hall_with(repeats=2)
    hall.feed.snapshot(EMPTY)

    hall.feed.event(called(1, 1))
    eventually(lambda: len(hall.said) == 2)

    assert hall.told == [(101, 1, "spoken")]


def test_what_was_called_while_the_link_was_away_is_spoken_once(hall_with, called, eventually):
    hall = hall_with()
    hall.feed.snapshot(EMPTY)
    hall.feed.event(called(1, 1))
    eventually(lambda: len(hall.told) == 1)

    hall.feed.replay([called(1, 1), called(2, 2), called(3, 3)], seq=3)
    hall.feed.event(called(3, 3))
    eventually(lambda: len(hall.told) == 3)

    assert hall.said == [f"请 A 零零{n} 号，到三号窗口" for n in "一二三"]


def test_a_call_too_old_to_speak_is_told_as_dropped(hall_with, called, eventually):
    hall = hall_with()
    hall.feed.snapshot(EMPTY)

    hall.feed.replay([called(1, 1, fresh_s=-1)], seq=1)
    eventually(lambda: hall.told)

    assert (hall.said, hall.told) == ([], [(101, 1, "dropped")])


def test_a_call_spoken_by_an_earlier_run_is_not_spoken_again(hall_with, called, eventually, runs):
    runs().report(about="call:101:1", path="/halls/1/announcements", body={})
    hall = hall_with(journal=runs())

    hall.feed.snapshot(EMPTY | {"seq": 2, "calls": [on_show(called(1, 1)), on_show(called(2, 2))]})
    eventually(lambda: hall.said)

    assert hall.said == ["请 A 零零二 号，到三号窗口"]


def on_show(event):
    shown = {key: value for key, value in event["body"].items() if key not in ("from", "to")}
    return shown | {"state": "called"}


def missing():
    raise EngineMissing("espeak-ng is not installed")


@pytest.mark.parametrize(
    "voice", [missing, lambda: Voice(is_hoarse=True)], ids=["no voice", "a voice that fails"]
)
def test_without_a_voice_there_is_a_chime_and_no_call_counts_as_spoken(
    hall_with, called, eventually, voice
):
    hall = hall_with(voice=voice)
    hall.feed.snapshot(EMPTY)

    hall.feed.event(called(1, 1))
    eventually(lambda: hall.told)

    assert hall.told == [(101, 1, "dropped")]
    assert [(clip.text, clip.duration_s > 0.5) for clip in hall.sink.after(0)] == [("", True)]
