"""Try and build the voice: python -m display.voice say | phrases | build-pack | check-pack

python -m display.voice say A007 --window 3 -o call.wav
python -m display.voice phrases --hall server/sample/county -o to-record
python -m display.voice build-pack --hall server/sample/county --engine espeak -o pack
python -m display.voice build-pack --recordings to-record -o pack
python -m display.voice check-pack pack --hall server/sample/county
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from display.sentences import Wording, sentence
from display.voice.engine import Engine, EspeakEngine, SpeechError
from display.voice.hall_file import WrongHall, inventory_of
from display.voice.natural.engine import HOME, NaturalEngine
from display.voice.pack import SHIPPED, PackEngine, PackFault, read_pack
from display.voice.packing import build, convert, cutting, entries_of, write_manifest
from display.voice.speaker import Speaker
from display.voice.store import ClipStore
from display.voice.takes import Inventory, Take, takes

ENGINES = ("espeak", "natural", "pack")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except PackFault as fault:
        print("\n".join(fault.faults), file=sys.stderr)
    except WrongHall as error:
        print(error, file=sys.stderr)
    except SpeechError as error:
        print(f"no sound: {type(error).__name__}: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m display.voice",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    say = commands.add_parser("say", help="write one call to a WAV file")
    say.add_argument("number", help="the ticket's number, such as A007")
    say.add_argument("--window", required=True, help="the window's number or name")
    say.add_argument("--language", choices=["zh", "en"], default="zh")
    say.add_argument("--yao", action="store_true", help="say 幺 for 1 in ticket numbers")
    say.add_argument("--pack", type=Path, default=SHIPPED, help="the pack of --engine pack")
    say.set_defaults(run=_say)
    phrases = commands.add_parser("phrases", help="list what has to be recorded for a hall")
    phrases.add_argument("--name", default="recordings", help="the name of the pack to be")
    phrases.set_defaults(run=_phrases)
    pack = commands.add_parser("build-pack", help="make a pack with an engine, or of recordings")
    pack.add_argument("--recordings", type=Path, help="the folder of `phrases`, with its files")
    pack.add_argument("--name", default="own", help="the name of the pack")
    pack.set_defaults(run=_build)
    check = commands.add_parser("check-pack", help="say what is wrong with a pack, or missing")
    check.add_argument("pack", type=Path)
    check.set_defaults(run=_check)
    for command in (say, pack):
        command.add_argument("--engine", choices=ENGINES, default="espeak")
        command.add_argument("--natural-home", type=Path, default=HOME, help=argparse.SUPPRESS)
    for command in (say, phrases, pack):
        command.add_argument("-o", "--output", type=Path, required=True)
    for command in (phrases, pack, check):
        command.add_argument(
            "--hall", type=Path, action="append", default=[], help="folder of hall.toml; repeatable"
        )
        command.add_argument("--chinese-only", action="store_true")
    return parser


def _say(asked: argparse.Namespace) -> int:
    text = sentence(asked.number, asked.window, Wording(yao=asked.yao), language=asked.language)
    with tempfile.TemporaryDirectory() as folder:
        speaker = Speaker(_engine(asked), ClipStore(Path(folder)))
        clip = speaker.announcement(text, language=asked.language)
    asked.output.write_bytes(clip.to_wav())
    print(f"{text} ({clip.duration_s:.1f} s)")
    return 0


def _phrases(asked: argparse.Namespace) -> int:
    listed = [entry for _, given in entries_of(_takes(asked)) for entry in given.values()]
    write_manifest(asked.output, listed, name=asked.name, made_with="recorded")
    print(f"{len(listed)} 个片段 / clips: {asked.output / 'pack.toml'}")
    return 0


def _build(asked: argparse.Namespace) -> int:
    if asked.recordings is not None:
        count = convert(asked.output, asked.recordings)
    else:
        wanted = _takes(asked)
        engine = _engine(asked)
        count = build(
            asked.output,
            wanted,
            cut=cutting(engine),
            name=asked.name,
            made_with=engine.name,
            on_take=lambda done: print(f"\r{done} / {len(wanted)}", end="", flush=True),
        )
    size = sum(file.stat().st_size for file in asked.output.glob("*.wav"))
    print(f"\n{count} 个片段 / clips, {size / 1e6:.2f} MB: {asked.output}")
    return 0


def _check(asked: argparse.Namespace) -> int:
    pack = read_pack(asked.pack)
    engine = PackEngine(pack)
    lacks = []
    for take in _takes(asked) if asked.hall else []:
        try:
            engine.synthesize(" ".join(take.parts), language=take.language)
        except SpeechError as error:
            lacks.append(str(error))
    print("\n".join(lacks) or f"{len(pack.clips)} 个片段，没有缺失 / clips, nothing is missing")
    return 1 if lacks else 0


def _takes(asked: argparse.Namespace) -> list[Take]:
    if not asked.hall:
        raise WrongHall("请用 --hall 指出大厅资料文件夹 / name a hall's folder with --hall")
    halls = [inventory_of(folder, english=not asked.chinese_only) for folder in asked.hall]
    return takes(_together(halls))


def _together(halls: Sequence[Inventory]) -> Inventory:
    """One inventory of all halls, in the words of the first."""
    first = halls[0]
    return Inventory(
        letters=list(dict.fromkeys(letter for hall in halls for letter in hall.letters)),
        windows=list(dict.fromkeys(window for hall in halls for window in hall.windows)),
        english=first.english,
        yao=any(hall.yao for hall in halls),
        desk=first.desk,
        wording=first.wording,
    )


def _engine(asked: argparse.Namespace) -> Engine:
    if asked.engine == "natural":
        return NaturalEngine(asked.natural_home)
    if asked.engine == "pack":
        return PackEngine(read_pack(asked.pack))
    return EspeakEngine()


if __name__ == "__main__":
    sys.exit(main())
