"""The natural voice's sentences are made when numbers are given, so that calls only play."""

import pytest

from display.sentences import Wording
from display.voice.clip import Clip
from display.voice.engine import Unsayable
from display.voice.store import ClipStore
from display.voice.voices import KeptOnly
from display.voice_rules import HallVoice, VoiceRules
from kiosk.agent.rendering import KEPT_WISHES, Rendering


class Making:
    """The natural voice: what it made, in order."""

    name = KeptOnly().name

    def __init__(self):
        self.made = []

    def synthesize(self, text, *, language):
        if "V" in text:
            raise Unsayable(text)
        self.made.append(text)
        return Clip(b"\x00\x20" * 2205)

    def close(self):
        pass


def issued(number, *, zone_id=1):
    return {"kind": "ticket.issued", "body": {"number": number, "zone_id": zone_id}}


@pytest.fixture
def rendering(tmp_path):
    made = []

    def make(*, wording=None, windows=(), zone_id=None, started=True):
        engine = Making()
        rendering = Rendering(
            engine,
            ClipStore(tmp_path / "voice"),
            rules=lambda: HallVoice(hall=VoiceRules(wording=wording or Wording())),
            windows=lambda: list(windows),
            zone_id=lambda: zone_id,
        )
        if started:
            rendering.start()
            made.append(rendering)
        return rendering, engine

    yield make
    assert all(each.stop(timeout_s=10) for each in made)


def test_windows_are_said_once_and_a_number_when_it_is_given(rendering, eventually):
    it, engine = rendering(windows=[("1", "东侧", 1), ("2", "西侧", 1)])
    eventually(lambda: len(engine.made) == 2)

    it.hear(issued("A007"))
    it.hear(issued("A007"))
    eventually(lambda: len(engine.made) == 3)

    assert engine.made == ["到一号窗口", "到二号窗口", "请 A 零零七 号"]


def test_what_was_kept_by_an_earlier_run_is_not_made_again(rendering, eventually):
    first, engine = rendering()
    first.hear(issued("A001"))
    eventually(lambda: engine.made == ["请 A 零零一 号"])

    second, engine = rendering()
    second.hear(issued("A001"))
    second.hear(issued("A002"))
    eventually(lambda: engine.made)

    assert engine.made == ["请 A 零零二 号"]


def test_a_zones_station_makes_its_own_numbers_and_windows_only(rendering, eventually):
    it, engine = rendering(windows=[("1", "", 1), ("2", "", 2)], zone_id=2)
    it.hear(issued("A001", zone_id=1))
    it.hear(issued("B001", zone_id=2))
    eventually(lambda: len(engine.made) == 2)

    assert sorted(engine.made) == ["到二号窗口", "请 B 零零一 号"]


def test_what_cannot_be_said_is_tried_once_and_holds_up_nothing(rendering, eventually):
    it, engine = rendering()
    it.hear(issued("V001"))
    it.hear(issued("A001"))
    eventually(lambda: engine.made == ["请 A 零零一 号"])

    it.hear(issued("V001"))

    assert it.waiting == 0


def test_where_one_phrase_holds_number_and_window_nothing_can_be_made_ahead(rendering):
    it, _ = rendering(wording=Wording(call="请{number}到{window}"), started=False)

    it.hear(issued("A001"))

    assert it.waiting == 0


def test_wishes_are_bounded(rendering):
    it, _ = rendering(started=False)

    for n in range(KEPT_WISHES + 50):
        it.hear(issued(f"A{n:03}"))

    assert it.waiting == KEPT_WISHES
