"""At the kiosk: the materials of an item, on a slip to take along."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey
BUTTON = "打印材料清单带走"


@pytest.fixture
def prints(kiosk: Kiosk) -> Callable[..., list[dict[str, Any]]]:
    """Lets the station answer a press so; returns what it was asked."""

    def answer(status: int = 200, *, paper: str = "materials", **body: Any) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []

        def fulfil(route: Route) -> None:
            asked.append(json.loads(route.request.post_data or "{}"))
            route.fulfill(status=status, json=body)

        kiosk.page.route(f"**/api/print-{paper}", fulfil)
        return asked

    return answer


def open_item(kiosk: Kiosk) -> dict[str, Any]:
    """The guide of the first item, found by its name."""
    item: dict[str, Any] = kiosk.agent.catalogue["items"][0]
    kiosk.tap("办事指南")
    kiosk.page.get_by_role("textbox").fill(item["name"])
    kiosk.tap(item["name"])
    expect(kiosk.heading()).to_have_text(item["name"])
    return item


def test_one_press_prints_the_list_of_the_item_that_is_shown(kiosk: Kiosk, prints) -> None:
    asked = prints(slip="printed", reason=None)
    item = open_item(kiosk)

    kiosk.tap(BUTTON)

    expect(kiosk.page.get_by_text("请取走清单")).to_be_visible()
    assert [each["item_id"] for each in asked] == [item["item_id"]]
    kiosk.tap(BUTTON)
    expect(kiosk.page.get_by_text("请取走清单")).to_be_visible()
    assert len({each["request_id"] for each in asked}) == len(asked)


def test_the_whole_guide_is_printed_likewise(kiosk: Kiosk, prints) -> None:
    asked = prints(paper="guide", slip="failed", reason="paper_out")
    item = open_item(kiosk)

    kiosk.tap("打印整份指南")

    expect(kiosk.page.get_by_text("没有打印：号票纸用完了")).to_be_visible()
    assert [each["item_id"] for each in asked] == [item["item_id"]]


def test_the_guide_says_of_which_material_there_is_a_sample(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    kiosk.page.get_by_role("textbox").fill("内资公司设立登记")
    kiosk.tap("内资公司设立登记")

    with_sample = kiosk.page.locator("li", has_text="窗口有样本")
    expect(with_sample).to_have_count(1)
    expect(with_sample).to_contain_text("公司登记（备案）申请书")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"slip": "unknown", "reason": "no_answer"}, "清单可能没有打印出来"),
        ({"slip": "failed", "reason": "paper_out"}, "号票纸用完了"),
        (
            {"status": 503, "code": "printer_not_ready", "detail": "", "reason": "cover_open"},
            "盖子没有关好",
        ),
    ],
    ids=["nobody knows", "paper ran out", "refused beforehand"],
)
def test_a_list_that_is_not_known_to_be_out_is_not_promised(
    kiosk: Kiosk, prints, answer, said
) -> None:
    prints(**answer)
    open_item(kiosk)

    kiosk.tap(BUTTON)

    expect(kiosk.page.get_by_text(said)).to_be_visible()
    expect(kiosk.page.get_by_text("请取走清单")).to_have_count(0)
