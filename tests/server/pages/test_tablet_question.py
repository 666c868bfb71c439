"""When a tablet may be pressed: only while it is asked, once, and about one visit at a time."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server.pages.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.slow]

# A question over a fake server: what it shows and answers is noted. Long time-outs never pass here.
FAKE = """async () => {
    const { Question } = await import("/static/evaluate/question.js");
    const shown = [], answers = [];
    const question = new Question({
        show: (view) => shown.push(view.kind),
        answer: (job, outcome, body) => answers.push([job.job_id, outcome, body]),
        now: () => Date.parse("2026-11-24T01:00:00Z"),
    });
    const job = (job_id, kind = "rating.ask", { timeout_s = 600, late = false } = {}) => ({
        job_id, kind, body: { timeout_s, number: "A001", level: "basic" },
        deadline_at: late ? "2026-11-24T00:59:59Z" : "2026-11-24T01:01:00Z",
    });
    const until = async (kind) => {
        while (question.view.kind !== kind) await new Promise((done) => setTimeout(done, 10));
    };
    SCRIPT
    return { view: question.view.kind, shown, answers };
}"""


@pytest.fixture
def asked(page: Page, site: Site) -> Any:
    """Runs a script with a fresh question: `question`, `job(id, kind, more)`, `until(view)`."""
    page.goto(f"{site.address}/login")
    return lambda script: page.evaluate(FAKE.replace("SCRIPT", script))


def outcomes(result: Any) -> list[tuple[str, str]]:
    return [(job_id, outcome) for job_id, outcome, _ in result["answers"]]


def test_a_press_before_anything_is_asked_is_none(asked: Any) -> None:
    result = asked('question.press("basic"); question.explain(["307"], ""); question.leave();')

    assert (result["view"], result["answers"]) == ("locked", [])


def test_a_face_counts_once_and_with_its_times(asked: Any) -> None:
    result = asked('question.take(job("a")); question.press("basic"); question.press("satisfied");')

    at = "2026-11-24T01:00:00.000Z"
    answer = {"level": "basic", "device": "tablet", "armed_at": at, "pressed_at": at}
    assert result["answers"] == [["a", "done", answer]]
    assert result["view"] == "thanks"


def test_after_the_time_is_over_a_press_is_none(asked: Any) -> None:
    result = asked(
        'question.take(job("a", "rating.ask", { timeout_s: 0.05 }));'
        ' await until("locked"); question.press("basic");'
    )

    assert outcomes(result) == [("a", "timed_out")]


def test_the_next_call_locks_at_once_and_answers_nothing(asked: Any) -> None:
    for kind in ("rating.ask", "rating.why"):
        result = asked(
            f'question.take(job("a", "{kind}")); question.withdraw("other");'
            ' question.withdraw("a"); question.press("basic"); question.explain(["307"], "");'
        )
        assert (result["view"], result["answers"]) == ("locked", [])


def test_a_question_that_was_answered_is_not_asked_again(asked: Any) -> None:
    result = asked(
        'question.take(job("a")); question.press("basic"); question.catchUp([job("a")]);'
        ' question.press("satisfied");'
    )

    assert outcomes(result) == [("a", "done")]


def test_a_question_whose_time_has_passed_is_not_asked(asked: Any) -> None:
    result = asked('question.take(job("a", "rating.ask", { late: true }));')

    assert (result["view"], result["shown"]) == ("locked", [])


def test_what_was_withdrawn_while_the_link_was_away_is_locked(asked: Any) -> None:
    result = asked('question.take(job("a")); question.catchUp([]); question.press("basic");')

    assert (result["view"], result["answers"]) == ("locked", [])


def test_the_labels_are_sent_once_and_nothing_is_no_reason(asked: Any) -> None:
    said = asked('question.take(job("a", "rating.why")); question.explain(["307"], " 好 ");')
    silent = asked('question.take(job("a", "rating.why")); question.explain([], "  ");')

    assert said["answers"] == [["a", "done", {"labels": ["307"], "words": "好"}]]
    assert outcomes(silent) == [("a", "dropped")]
    assert silent["view"] == "thanks"
