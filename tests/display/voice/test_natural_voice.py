"""The natural voice's process: what it is asked, and what becomes of one that fails."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from display.sentences import Language
from display.voice.clip import Clip
from display.voice.engine import Engine, EngineFailed, EngineMissing, Unsayable
from display.voice.natural.engine import NaturalEngine
from display.voice.natural.phonemes import Unpronounceable, phonemes, read_english
from display.voice.store import ClipStore
from display.voice.voices import KeptOnly, Voices

# Says a tenth of a second for each part; `死` ends it, `哑` silences it, `难` cannot be said.
WORKER = """
import json, sys, time
out = sys.stdout.buffer
def answer(header, pcm=b""):
    out.write(json.dumps(header).encode() + b"\\n" + pcm); out.flush()
answer({"ready": True})
for line in sys.stdin.buffer:
    parts = json.loads(line)["parts"]
    if "死" in parts[0]: answer({"samples": 9999, "cuts": []}, b"half"); sys.exit(3)
    if "哑" in parts[0]: time.sleep(60)
    if "难" in parts[0]: answer({"error": "Unpronounceable: 难"}); continue
    cuts = [2205 * n for n in range(1, len(parts))]
    answer({"samples": 2205 * len(parts), "cuts": cuts}, b"\\x00\\x10" * 2205 * len(parts))
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[NaturalEngine]:
    file = tmp_path / "worker.py"
    file.write_text(WORKER, "utf-8")
    engine = NaturalEngine(command=[sys.executable, str(file)], timeout_s=15)
    yield engine
    engine.close()


def test_a_sentence_comes_back_as_sound_and_in_its_parts(engine: NaturalEngine) -> None:
    assert engine.synthesize("到三号窗口", language="zh").duration_s == pytest.approx(0.1)
    parts = engine.cut(["请 A", "零零", "七 号"], language="zh")
    assert [len(clip.pcm) for clip in parts] == [4410] * 3


def test_what_it_cannot_say_it_says_so_and_goes_on(engine: NaturalEngine) -> None:
    with pytest.raises(Unsayable):
        engine.synthesize("难", language="zh")

    assert engine.synthesize("一", language="zh").pcm


def test_a_process_that_died_is_started_anew(engine: NaturalEngine) -> None:
    with pytest.raises(EngineFailed, match="within a sentence"):
        engine.synthesize("死", language="zh")

    assert engine.synthesize("一", language="zh").pcm


def test_a_process_that_hangs_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "worker.py"
    file.write_text(WORKER, "utf-8")
    engine = NaturalEngine(command=[sys.executable, str(file)], timeout_s=0.5)

    with pytest.raises(EngineFailed):
        engine.synthesize("哑", language="zh")
    engine.close()


def test_where_it_is_not_installed_it_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"tools/natural_voice\.sh"):
        NaturalEngine(tmp_path)


def test_at_a_call_only_what_was_made_before_is_played(
    engine: NaturalEngine, tmp_path: Path
) -> None:
    store = ClipStore(tmp_path / "kept")
    voices = Voices({"natural": KeptOnly, "espeak": _Other}, store)

    before = voices.say("请 A 七 号", language="zh")
    store.get(engine, "请 A 七 号", language="zh")
    after = voices.say("请 A 七 号", language="zh")

    assert (before.by, before.passed_over) == ("espeak", {"natural": "not ready yet: 请 A 七 号"})
    assert (after.by, after.passed_over) == ("natural", {})


class _Other:
    """Another voice, which says anything."""

    name = "other"

    def synthesize(self, text: str, *, language: Language) -> Clip:
        return Clip(b"\x00\x10" * 2205)


def test_health_says_which_voice_spoke_and_why_not_a_better_one(tmp_path: Path) -> None:
    def missing() -> Engine:
        raise EngineMissing("not installed: run tools/natural_voice.sh")

    voices = Voices({"natural": missing, "espeak": _Other}, ClipStore(tmp_path))
    voices.sentence("请", language="zh")

    assert voices.health() == {
        "voices": {"espeak": "there", "natural": "not installed: run tools/natural_voice.sh"},
        "spoke": "espeak",
        "why": "natural: not installed: run tools/natural_voice.sh",
    }
    with pytest.raises(EngineMissing, match="natural: not installed"):
        Voices({"natural": missing}, ClipStore(tmp_path))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Number A 0 7, please go to window 35.",
            "nˈʌmbəɹ ˈA zˈɪɹO sˈɛvən, plˈiz ɡˌO tə wˈɪndO θˈɜɹɾi fˈIv.",
        ),
        ("请 B 零，到", "[请] bˈi [零], [到]"),
        ("120", "wˈʌn hˈʌndɹəd twˈɛnti"),
    ],
)
def test_letters_and_numbers_have_their_sounds(text: str, said: str) -> None:
    heard = phonemes(text, english=read_english(), chinese=lambda run: f"[{run}]")

    assert heard == said


@pytest.mark.parametrize("text", ["Number A at the pier", "请 é", "AB"])
def test_a_word_whose_sound_is_not_known_is_not_guessed(text: str) -> None:
    with pytest.raises(Unpronounceable):
        phonemes(text, english=read_english(), chinese=str)


def test_every_sound_of_the_lexicon_is_in_the_models_alphabet() -> None:
    file = Path(phonemes.__code__.co_filename).with_name("vocabulary.json")
    known = set(json.loads(file.read_text("utf-8")))
    english = read_english()
    sounds = "".join(
        [*english.letters.values(), *english.numbers.values(), *english.words.values()]
    )

    assert set(sounds) <= known
