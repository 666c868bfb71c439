"""The page that says any call: what it says, with which voice, and how it looks in a browser."""

from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from display.voice.clip import Clip, from_wav
from display.voice.engine import EngineMissing
from display.voice.pack import SHIPPED, PackEngine, read_pack
from display.voice.store import ClipStore
from display.voice.voices import KeptOnly, Voices
from kiosk.agent.hall_rules import HallRules
from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_server import LocalServer
from kiosk.agent.loudspeaker import SimulatedSink
from kiosk.agent.rendering import Rendering
from kiosk.agent.speaker import HallSpeaker
from kiosk.agent.station import PAGES
from kiosk.agent.supervisor import Supervised
from kiosk.agent.voice_trials import VoiceTrials

HALL = {
    "time_zone": "Asia/Shanghai",
    "voice": {"repeats": 1, "volume": 80},
    "zones": [
        {"zone_id": 1, "name": "企业开办", "voice": {}},
        {"zone_id": 2, "name": "自助服务", "voice": {"quiet": [{"from": "00:00", "to": "23:59"}]}},
    ],
    "windows": [
        {"number": "3", "place": "一层东侧", "zone_id": 1},
        {"number": "12", "place": "一层西侧", "zone_id": 2},
    ],
}
CALL = {"number": "A007", "window": "3", "zone_id": 1}


class Told:
    """A catalogue that was fetched once."""

    def __init__(self, hall):
        self.document = {"hall": hall, "items": []}
        self.etag = "1"
        self.time_zone = ZoneInfo("Asia/Shanghai")


class SlowVoice:
    """The natural voice of these tests: half a second of sound for everything."""

    name = KeptOnly().name

    def synthesize(self, text, *, language):
        return Clip(b"\x00\x20" * 11025)

    def close(self):
        pass


def not_installed():
    raise EngineMissing("espeak-ng is not installed")


@pytest.fixture
def station(journal, tmp_path):
    """A hall's station with the shipped clips, and without espeak-ng: makes its local app."""
    devices = []

    def make(*, natural=False, hall=HALL):
        store = ClipStore(tmp_path / "voice")
        makers = {"natural": KeptOnly if natural else not_installed}
        makers |= {"pack": lambda: PackEngine(read_pack(SHIPPED)), "espeak": not_installed}
        rules = HallRules(Told(hall))
        sink = SimulatedSink(scale=0)
        speaker = HallSpeaker(
            "hall",
            rules=rules,
            new_voice=lambda: Voices(makers, store),
            new_sink=lambda: sink,
            zone_id=lambda: None,
            journal=journal,
            tell=lambda: None,
        )
        device = Supervised(speaker)
        devices.append(device)
        device.start()
        rendering = natural and Rendering(
            SlowVoice(), store, rules=rules, windows=rules.windows, zone_id=lambda: None
        )
        if rendering:
            rendering.start()
            devices.append(rendering)
        return Local(speaker, sink, rules, rendering or None)

    yield make
    for device in devices:
        if isinstance(device, Rendering):
            assert device.stop(timeout_s=10)
        else:
            device.ask_to_stop()
            assert device.join(10)


class Local:
    """The local interface of a station."""

    def __init__(self, speaker, sink, rules, rendering):
        self.sink = sink
        self.speaker = speaker
        self.app = create_local_app(
            LocalServices(
                kind="hall",
                names=frozenset({"127.0.0.1", "localhost"}),
                state=dict,
                catalogue=lambda: None,
                issuing=None,
                is_locked=lambda: False,
                speech=None,
                voice=VoiceTrials(speaker, rules=rules, rendering=rendering),
            ),
            pages=PAGES,
        )
        self.client = self.app.test_client()

    def tries(self, **asked):
        return self.client.post("/api/voice/try", json=asked)


@pytest.fixture
def ready(eventually):
    def wait(local):
        eventually(lambda: local.speaker.voice)
        return local

    return wait


