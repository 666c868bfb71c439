"""How a hall's file says how it speaks, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from server.sample.voice import Voice


def test_what_is_set_is_kept_as_json_and_nothing_else() -> None:
    voice = Voice.model_validate(
        {
            "call": "请 {number} 号，到{place}{window}",
            "english": True,
            "volume_at": [{"from": "12:00", "to": "14:00", "volume": 40}],
            "quiet": [{"from": "21:00", "to": "07:30"}],
        }
    )

    assert voice.rules() == {
        "call": "请 {number} 号，到{place}{window}",
        "english": True,
        "volume_at": [{"from": "12:00:00", "to": "14:00:00", "volume": 40}],
        "quiet": [{"from": "21:00:00", "to": "07:30:00"}],
    }
    assert Voice().rules() == {}


@pytest.mark.parametrize(
    "written",
    [
        {"call": "请 {number} 号"},
        {"call": "请到{window}"},
        {"call": "请 {number} {number} 到{window}"},
        {"call": "请 {number} 号，到{window}，{name}"},
        {"call": "请 {number:>9} 号，到{window}"},
        {"call": "请 {number 号，到{window}"},
        {"call": "请 {number} 号[[，到{window}"},
        {"call_en": "Number {number}, please {window}！"},
        {"repeats": 4},
        {"repeats": "2"},
        {"volume": 101},
        {"ahead": 0},
        {"passed_at": "desk <1>"},
        {"quiet": [{"from": "21:00", "to": "21:00"}]},
        {"quiet": [{"from": "25:00", "to": "07:00"}]},
        {"quiet": [{"from": "21:00", "to": "07:00"}, {"from": "06:00", "to": "08:00"}]},
        {"volume_at": [{"from": "12:00", "to": "14:00"}]},
        {
            "volume_at": [
                {"from": "12:00", "to": "14:00", "volume": 40},
                {"from": "13:59", "to": "15:00", "volume": 50},
            ]
        },
        {"louder": True},
    ],
)
def test_what_cannot_be_spoken_or_kept_to_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Voice.model_validate(written)


def test_hours_that_touch_do_not_overlap() -> None:
    voice = Voice.model_validate(
        {"quiet": [{"from": "21:00", "to": "07:00"}, {"from": "07:00", "to": "08:00"}]}
    )

    assert voice.quiet is not None
    assert len(voice.quiet) == 2
