"""All that is wrong with a layout, told at once."""

import json
from datetime import date
from pathlib import Path

import pytest

from server.domain.signage import (
    Fault,
    Layout,
    OnCall,
    Panel,
    SlidesPlace,
    layout_faults,
    valid_lines,
)

BUILT_IN = Path(__file__).parents[3] / "display" / "web" / "layouts.json"
MAIN, BESIDE = SlidesPlace.MAIN, SlidesPlace.BESIDE


def faults(*shows, slides=None, zones=(), queues=()):
    panels = tuple(Panel(name) for name in shows)
    layout = Layout(shows=panels, slides=slides, zones=zones, queues=queues)
    return layout_faults(layout, zones={"north"}, queues={"A", "B"})


@pytest.mark.parametrize(
    ("shows", "slides"),
    [
        (("calls",), None),
        (("waiting", "passed", "notices"), None),
        (("calls", "slides", "notices"), MAIN),
        (("calls", "passed", "slides"), MAIN),
        (("calls", "waiting", "slides"), BESIDE),
        (("slides", "notices"), None),
        (("slides",), MAIN),
    ],
)
def test_what_has_room_has_no_fault(shows, slides):
    assert faults(*shows, slides=slides) == []


@pytest.mark.parametrize(
    ("shows", "slides", "fault"),
    [
        ((), None, Fault("shows", "empty")),
        (("calls", "calls"), None, Fault("shows", "twice", "calls")),
        (("calls",), MAIN, Fault("slides", "not_shown")),
        (("calls", "slides"), None, Fault("slides", "no_place")),
        (("waiting", "slides"), MAIN, Fault("shows", "slides_need_calls")),
        (("calls", "waiting", "slides"), MAIN, Fault("shows", "no_room", "waiting")),
        (("calls", "waiting", "passed", "slides"), BESIDE, Fault("shows", "no_room", "passed")),
    ],
)
def test_what_cannot_be_shown_is_said(shows, slides, fault):
    assert faults(*shows, slides=slides) == [fault]


def test_all_faults_are_told_at_once():
    assert faults("calls", slides=MAIN, zones=("south", "north"), queues=("A", "A", "Z")) == [
        Fault("slides", "not_shown"),
        Fault("zones", "unknown", "south"),
        Fault("queues", "unknown", "Z"),
        Fault("queues", "twice", "A"),
    ]


def test_the_layouts_that_come_with_displays_have_none():
    built_in = json.loads(BUILT_IN.read_text())

    assert len(built_in) >= 5
    for file in built_in.values():
        place = file.get("slides")
        layout = Layout(
            shows=tuple(Panel(name) for name in file["shows"]),
            slides=place and SlidesPlace(place),
            on_call=OnCall(file.get("on_call", "play")),
        )
        assert layout_faults(layout, zones=(), queues=()) == []


def test_a_line_of_the_marquee_is_shown_on_its_days_alone():
    lines = [
        {"zh": "平时", "en": "always"},
        {"zh": "节前", "en": "before", "last_on": "2026-11-24"},
        {"zh": "节后", "en": "after", "first_on": "2026-11-25"},
    ]

    def shown(day):
        return [line["zh"] for line in valid_lines(lines, today=day)]

    assert shown(date(2026, 11, 24)) == ["平时", "节前"]
    assert shown(date(2026, 11, 25)) == ["平时", "节后"]
    assert valid_lines(lines, today=date(2026, 11, 24))[0] == {"zh": "平时", "en": "always"}
