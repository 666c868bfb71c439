"""Clip packs: what one says, what is wrong with it, and how one is built."""

import io
import math
import struct
import wave
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from display.sentences import Language
from display.voice import mulaw
from display.voice.__main__ import main
from display.voice.clip import RATE_HZ, Clip, from_wav, silence
from display.voice.covering import covered, missing, tokens_of
from display.voice.engine import Unsayable
from display.voice.hall_file import inventory_of
from display.voice.pack import SHIPPED, PackEngine, PackFault, read_pack
from display.voice.packing import build, cutting
from display.voice.recording import from_recording
from display.voice.takes import Inventory, Take, kept_parts, takes

COUNTY = Path("server/sample/county")
TOWNSHIP = Path("server/sample/township")


def tone(duration_s: float = 0.2, hz: float = 440) -> Clip:
    count = round(duration_s * RATE_HZ)
    wave_ = (round(20000 * math.sin(2 * math.pi * hz * n / RATE_HZ)) for n in range(count))
    return Clip(array("h", wave_).tobytes())


def pack_of(folder: Path, *texts: str, clip: Clip | None = None, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    lines = ['name = "own"', 'made_with = "a test"', 'listened_by = ""']
    for n, text in enumerate(texts):
        (folder / f"{n}.wav").write_bytes((clip or tone(0.1 * (n + 1))).to_wav())
        lines += ["[[clip]]", f'file = "{n}.wav"', 'language = "zh"', f'text = "{text}"']
    (folder / "pack.toml").write_text("\n".join([*lines, more]), "utf-8")
    return folder


class Cutter:
    """An engine that gives each part as many tenths of a second as it has characters."""

    name = "cutter"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def synthesize(self, text: str, *, language: Language) -> Clip:
        return self.cut([text], language=language)[0]

    def cut(self, parts: list[str], *, language: Language) -> list[Clip]:
        self.asked.append(list(parts))
        return [tone(0.1 * len(part)) for part in parts]


def test_mulaw_keeps_a_sample_within_three_percent_of_its_size() -> None:
    samples = [0, 1, -1, 100, -100, 3000, -3000, 20000, -20000, 32767, -32768]

    kept = mulaw.decode(mulaw.encode(struct.pack(f"<{len(samples)}h", *samples)))

    for was, now in zip(samples, struct.unpack(f"<{len(samples)}h", kept), strict=True):
        assert abs(was - now) <= max(8, 0.034 * abs(was))


def test_a_mulaw_file_has_half_the_size_and_is_read_like_any_other() -> None:
    said = tone()

    file = said.to_mulaw_wav()

    assert len(file) < 0.51 * len(said.to_wav())
    assert from_wav(file).duration_s == said.duration_s


def test_a_phrase_is_said_by_the_fewest_clips() -> None:
    pieces = {
        tokens_of(text, "zh"): text
        for text in ("请", "A", "请 A", "零", "七", "零零", "七 号", "号")
    }

    assert covered(tokens_of("请 A 零零七 号", "zh"), pieces) == ["请 A", "零零", "七 号"]
    assert covered(tokens_of("请 A 零七零 号", "zh"), pieces) == ["请 A", "零", "七", "零", "号"]
    assert covered(tokens_of("请 B 零七 号", "zh"), pieces) is None
    assert missing(tokens_of("请 B 零七 号", "zh"), pieces) == ["B"]


def test_english_numbers_are_said_by_tens_and_ones() -> None:
    assert tokens_of("Number A 0 7, please go to window 35.", "en") == (
        "number", "A", "0", "7", "please", "go", "to", "window", "30", "5",
    )  # fmt: skip


def test_a_pack_puts_a_phrase_together(tmp_path: Path) -> None:
    engine = PackEngine(read_pack(pack_of(tmp_path / "own", "请 A", "七 号")))

    assert engine.synthesize("请 A 七 号", language="zh").duration_s == pytest.approx(
        0.3, abs=0.001
    )
    with pytest.raises(Unsayable, match="no clip for: 到"):
        engine.synthesize("请 A 七 号到", language="zh")


def test_a_pack_that_changed_is_another_voice(tmp_path: Path) -> None:
    before = PackEngine(read_pack(pack_of(tmp_path / "own", "请 A"))).name

    assert PackEngine(read_pack(pack_of(tmp_path / "own", "请 A", "七 号"))).name != before


def other_rate() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44100)
        sound.writeframes(bytes(200))
    return file.getvalue()


def test_every_fault_of_a_pack_is_named_at_once(tmp_path: Path) -> None:
    folder = pack_of(tmp_path / "own", "请", "号", "零", "零")
    (folder / "0.wav").unlink()
    (folder / "1.wav").write_bytes(other_rate())
    (folder / "2.wav").write_bytes(silence(0.2).to_wav())
    with (folder / "pack.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[[clip]]\nfile = "../x.wav"\nlanguage = "zh"\ntext = "一"\n')
        manifest.write('\n[[clip]]\nfile = "x.wav"\nlanguage = "fr"\ntext = "un"\n')
        manifest.write('\n[[clip]]\nfile = "x.wav"\n')

    with pytest.raises(PackFault) as refused:
        read_pack(folder)

    named = [fault.split(" / ")[-1] for fault in refused.value.faults]
    assert named[0] == "0.wav is missing"
    assert "44100 Hz" in named[1]
    assert named[2] == "2.wav is silent"
    assert named[3:] == [
        "nothing or said twice: '零'",
        "../x.wav lies outside of the folder",
        "language is zh or en",
        "has file, language and text",
    ]


@pytest.mark.parametrize("written", [None, "name = ", 'name = "empty"'])
def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / "pack.toml").write_text(written)

    with pytest.raises(PackFault):
        read_pack(tmp_path)


