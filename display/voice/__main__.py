"""Try the voice: python -m display.voice say A007 --window 3 -o call.wav"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from display.announce import Wording, sentence
from display.voice.engine import EspeakEngine, SpeechError
from display.voice.speaker import Speaker
from display.voice.store import ClipStore


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m display.voice", description=__doc__)
    commands = parser.add_subparsers(required=True)
    say = commands.add_parser("say", help="write one call to a WAV file")
    say.add_argument("number", help="the ticket's number, such as A007")
    say.add_argument("--window", required=True, help="the window's number or name")
    say.add_argument("--language", choices=["zh", "en"], default="zh")
    say.add_argument("--yao", action="store_true", help="say 幺 for 1 in ticket numbers")
    say.add_argument("-o", "--output", type=Path, required=True)
    return _say(parser.parse_args(arguments))


def _say(asked: argparse.Namespace) -> int:
    text = sentence(asked.number, asked.window, Wording(yao=asked.yao), language=asked.language)
    with tempfile.TemporaryDirectory() as folder:
        try:
            speaker = Speaker(EspeakEngine(), ClipStore(Path(folder)))
            clip = speaker.announcement(text, language=asked.language)
        except SpeechError as error:
            print(f"no sound: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    asked.output.write_bytes(clip.to_wav())
    print(f"{text} ({clip.duration_s:.1f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
