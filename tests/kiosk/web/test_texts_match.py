"""Every app says the same things in both languages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
APPS = ("kiosk/web", "display/web", "server/pages/static")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

pairs = [
    pytest.param(zh, zh.with_name(zh.name.replace(".zh.json", ".en.json")), id=str(zh.parent.name))
    for app in APPS
    for zh in sorted((ROOT / app).rglob("*texts*.zh.json"))
]


def texts(path: Path) -> dict[str, str]:
    return flat(json.loads(path.read_text(encoding="utf-8")))


def flat(group: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in group.items():
        found |= (
            flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
    return found


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize(("zh", "en"), pairs)
def test_both_languages_have_the_same_keys(zh: Path, en: Path) -> None:
    assert set(texts(zh)) == set(texts(en))


@pytest.mark.parametrize(("zh", "en"), pairs)
def test_both_languages_fill_in_the_same_placeholders(zh: Path, en: Path) -> None:
    english = texts(en)
    for key, chinese in texts(zh).items():
        assert placeholders(chinese) == placeholders(english[key]), key


@pytest.mark.parametrize(("zh", "en"), pairs)
def test_no_text_is_empty_in_both_languages(zh: Path, en: Path) -> None:
    # One language may need no word where the other does: 12 人, but plain 12.
    english = texts(en)
    empty = [key for key, text in texts(zh).items() if not (text + english[key]).strip()]
    assert empty == []


def test_no_english_file_stands_without_a_chinese_one() -> None:
    lonely = [
        en
        for app in APPS
        for en in (ROOT / app).rglob("*texts*.en.json")
        if not en.with_name(en.name.replace(".en.json", ".zh.json")).exists()
    ]
    assert lonely == []