def test_a_machine_without_espeak_speaks_with_the_clips_that_ship(station, ready):
    local = ready(station())

    answer = local.tries(**CALL)

    assert answer.json["text"] == "请 A 零零七 号，到三号窗口"
    assert answer.json["by"] == "pack"
    assert answer.json["passed_over"] == [{"kind": "natural", "why": "espeak-ng is not installed"}]
    sound = local.client.get(answer.json["sound"])
    assert from_wav(sound.data).duration_s == pytest.approx(answer.json["duration_s"], abs=0.01)
    assert 3 < answer.json["duration_s"] < 6


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"language": "en"}, "Number A 0 0 7, please go to window 3."),
        ({"about": "ahead"}, "请 A 零零七 号，做好准备，前面还有三位"),
        ({"about": "passed"}, "请 A 零零七 号，您已过号，请到导服台"),
        ({"number": "B358", "window": "47"}, "请 B 三五八 号，到四十七号窗口"),
    ],
)
def test_every_kind_of_sentence_can_be_said_by_clips(station, ready, asked, text):
    answer = ready(station()).tries(**CALL | asked)

    assert (answer.status_code, answer.json["text"]) == (200, text)


def test_a_voice_that_is_not_there_says_so_and_the_words_still_stand(station, ready):
    answer = ready(station()).tries(**CALL, voice="espeak")

    assert answer.status_code == 422
    assert answer.json["code"] == "unsayable"
    assert answer.json["detail"] == "espeak-ng is not installed"
    assert answer.json["text"] == "请 A 零零七 号，到三号窗口"


def test_the_natural_voice_makes_the_sentence_and_is_asked_again(station, ready, eventually):
    local = ready(station(natural=True))

    first = local.tries(**CALL | {"number": "A123"}, voice="natural")
    eventually(lambda: local.tries(**CALL | {"number": "A123"}, voice="natural").status_code == 200)

    assert (first.status_code, first.json["code"]) == (202, "not_ready")
    assert local.tries(**CALL | {"number": "A123"}).json["by"] == "natural"


def test_a_trial_can_be_heard_in_the_hall(station, ready, eventually):
    local = ready(station())

    local.tries(**CALL, aloud=True)

    eventually(lambda: local.sink.last == 1)
    assert local.sink.clip(1).text == "请 A 零零七 号，到三号窗口"


def test_zones_tell_how_loud_and_how_quiet_they_are_now(station, ready):
    state = ready(station()).client.get("/api/voice").json

    assert [(z["name"], z["volume"]) for z in state["zones"]] == [
        ("企业开办", 80),
        ("自助服务", 80),
    ]
    assert state["zones"][0]["quiet"] is False
    assert [(v["kind"], v["there"]) for v in state["voices"]] == [
        ("natural", False),
        ("pack", True),
        ("espeak", False),
    ]


@pytest.mark.parametrize(
    "asked",
    [{"number": "../7"}, {"number": "A007", "window": ""}, {"voice": "robot"}, {"louder": 1}],
)
def test_what_is_no_call_is_refused(station, ready, asked):
    assert ready(station()).tries(**CALL | asked).status_code == 422


def test_the_page_says_in_words_what_it_plays(station, ready, browser):
    local = ready(station())
    server = LocalServer(local.app, host="127.0.0.1", port=0)
    server.start()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        page.goto(f"http://127.0.0.1:{server.port}/voice")
        page.get_by_label("专区").select_option("企业开办")
        page.get_by_label("号码").fill("b058")
        page.get_by_role("button", name="播放").click()

        expect(page.locator(".stage .text")).to_have_text("请 B 零五八 号，到三号窗口")
        expect(page.locator(".stage .by")).to_contain_text("录音片段")
        expect(page.get_by_text("本专区现在的音量：80%")).to_be_visible()
        assert Axe().run(page).response["violations"] == []
        page.get_by_label("专区").select_option("自助服务")
        expect(page.get_by_text("静音时段")).to_be_visible()
        page.get_by_label("用哪种声音").select_option("espeak")
        page.get_by_role("button", name="播放").click()
        expect(page.get_by_role("alert")).to_contain_text("espeak-ng is not installed")
        assert faults == []
    finally:
        context.close()
        assert server.stop(timeout_s=10)
