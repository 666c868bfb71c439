"""我的号 at the touch page: found by a typed number, and put back once after a missed call."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey

MISSED = {
    "ticket_id": 7,
    "number": "A007",
    "state": "passed",
    "queue": {"name": "社会保障", "name_en": "Social insurance"},
    "token": "t0k3n-of-mine",
}


def find(kiosk: Kiosk, ticket: dict[str, object]) -> None:
    kiosk.agent.found = {"tickets": [ticket], "appointments": []}
    kiosk.tap("我的号")
    for digit in "13800009999":
        kiosk.page.locator(".number-keys").get_by_role("button", name=digit, exact=True).click()
    kiosk.tap("查一查")
    expect(kiosk.page.locator(".mine")).to_contain_text("A007")


def test_a_missed_number_is_put_back_and_waits_again(kiosk: Kiosk) -> None:
    find(kiosk, MISSED)
    kiosk.page.get_by_role("button", name="找回", exact=True).click()

    expect(kiosk.heading()).to_have_text("已经找回，请等候叫号")
    expect(kiosk.page.locator(".mine")).to_contain_text("前面还有 3 人")
    expect(kiosk.page.get_by_role("button", name="找回", exact=True)).to_have_count(0)
    assert kiosk.agent.asked[-1]["token"] == "t0k3n-of-mine"


def test_a_number_that_was_put_back_before_is_sent_to_the_desk(kiosk: Kiosk) -> None:
    kiosk.agent.return_refused = "used"
    find(kiosk, MISSED)
    kiosk.page.get_by_role("button", name="找回", exact=True).click()

    expect(kiosk.heading()).to_have_text("这个号不能再自己找回")
    expect(kiosk.page.locator("main")).to_contain_text("已经找回过了")


@pytest.mark.parametrize("change", [{"state": "waiting", "ahead": 1}, {"may_return": False}])
def test_only_a_missed_number_that_may_return_offers_it(
    kiosk: Kiosk, change: dict[str, object]
) -> None:
    find(kiosk, {**MISSED, **change})
    expect(kiosk.page.get_by_role("button", name="找回", exact=True)).to_have_count(0)
