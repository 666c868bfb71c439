"""What a touch page says in its care mode: what its texts hold, and a ticket's number."""

import io
import json
import wave
from pathlib import Path

import pytest

from display.voice.clip import RATE_HZ, Clip
from display.voice.engine import EngineMissing, EspeakEngine
from display.voice.speaker import phrases_of
from display.voice.store import ClipStore
from kiosk.agent.guidance import GuidanceVoice, NoSentence, NoVoice, Sentence, Sentences
from kiosk.agent.guidance_api import read_sentences
from kiosk.agent.issuing import Issuing
from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_app import Pages
from kiosk.agent.supervisor import DeviceDown, Supervised

WEB = Path(__file__).resolve().parents[3] / "kiosk" / "web"
TEXTS = {
    "say": {
        "home": "请点一下您要办的事",
        "taken": "您的号是 {number}，请取走号票",
        "trouble": "{what}，请找导服员",
    },
    "trouble": {"already_waiting": {"what": "您已经有号：{number}"}},
}
COMMAS = {"zh": "，", "en": ", "}
ENGLISH = {
    "say": {
        "home": "Please touch",
        "taken": "Your number is {number}",
        "trouble": "{what}, please ask",
    },
    "trouble": {"already_waiting": {"what": "You have {number}"}},
}
SENTENCES = Sentences({"zh": TEXTS, "en": ENGLISH})


class Engine:
    """Says everything in a fifth of a second, at full level, and remembers what."""

    name = "fake"

    def __init__(self):
        self.said = []

    def synthesize(self, text, *, language):
        self.said.append((language, text))
        return Clip(b"\xff\x7f" * (RATE_HZ // 5))


@pytest.fixture
def engine():
    return Engine()


@pytest.fixture
def voice(engine, tmp_path):
    made = GuidanceVoice(
        "guide", volume=50, new_engine=lambda: engine, store=lambda: ClipStore(tmp_path / "kept")
    )
    made.open()
    return made


def missing():
    raise EngineMissing("espeak-ng is not installed")


@pytest.fixture
def voiceless(tmp_path):
    return GuidanceVoice(
        "guide", volume=50, new_engine=missing, store=lambda: ClipStore(tmp_path / "kept")
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Sentence(say="home", language="zh"), "请点一下您要办的事"),
        (
            Sentence(say="taken", language="zh", number="A107"),
            "您的号是 A 一零七，请取走号票",
        ),
        (Sentence(say="taken", language="en", number="A107"), "Your number is A 1 0 7"),
        (
            Sentence(say="trouble", language="zh", trouble="already_waiting", number="B012"),
            "您已经有号：B 零一二，请找导服员",
        ),
    ],
    ids=["as written", "digits one by one", "in English", "what happened, then what to do"],
)
def test_a_sentence_is_that_of_the_page(asked, words):
    assert SENTENCES.words(asked) == words


@pytest.mark.parametrize(
    "asked",
    [
        Sentence(say="nothing_such", language="zh"),
        Sentence(say="taken", language="zh"),
        Sentence(say="trouble", language="zh", trouble="nothing_such"),
        Sentence(say="trouble", language="zh"),
    ],
    ids=["no such sentence", "no number for it", "no such trouble", "no trouble for it"],
)
def test_nothing_is_said_that_the_texts_do_not_hold(asked):
    with pytest.raises(NoSentence):
        SENTENCES.words(asked)


def test_a_phrase_is_made_once_and_then_kept(voice, engine):
    first = voice.say("请看您的号，等候叫号", language="zh")

    assert voice.say("请看您的号，等候叫号", language="zh") == first
    assert engine.said == [("zh", "请看您的号"), ("zh", "等候叫号")]


def test_the_volume_is_that_of_the_station_file(voice):
    with wave.open(io.BytesIO(voice.say("请点", language="zh"))) as sound:
        samples = memoryview(sound.readframes(sound.getnframes())).cast("h")

    assert max(samples) == pytest.approx(0.85 * 32767 / 2, abs=2)  # of the level of every voice


