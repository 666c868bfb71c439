"""How platforms write a rating."""

import re
import tomllib

import pytest
from pydantic import ValidationError

from server.adapters.platform_dialect import FIELDS, FILE, dialects_from, known_dialects
from server.domain.rating import Channel, Level
from tests.server.rated import outgoing


@pytest.fixture(scope="module")
def dialects():
    return known_dialects()


def test_a_rating_is_written_field_by_field(dialects):
    assert dialects["national"].record(outgoing(words="态度好")) == {
        "evaluateNo": "small-17-1",
        "assessNumber": "1",
        "satisfaction": "4",
        "pf": "5",
        "evalDetail": "406,413",
        "writingEvaluation": "态度好",
        "assessTime": "2026-11-24 09:20:05",
        "isdefault": "0",
        "acceptDate": "2026-11-24 09:10:00",
        "affairDoneTime": "2026-11-24 09:20:00",
        "taskCode": "CARD1",
        "taskName": "社保卡申领",
        "promiseTime": "1",
        "hallCode": "small",
        "hallName": "小厅",
        "windowNo": "1",
        "queueName": "社保",
        "affairDealNo": "001",
        "projectNo": "AH-7",
    }


def test_what_nobody_knows_is_left_out_and_not_made_up(dialects):
    unknown = outgoing(
        labels=(), words=None, started_at=None, staff_no=None,
        item_code=None, item_name=None, is_instant=None, case_number=None,
    )  # fmt: skip

    written = dialects["national"].record(unknown)

    assert set(written) == {
        *("evaluateNo", "assessNumber", "satisfaction", "pf", "assessTime", "isdefault"),
        *("affairDoneTime", "hallCode", "hallName", "windowNo", "queueName"),
    }


def test_the_two_directions_of_satisfaction_add_up_to_six(dialects):
    for level in Level:
        written = [
            int(dialects[name].record(outgoing(level=level))["satisfaction"])
            for name in ("national", "gbt-39046")
        ]
        assert sum(written) == 6
    best = outgoing(level=Level.VERY_SATISFIED)
    assert dialects["national"].record(best)["satisfaction"] == "5"
    assert dialects["gbt-39046"].record(best)["satisfaction"] == "1"


@pytest.mark.parametrize(("name", "instant", "promised"), [
    ("national", "1", "2"), ("promise-first", "2", "1"),
])  # fmt: skip
def test_what_is_done_at_once_and_what_is_promised_keep_their_platforms_digits(
    dialects, name, instant, promised
):
    assert dialects[name].record(outgoing(is_instant=True))["promiseTime"] == instant
    assert dialects[name].record(outgoing(is_instant=False))["promiseTime"] == promised


def test_a_rating_by_a_rule_has_a_channel_only_where_the_platform_says_so(dialects):
    by_rule = outgoing(is_default=True)

    assert dialects["promise-first"].record(by_rule)["pf"] == "7"
    assert dialects["promise-first"].record(by_rule)["isdefault"] == "1"
    with pytest.raises(ValueError, match="no channel"):
        dialects["national"].record(by_rule)


def test_paper_is_never_passed_off_as_something_else(dialects):
    for dialect in dialects.values():
        with pytest.raises(ValueError, match="no channel paper"):
            dialect.record(outgoing(channel=Channel.PAPER))


def test_every_field_has_a_column(dialects):
    written = dialects["national"].record(outgoing(words="好"))

    assert next(iter(written)) == "evaluateNo"
    assert set(written) - {"evaluateNo"} == set(FIELDS)


def test_nothing_of_the_citizen_is_written(dialects):
    fields = " ".join(["evaluateNo", *FIELDS]).lower()

    assert not re.search(r"user|cert|phone|mobile|idcard", fields)


def test_a_dialect_that_writes_two_things_alike_is_refused():
    table = tomllib.loads(FILE.read_text("utf-8"))["national"]

    with pytest.raises(ValidationError, match="written alike"):
        dialects_from({"ours": {**table, "promised": table["instant"]}})
