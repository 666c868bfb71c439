"""Journeys at a kiosk in a hall without consoles, and at the moment when these are switched on."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


def test_a_kiosk_without_consoles_counts_nobody_and_says_who_calls(kiosk: Kiosk) -> None:
    kiosk.agent.use_consoles(False)
    expect(kiosk.page.locator(".head-waiting, .waiting, .expected")).to_have_count(0)

    kiosk.take_number(zone="综合服务", queue="社会保障")

    taken = kiosk.page.locator("main")
    expect(taken).to_contain_text("本厅由工作人员喊号")
    expect(taken).to_contain_text("听到喊您的号，请到办理窗口（6、7、8、9 号）")
    expect(taken).not_to_contain_text("人在您前面")


def test_a_kiosk_counts_from_the_moment_that_consoles_are_on(kiosk: Kiosk) -> None:
    kiosk.agent.use_consoles(False)
    expect(kiosk.page.locator(".waiting")).to_have_count(0)

    kiosk.agent.use_consoles(True)

    expect(kiosk.page.locator(".head-waiting")).to_contain_text("人等候")
    kiosk.take_number(zone="综合服务", queue="社会保障")
    expect(kiosk.page.locator("main")).to_contain_text("人在您前面")
