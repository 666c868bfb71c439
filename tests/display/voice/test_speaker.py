"""From a sentence to a sound, with an engine that counts and with the real one."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from display.sentences import Language, Wording, sentence
from display.voice.__main__ import main
from display.voice.chime import chime
from display.voice.clip import Clip, from_wav
from display.voice.engine import (
    EngineFailed,
    EngineMissing,
    EspeakEngine,
    Unsayable,
)
from display.voice.speaker import Speaker
from display.voice.store import ClipStore

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed on this machine"
)


class CountingEngine:
    """Says everything in a tenth of a second and remembers what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def synthesize(self, text: str, *, language: Language) -> Clip:
        self.asked.append(f"{language} {text}")
        return Clip(b"\x00\x10" * 2205)


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


def test_a_sentence_is_said_phrase_by_phrase_and_each_phrase_is_made_once(
    engine: CountingEngine, tmp_path: Path
) -> None:
    speaker = Speaker(engine, ClipStore(tmp_path))

    first = speaker.sentence("请 A 零零七 号，到三号窗口", language="zh")
    speaker.sentence("请 A 零零八 号，到三号窗口", language="zh")

    assert engine.asked == ["zh 请 A 零零七 号", "zh 到三号窗口", "zh 请 A 零零八 号"]
    assert first.duration_s == pytest.approx(0.1 + 0.22 + 0.1 + 0.25, abs=0.001)


def test_an_announcement_begins_with_the_chime(engine: CountingEngine, tmp_path: Path) -> None:
    speaker = Speaker(engine, ClipStore(tmp_path))

    announcement = speaker.announcement("到三号窗口", language="zh")

    assert announcement.pcm.startswith(chime().pcm)
    assert announcement.duration_s > chime().duration_s + 0.1


def test_stored_clips_outlive_the_program_and_the_same_words_differ_by_language(
    engine: CountingEngine, tmp_path: Path
) -> None:
    ClipStore(tmp_path).get(engine, "A", language="zh")
    ClipStore(tmp_path).get(engine, "A", language="zh")
    ClipStore(tmp_path).get(engine, "A", language="en")

    assert engine.asked == ["zh A", "en A"]


def test_a_spoiled_file_is_made_again(engine: CountingEngine, tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    good = store.get(engine, "A", language="zh")
    next(tmp_path.glob("*.wav")).write_bytes(b"half a sen")

    assert store.get(engine, "A", language="zh") == good
    assert len(engine.asked) == 2


def test_a_full_store_lets_the_longest_unused_clip_go(
    engine: CountingEngine, tmp_path: Path
) -> None:
    size = len(Clip(b"\x00\x10" * 2205).to_wav())
    store = ClipStore(tmp_path, limit_bytes=2 * size)
    for age, text in [(300, "旧"), (200, "常用")]:
        store.get(engine, text, language="zh")
        newest = max(tmp_path.glob("*.wav"), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (newest.stat().st_atime - age, newest.stat().st_mtime - age))
    store.get(engine, "常用", language="zh")
    store.get(engine, "新", language="zh")

    engine.asked.clear()
    store.get(engine, "常用", language="zh")
    store.get(engine, "新", language="zh")
    assert engine.asked == []
    store.get(engine, "旧", language="zh")
    assert engine.asked == ["zh 旧"]


def test_a_machine_without_the_engine_says_what_to_install() -> None:
    with pytest.raises(EngineMissing, match="apt install espeak-ng"):
        EspeakEngine("espeak-that-is-not-there")


def executable(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [("echo broken voice >&2; exit 1", "broken voice"), ("echo this is no sound", "RIFF")],
    ids=["it fails", "it writes something else"],
)
def test_an_engine_that_gives_no_sound_says_why(
    tmp_path: Path, script: str, complaint: str
) -> None:
    engine = EspeakEngine(executable(tmp_path / "espeak", script))

    with pytest.raises(EngineFailed, match=complaint):
        engine.synthesize("请", language="zh")


@needs_espeak
@pytest.mark.parametrize(
    ("text", "language"),
    [("到𠮷野处", "zh"), ("到[[kIN]]", "zh"), ("到ａ号", "zh"), ("window 三", "en")],
)
def test_what_would_be_garbled_is_not_said(text: str, language: Language) -> None:
    with pytest.raises(Unsayable):
        EspeakEngine().synthesize(text, language=language)


@needs_espeak
@pytest.mark.parametrize(
    ("number", "window", "syllables"),
    [
        (
            "A007",
            "12",
            "tS;h'i21N 'ei51 l'i35N l'i35N tS;h'i55 X'Au51 t'Au51 s.'i.35 '@r51 X'Au51 ts.hw'A55N",
        ),
        ("B456", "1", "tS;h'i21N p'i51 s'i[51 w'u21 l'iou51 X'Au51 t'Au51 j'i55 X'Au51"),
        ("M123", "咨询台", "tS;h'i21N 'ai35m j'i55 '@r51 s'a55n X'Au51 t'Au51 ts'i[55"),
        ("P789", "8", "tS;h'i21N ph'i51 tS;h'i55 p'A55 tS;'iou21 X'Au51 t'Au51 p'A55"),
    ],
)
def test_the_words_of_a_call_have_the_right_syllables_and_tones(
    number: str, window: str, syllables: str
) -> None:
    """Phonemes by espeak-ng's own account; the digits after a syllable are its tone contour.

    五 before 六 stays low (21); it would rise (35) only before another low tone.
    """
    text = sentence(number, window, Wording(), language="zh")
    heard = subprocess.run(
        ["espeak-ng", "-v", "cmn-latn-pinyin", "-x", "-q", text],
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    ).stdout

    assert " ".join(heard.replace("_", "").replace("|", " ").split()).startswith(syllables)


@needs_espeak
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_real_voice_says_a_call_in_a_few_seconds(language: Language, tmp_path: Path) -> None:
    speaker = Speaker(EspeakEngine(), ClipStore(tmp_path))

    clip = speaker.sentence(sentence("A007", "3", Wording(), language=language), language=language)

    assert 2.5 < clip.duration_s < 6


@needs_espeak
def test_the_command_line_writes_a_call_that_can_be_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "call.wav"

    assert main(["say", "A007", "--window", "3", "-o", str(out)]) == 0

    assert from_wav(out.read_bytes()).duration_s > 3
    assert capsys.readouterr().out.startswith("请 A 零零七 号，到三号窗口 (")


@needs_espeak
def test_the_command_line_says_when_a_name_cannot_be_spoken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "call.wav"

    assert main(["say", "A007", "--window", "𠮷野处", "-o", str(out)]) == 1

    assert not out.exists()
    assert capsys.readouterr().err.startswith("no sound: Unsayable")
