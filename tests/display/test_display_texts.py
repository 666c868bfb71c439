"""The words of the displays: the same keys and placeholders in both languages, none missing."""

import json
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "display" / "web"
NAME_EVENTS = {"board.js", "follow.js"}
CHINESE, ENGLISH = (json.loads((WEB / f"texts.{lang}.json").read_text()) for lang in ("zh", "en"))
# Composed from what a window says: `sign.${says.is}` and its hint.
COMPOSED = {f"sign.{state}{part}" for state in ("paused", "closed") for part in ("", ".hint")}
# ... from why a queue gives no numbers, and from how a wait is told (display/kit/wait.js).
COMPOSED |= {
    f"stop.{why}" for why in ("cut_off", "session_full", "numbers_used_up", "queue_closed")
}
COMPOSED |= {f"wait.{kind}" for kind in ("less", "about", "between", "more")}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert {key: placeholders(text) for key, text in CHINESE.items()} == {
        key: placeholders(text) for key, text in ENGLISH.items()
    }


def test_every_key_is_used_and_every_used_key_is_there() -> None:
    scripts = [script for script in WEB.glob("*.js") if script.name not in NAME_EVENTS]
    source = "\n".join(script.read_text() for script in scripts)
    used = set(re.findall(r'"([a-z]+(?:\.[a-z]+)+)"', source))

    assert set(CHINESE) == used | COMPOSED