def test_what_is_said_before_a_comma_keeps_the_pause_it_rings_into() -> None:
    engine = Cutter()

    clips = cutting(engine)(["请 A", "，", "一", "，", "号"], language="zh")

    assert engine.asked == [["请 A，", "一，", "号"]]
    assert [round(clip.duration_s, 1) for clip in clips] == [0.4, 0, 0.2, 0, 0.1]


def test_a_pack_is_built_of_what_each_take_says_for_the_first_time(tmp_path: Path) -> None:
    said = [Take("zh", ("请 A", "零零", "七 号")), Take("zh", ("请 A", "零一", "七 号"))]

    count = build(tmp_path / "own", said, cut=cutting(Cutter()), name="own", made_with="cutter")

    pack = read_pack(tmp_path / "own")
    assert (count, pack.made_with, pack.listened_by) == (4, "cutter", "")
    assert set(pack.pieces["zh"]) == {
        tokens_of(text, "zh") for text in ("请A", "零零", "七号", "零一")
    }


def test_the_takes_of_a_hall_hold_every_call_that_it_can_make() -> None:
    wanted = takes(Inventory(letters=["A", "B"], windows=["1", "12"], english=True))
    pieces: dict[Language, dict[tuple[str, ...], str]] = {"zh": {}, "en": {}}
    for take in wanted:
        for part in kept_parts(take):
            pieces[take.language][tokens_of(part, take.language)] = part

    for phrase in (
        "请 B 一九三 号",
        "请 A 零零零 号",
        "请 B 九八七六 号",
        "到十二号窗口",
        "到五十八号窗口",
    ):
        assert covered(tokens_of(phrase, "zh"), pieces["zh"]), phrase
    for phrase in ("Number B 9 3 6", "please go to window 12", "please go to window 78"):
        assert covered(tokens_of(phrase, "en"), pieces["en"]), phrase


def test_a_hall_with_words_of_its_own_gets_clips_for_them(tmp_path: Path) -> None:
    text = (COUNTY / "hall.toml").read_text("utf-8")
    voice = '[voice]\ncall = "有请{number}号，前往{window}办理"\n'
    (tmp_path / "hall.toml").write_text(text.replace("[calendar]", voice + "[calendar]"), "utf-8")

    parts = {p for take in takes(inventory_of(tmp_path, english=False)) for p in kept_parts(take)}

    assert {"有请A", "零零", "七号", "前往三号窗口办理"} <= parts


def test_the_shipped_pack_says_every_call_of_the_sample_halls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    halls = ["--hall", str(COUNTY), "--hall", str(TOWNSHIP)]

    assert main(["check-pack", str(SHIPPED), *halls]) == 0
    assert "nothing is missing" in capsys.readouterr().out
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 2_200_000


def test_recordings_of_any_studio_become_a_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = tmp_path / "to-record"
    assert main(["phrases", "--hall", str(TOWNSHIP), "--chinese-only", "-o", str(recordings)]) == 0
    listed = (recordings / "pack.toml").read_text("utf-8")
    names = [line.split('"')[1] for line in listed.splitlines() if line.startswith("file")]
    for name in names[1:]:
        (recordings / name).write_bytes(tone(0.05).to_wav())

    assert main(["build-pack", "--recordings", str(recordings), "-o", str(tmp_path / "own")]) == 1
    assert names[0] in capsys.readouterr().err
    (recordings / names[0]).write_bytes(tone(0.05).to_wav())
    assert main(["build-pack", "--recordings", str(recordings), "-o", str(tmp_path / "own")]) == 0
    assert (
        main(["check-pack", str(tmp_path / "own"), "--hall", str(TOWNSHIP), "--chinese-only"]) == 0
    )


def stereo(rate_hz: int, *, hz: float, bits: int = 16) -> bytes:
    samples = [
        round(12000 * math.sin(2 * math.pi * hz * n / rate_hz)) for n in range(rate_hz // 10)
    ]
    size = bits // 8
    sound = b"".join(2 * (s << (bits - 16)).to_bytes(size, "little", signed=True) for s in samples)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, rate_hz, rate_hz * 2 * size, 2 * size, bits)
    body = form + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body


@pytest.mark.parametrize(("rate_hz", "bits"), [(44100, 16), (48000, 24), (16000, 16)])
def test_a_recording_keeps_its_pitch_and_level_at_the_products_rate(
    rate_hz: int, bits: int
) -> None:
    clip = from_recording(stereo(rate_hz, hz=500, bits=bits))

    samples = array("h", clip.pcm)
    crossings = sum(a < 0 <= b for a, b in pairwise(samples))
    assert clip.duration_s == pytest.approx(0.1, abs=0.001)
    assert crossings in (49, 50, 51)
    assert max(samples[500:-500]) == pytest.approx(12000, rel=0.02)


def test_what_is_too_high_for_the_products_rate_is_filtered_out_not_folded_down() -> None:
    samples = array("h", from_recording(stereo(48000, hz=18000)).pcm)

    assert max(map(abs, samples[300:-300])) < 400
