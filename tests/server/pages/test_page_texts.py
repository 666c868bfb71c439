"""The texts of the pages: both languages say the same things, and nothing is said in vain."""

import json
import re
from pathlib import Path

import pytest

from server.pages.texts import LANGUAGES, STATIC, load

TEMPLATES = STATIC.parent / "templates"
KIT = Path(__file__).parents[3] / "display" / "kit"
CODES = [
    *("unauthenticated", "forbidden", "not_found", "invalid", "queue_empty", "window_busy"),
    *("window_not_open", "window_taken", "not_your_window", "no_current_ticket", "wrong_state"),
    *("queue_closed", "hall_closed", "numbers_used_up", "no_window_serves", "zone_takes_none"),
    *("no_printer", "stage_off", "windows_open"),
    "not_issuing_now",
    *("session_full", "cut_off", "already_waiting", "person_limit", "identification_required"),
    *("slot_full", "slot_not_offered", "too_early", "appointment_not_today"),
    *("appointment_expired", "appointment_used", "appointment_cancelled"),
    *("item_changed", "idempotency_key_reused", "too_many_attempts", "internal", "stopping"),
]

# Telephone pages take their texts without the prefix.
PHONE = {"phone", "feedback", "help"}


def words(language: str) -> dict[str, str]:
    return json.loads((STATIC / f"texts.{language}.json").read_text(encoding="utf-8"))


def sources() -> list[Path]:
    return [*STATIC.rglob("*.js"), *TEMPLATES.rglob("*.html"), *KIT.glob("*.js")]


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(words("zh")) == list(words("en"))


def test_both_languages_fill_in_the_same_values() -> None:
    def gaps(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    zh, en = words("zh"), words("en")
    assert [key for key in zh if gaps(zh[key]) != gaps(en[key])] == []


def test_chinese_texts_use_chinese_punctuation() -> None:
    faulty = re.compile(r"[\u4e00-\u9fff][,:;?!]|[,:;?!][\u4e00-\u9fff]")
    assert {key: text for key, text in words("zh").items() if faulty.search(text)} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_of_the_server_has_a_sentence(code: str) -> None:
    assert f"console.error.{code}" in words("zh")


@pytest.mark.parametrize(
    "state", ["asked", "stored", "timed_out", "failed", "withdrawn", "dropped"]
)
def test_every_state_of_a_rating_has_a_sentence(state: str) -> None:
    assert f"console.rating.{state}" in words("zh")


def test_every_text_a_page_names_is_there() -> None:
    used = {
        key
        for source in sources()
        for key in re.findall(r'\b(?:t|en)\("([a-z_.0-9]+)"[,)]', source.read_text("utf-8"))
    }
    assert len(used) > 60
    assert used - set(words("zh")) == set()


def test_every_text_is_named_somewhere() -> None:
    code = "\n".join(source.read_text("utf-8") for source in sources())

    def is_named(key: str) -> bool:
        group, _, last = key.rpartition(".")
        by_hand = f'"{key}"' in code or f"'{key}'" in code
        in_a_family = f"`{group}." in code or f'"{group}.' in code
        on_the_phone = group in PHONE and re.search(rf"\b{last}\b", code) is not None
        return by_hand or in_a_family or on_the_phone or key.startswith("error.")

    assert [key for key in words("zh") if not is_named(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_not_there_is_a_fault_and_not_a_bare_key(language: str) -> None:
    with pytest.raises(KeyError):
        load(language)("no.such.text")


def test_a_part_of_the_texts_is_given_without_its_prefix() -> None:
    assert load("zh").below("phone")["title"] == "我的号票"
