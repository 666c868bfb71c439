"""Command line of simulated keypads: python -m drivers.evaluator.simulator --address 1 2."""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from drivers.evaluator.keypad_simulator import KeypadSimulator
from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile_files import (
    keyboard_names,
    keymap_names,
    load_keyboard,
    load_keymap,
    load_profile,
    profile_names,
)
from drivers.evaluator.simulator_web import keypad_page, typing_page
from drivers.evaluator.typing_simulator import TypingKeypadSimulator
from drivers.simulator_page import SimulatorPage
from drivers.simulator_program import until_asked

__all__ = ["KeypadSimulator", "main"]

Page = Callable[..., SimulatorPage]  # given its port


def main(arguments: list[str] | None = None) -> int:
    """Run keypads until SIGINT or SIGTERM; print the port to open and the pages, if any."""
    options = _options(arguments)
    stopping = until_asked()
    with ExitStack() as running:
        pages = _typing(options, running) if options.usb else _on_a_line(options, running)
        for place, page in enumerate(pages if options.web_port is not None else []):
            port = options.web_port and options.web_port + place
            print(f"page {running.enter_context(page(port=port)).url}", flush=True)
        stopping.wait()
    return 0


def _on_a_line(options: argparse.Namespace, running: ExitStack) -> list[Page]:
    profile = load_profile(options.profile)
    keymap = load_keymap(options.keymap or profile.default_keymap)
    line = LineSimulator(profile, addresses=options.address, link=options.link)
    running.enter_context(line)
    print(f"port {line.path}", flush=True)
    pads = [KeypadSimulator(address=address, line=line) for address in options.address]
    return [partial(keypad_page, pad, keymap=keymap) for pad in pads]


def _typing(options: argparse.Namespace, running: ExitStack) -> list[Page]:
    keymap = load_keymap(options.keymap or "one-to-five")
    keypad = TypingKeypadSimulator(options.usb, rules=load_keyboard(options.typing))
    running.enter_context(keypad)
    print(f"port evdev:{keypad.path}", flush=True)
    return [partial(typing_page, keypad, keymap=keymap)]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.evaluator.simulator", description="A simulated 评价器 keypad."
    )
    parser.add_argument(
        "--address",
        type=int,
        nargs="+",
        default=[1],
        choices=range(1, 256),
        metavar="1-255",
        help="of each keypad on the line",
    )
    parser.add_argument("--usb", type=Path, help="type into this named pipe, for evdev:PATH")
    parser.add_argument("--typing", default="digits-enter", choices=keyboard_names())
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument(
        "--web-port", type=int, help="page of the first keypad, the others after it; 0 = any free"
    )
    parser.add_argument("--profile", default="ff68-keypad", choices=profile_names())
    parser.add_argument("--keymap", choices=keymap_names(), help="labels of the page's keys")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
