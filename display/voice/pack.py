"""A clip pack: a folder of sound files and `pack.toml`, which says what each of them says.

    name = "county-2026"
    made_with = "recorded at the hall"
    listened_by = "who judged it by ear"     # "" until somebody has

    [[clip]]
    file = "zh-001.wav"          # mono, 22,050 Hz, 16 bit or µ-law
    language = "zh"
    text = "请 A"

A phrase is put together from the fewest clips that say it, so a pack may hold whole phrases,
single digits, or both.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from display.sentences import Language
from display.voice.clip import BadSound, Clip, from_wav, join, trim
from display.voice.covering import Tokens, covered, missing, tokens_of
from display.voice.engine import EngineMissing, Unsayable

SHIPPED = Path(__file__).with_name("packs") / "sample"
MANIFEST = "pack.toml"
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_KEYS = {"file", "language", "text"}


class PackFault(EngineMissing):
    """The pack cannot be used. It names every fault, each with its place in the pack."""

    def __init__(self, folder: Path, faults: list[str]) -> None:
        super().__init__(f"{folder.name}: " + "; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that was read and found whole. `pieces`: language -> tokens -> file name."""

    name: str
    made_with: str
    listened_by: str
    digest: str
    pieces: dict[Language, dict[Tokens, str]]
    clips: dict[str, Clip]


def read_pack(folder: Path) -> Pack:
    """Read a pack with all its sounds.

    Raises:
        PackFault: no manifest, a clip that is missing, silent, said twice, or not mono at the
            product's rate.
    """
    try:
        written = (folder / MANIFEST).read_bytes()
        manifest = tomllib.loads(written.decode())
    except OSError as error:
        raise PackFault(folder, [f"{MANIFEST}：读不了 / cannot be read: {error}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackFault(folder, [f"{MANIFEST}：不是正确的 TOML / is no TOML: {error}"]) from error
    reading = _Reading(folder)
    for place, entry in enumerate(manifest.get("clip", []), start=1):
        reading.take(f"clip {place}", entry)
    if not reading.clips and not reading.faults:
        reading.faults.append("一个片段也没有 / no clip at all")
    if reading.faults:
        raise PackFault(folder, reading.faults)
    return Pack(
        name=str(manifest.get("name", folder.name)),
        made_with=str(manifest.get("made_with", "")),
        listened_by=str(manifest.get("listened_by", "")),
        digest=hashlib.sha256(written).hexdigest()[:12],
        pieces=reading.pieces,
        clips=reading.clips,
    )


class PackEngine:
    """Says what its pack can say, by playing its clips one after another."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def name(self) -> str:
        return f"pack {self._pack.name} {self._pack.digest}"

    def synthesize(self, text: str, *, language: Language) -> Clip:
        """Say the text. Raises Unsayable where a clip is missing, and says which."""
        wanted = tokens_of(text, language)
        pieces = self._pack.pieces[language]
        names = covered(wanted, pieces)
        if not names:
            lacks = " ".join(missing(wanted, pieces)) or text
            raise Unsayable(f"the pack {self._pack.name} has no clip for: {lacks}")
        return join([self._pack.clips[name] for name in names])


class _Reading:
    """What was read of a pack so far, and what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pieces: dict[Language, dict[Tokens, str]] = {language: {} for language in _LANGUAGES}
        self.clips: dict[str, Clip] = {}
        self.faults: list[str] = []

    def take(self, place: str, entry: dict[str, Any]) -> None:
        """Take in one clip of the manifest, or note what is wrong with it."""
        if set(entry) != _KEYS or not all(isinstance(value, str) for value in entry.values()):
            self._fault(place, "须且只须写 file、language、text", "has file, language and text")
            return
        language = next((known for known in _LANGUAGES if known == entry["language"]), None)
        if language is None:
            self._fault(place, "language 为 zh 或 en", "language is zh or en")
            return
        tokens = tokens_of(entry["text"], language)
        if not tokens or tokens in self.pieces[language]:
            self._fault(place, "text 是空的或重复", f"nothing or said twice: {entry['text']!r}")
            return
        self.pieces[language][tokens] = entry["file"]
        self._listen(place, entry["file"])

    def _listen(self, place: str, name: str) -> None:
        path = (self._folder / name).resolve()
        if self._folder.resolve() not in path.parents:
            self._fault(place, "文件须在本文件夹内", f"{name} lies outside of the folder")
            return
        try:
            clip = from_wav(path.read_bytes())
        except OSError:
            self._fault(place, f"缺少文件 {name}", f"{name} is missing")
        except BadSound as error:
            self._fault(place, f"{name} 的格式不对", f"{name}: {error}")
        else:
            if not trim(clip).pcm:
                self._fault(place, f"{name} 没有声音", f"{name} is silent")
            self.clips[name] = clip

    def _fault(self, place: str, zh: str, en: str) -> None:
        self.faults.append(f"{place}：{zh} / {en}")
