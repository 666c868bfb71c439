"""Building a clip pack: from an engine, take by take, or from what somebody recorded."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from display.sentences import Language
from display.voice.clip import BadSound, Clip, join, level, softened, trim
from display.voice.covering import Tokens, tokens_of
from display.voice.engine import Engine
from display.voice.natural.engine import CuttingEngine
from display.voice.pack import MANIFEST, PackFault
from display.voice.recording import from_recording
from display.voice.takes import Take

_PEAK = 0.85
_AUDIBLE = 500  # at that peak; a hall is louder than what is below


class Cut(Protocol):
    """Says the parts of a sentence, each as it sounds in there."""

    def __call__(self, parts: Sequence[str], *, language: Language) -> list[Clip]:
        """Raises SpeechError."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A clip of a manifest; `said_in`: the sentence to read it in, for who records it."""

    file: str
    language: Language
    text: str
    said_in: str = ""


def cutting(engine: Engine | CuttingEngine) -> Cut:
    """How an engine gives parts: by cutting a sentence, or, where it cannot, one by one."""
    if isinstance(engine, CuttingEngine):
        cuts = engine
        return lambda parts, *, language: _with_their_commas(cuts, parts, language=language)
    return lambda parts, *, language: [
        engine.synthesize(part, language=language) if tokens_of(part, language) else Clip(b"")
        for part in parts
    ]


def entries_of(takes: Iterable[Take]) -> list[tuple[Take, dict[int, Entry]]]:
    """The clips that each take gives: index of the part -> entry. A clip is taken once."""
    known: set[tuple[Language, Tokens]] = set()
    given = []
    for take in takes:
        entries: dict[int, Entry] = {}
        for place, part in enumerate(take.parts):
            tokens = tokens_of(part, take.language)
            if tokens and (take.language, tokens) not in known:
                known.add((take.language, tokens))
                name = f"{take.language}-{len(known):03}.wav"
                entries[place] = Entry(name, take.language, part, " ".join(take.parts))
        given.append((take, entries))
    return given


def build(
    folder: Path,
    takes: Sequence[Take],
    *,
    cut: Cut,
    name: str,
    made_with: str,
    on_take: Callable[[int], None] = lambda _: None,
) -> int:
    """Write a pack of all clips of the takes and return how many there are.

    Args:
        on_take: told after each take how many are done.

    Raises:
        SpeechError: the engine could not say a take.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Entry] = []
    for done, (take, entries) in enumerate(entries_of(takes), start=1):
        for entry, clip in _cut_clips(take, entries, cut):
            (folder / entry.file).write_bytes(clip.to_mulaw_wav())
            written.append(entry)
        on_take(done)
    write_manifest(folder, written, name=name, made_with=made_with)
    return len(written)


def convert(folder: Path, recordings: Path) -> int:
    """Write a pack of the recordings that the manifest in their folder lists; return how many.

    Raises:
        PackFault: no manifest, or recordings that are missing or cannot be read; names them all.
    """
    manifest, listed = _listed(recordings)
    folder.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    for entry in listed:
        try:
            clip = trim(from_recording((recordings / entry.file).read_bytes()))
        except FileNotFoundError:
            faults.append(f"缺少录音 / missing: {entry.file} ({entry.text})")
        except BadSound as error:
            faults.append(f"{entry.file} ({entry.text}): {error}")
        else:
            (folder / entry.file).write_bytes(softened(level(clip, peak=_PEAK)).to_mulaw_wav())
    if faults:
        raise PackFault(recordings, faults)
    write_manifest(folder, listed, name=manifest["name"], made_with=manifest["made_with"])
    return len(listed)


def write_manifest(folder: Path, entries: Sequence[Entry], *, name: str, made_with: str) -> None:
    """Write `pack.toml`. With `said_in` it is the list that somebody records from."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"name = {_quoted(name)}",
        f"made_with = {_quoted(made_with)}",
        'listened_by = ""  # 由人试听后填写 / who has judged it by ear',
    ]
    for entry in sorted(entries, key=lambda entry: entry.file):
        lines += ["", "[[clip]]"]
        if entry.said_in:
            lines.append(f"# 在整句中读出，再截取 / read it within: {entry.said_in}")
        lines += [f"{key} = {_quoted(getattr(entry, key))}" for key in ("file", "language", "text")]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", "utf-8")


def _with_their_commas(
    engine: CuttingEngine, parts: Sequence[str], *, language: Language
) -> list[Clip]:
    """Cut after a comma, not before it: a vowel rings on into the pause, and 一 is nothing else."""
    joined: list[str] = []
    for part in parts:
        if tokens_of(part, language):
            joined.append(part)
        else:
            joined[-1] += part
    clips = iter(engine.cut(joined, language=language))
    return [next(clips) if tokens_of(part, language) else Clip(b"") for part in parts]


def _cut_clips(take: Take, entries: dict[int, Entry], cut: Cut) -> Iterator[tuple[Entry, Clip]]:
    if not entries:
        return
    parts = cut(take.parts, language=take.language)
    # At one level as a sentence: parts that were raised one by one would lose their stress.
    whole = level(join(parts), peak=_PEAK).pcm
    at = 0
    for place, part in enumerate(parts):
        said = Clip(whole[at : at + len(part.pcm)])
        at += len(part.pcm)
        if place in entries:
            entry = entries[place]
            yield (
                Entry(entry.file, entry.language, entry.text),
                softened(trim(said, audible=_AUDIBLE)),
            )


def _listed(recordings: Path) -> tuple[dict[str, str], list[Entry]]:
    try:
        manifest = tomllib.loads((recordings / MANIFEST).read_text("utf-8"))
        listed = [Entry(**clip) for clip in manifest["clip"]]
        said = {key: str(manifest[key]) for key in ("name", "made_with")}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PackFault(recordings, [f"{MANIFEST}: {error}"]) from error
    return said, listed


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