def test_without_an_engine_it_is_down_and_says_what_to_install(voiceless):
    with pytest.raises(DeviceDown, match="no_voice"):
        voiceless.open()

    assert not voiceless.is_ready
    assert voiceless.health() == {
        "voice": "missing",
        "volume": 50,
        "why": "espeak-ng is not installed",
    }
    with pytest.raises(NoVoice):
        voiceless.say("请点", language="zh")


def test_once_the_engine_is_there_it_speaks_by_itself(engine, tmp_path, eventually):
    there = [missing, lambda: engine]
    voice = GuidanceVoice(
        "guide",
        volume=80,
        new_engine=lambda: there.pop(0)(),
        store=lambda: ClipStore(tmp_path / "kept"),
    )
    device = Supervised(voice, first_delay_s=0.01)
    device.start()

    eventually(lambda: voice.is_ready)
    assert device.health()["voice"] == "there"
    device.ask_to_stop()
    assert device.join(15)


@pytest.fixture
def client_of(tmp_path):
    for language, texts in (("zh", TEXTS), ("en", ENGLISH)):
        (tmp_path / f"texts.{language}.json").write_text(json.dumps(texts), "utf-8")

    def make(voice):
        services = LocalServices(
            kind="kiosk",
            names=frozenset({"localhost"}),
            state=dict,
            catalogue=dict,
            issuing=Issuing,
            is_locked=lambda: False,
            speech=None,
            guidance=voice,
        )
        return create_local_app(services, pages=Pages(web=tmp_path, kit=tmp_path)).test_client()

    return make


def test_a_page_gets_the_sound_of_its_sentence(client_of, voice, engine):
    answer = client_of(voice).get("/api/guidance.wav?say=taken&number=A007&language=zh")

    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert answer.data[:4] == b"RIFF"
    assert engine.said == [("zh", "您的号是 A 零零七"), ("zh", "请取走号票")]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("say=unknown&language=zh", 404),
        ("say=taken&language=zh", 404),
        ("say=taken&number=13800009990&language=zh", 422),
        ("say=taken&number=A007&language=fr", 422),
        ("say=home&language=zh&text=张三", 422),
    ],
    ids=["no such sentence", "no number", "a telephone", "no such language", "words of its own"],
)
def test_a_page_cannot_have_anything_else_said(client_of, voice, engine, query, status):
    assert client_of(voice).get(f"/api/guidance.wav?{query}").status_code == status
    assert engine.said == []


def test_a_page_is_told_that_there_is_no_voice(client_of, voiceless):
    answer = client_of(voiceless).get("/api/guidance.wav?say=home&language=zh")

    assert (answer.status_code, answer.json["code"]) == (503, "no_voice")


def every_sentence(language):
    """All that the touch page may ever say, with a number where one belongs."""
    texts = json.loads((WEB / f"texts.{language}.json").read_text("utf-8"))
    sentences = read_sentences(WEB)
    troubles = [key for key, text in texts["trouble"].items() if isinstance(text, dict)]
    for say, text in texts["say"].items():
        for trouble in troubles if "{what}" in text else [None]:
            asked = Sentence(say=say, language=language, trouble=trouble, number="A107")
            yield sentences.words(asked)


@pytest.mark.parametrize(("language", "longest"), [("zh", 36), ("en", 90)])
def test_every_sentence_is_short_enough_to_be_heard_to_its_end(language, longest):
    assert [words for words in every_sentence(language) if len(words) > longest] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_engine_that_ships_can_say_every_sentence(language):
    try:
        engine = EspeakEngine()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    phrases = {phrase for words in every_sentence(language) for phrase in phrases_of(words)}

    clip = engine.synthesize(COMMAS[language].join(phrases), language=language)

    assert clip.duration_s > len(phrases) / 2
