"""评价统计 in a real browser, over the real server: figures, definitions, table, sending again."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from server.app import Server
from tests.server.acting import FakeClock, SmallHall
from tests.server.pages.served import sign_in_office
from tests.server.rated import refused_by_a_platform, serve_and_rate

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def hall(server: Server, clock: FakeClock) -> SmallHall:
    """Four were served, three rated, one of them badly and with a reason."""
    hall = SmallHall(server.wiring.database, clock, "small")
    desk = hall.sit("1")
    serve_and_rate(hall, desk, "very_satisfied")
    serve_and_rate(hall, desk, "satisfied")
    serve_and_rate(hall, desk, "dissatisfied", labels=["213"])
    hall.issue("A")
    desk.serve()
    return hall


@pytest.fixture
def sign_in(page: Page, address: str, server: Server, hall: SmallHall) -> Page:
    """The office looks at the day."""
    sign_in_office(page, address, server, hall, at="/statistics")
    page.locator("input[name=from]").fill("2026-11-24")
    page.locator("input[name=to]").fill("2026-11-24")
    expect(page.get_by_text("2026-11-24 至 2026-11-24")).to_be_visible()
    return page


def test_every_percentage_stands_beside_its_counts_and_its_definition(sign_in: Page) -> None:
    total = sign_in.locator("tr.total")

    expect(total).to_contain_text("75.00 %")
    expect(total).to_contain_text("3 / 4")
    expect(total).to_contain_text("66.67 %")
    expect(total).to_contain_text("2 / 3")
    expect(total).to_contain_text("7.33")
    expect(sign_in.locator(".definitions")).to_contain_text("只要还有一件差评，就不显示 100 %")
    expect(sign_in.get_by_text("213 窗口人员业务不熟练")).to_be_visible()
    expect(sign_in.get_by_text("本厅 1")).to_be_visible()
    expect(sign_in.get_by_role("columnheader", name="基本满意")).to_be_visible()
    expect(sign_in.locator("main")).not_to_contain_text("⟦")  # no text is missing
    assert Axe().run(sign_in).response["violations"] == []


def test_what_has_nothing_to_divide_by_is_a_dash(sign_in: Page) -> None:
    sign_in.locator("input[name=from]").fill("2026-11-23")
    sign_in.locator("input[name=to]").fill("2026-11-23")

    expect(sign_in.get_by_text("2026-11-23 至 2026-11-23")).to_be_visible()
    expect(sign_in.locator("tr.total")).to_contain_text("—0 / 0")
    expect(sign_in.locator("tr.total")).not_to_contain_text("%")


BOTH_DAYS = """day => ['from', 'to'].forEach(name => {
  const field = document.querySelector(`input[name=${name}]`);
  field.value = day;
  field.dispatchEvent(new Event('change', {bubbles: true}));
})"""


EARLIER = re.compile(r"/rating-statistics\?from=2026-11-23&")


def test_two_changes_at_once_are_both_kept(sign_in: Page) -> None:
    sign_in.evaluate(BOTH_DAYS, "2026-11-23")  # before the first of them is drawn

    expect(sign_in.get_by_text("2026-11-23 至 2026-11-23")).to_be_visible()


def test_the_figures_are_those_of_the_period_that_was_asked_for_last(sign_in: Page) -> None:
    late: list[Route] = []
    sign_in.route(EARLIER, lambda route: late.append(route))  # built-ins are no handlers
    sign_in.locator("input[name=from]").fill("2026-11-23")
    while not late:  # until the test's own time is over
        sign_in.wait_for_timeout(20)

    sign_in.locator("input[name=from]").fill("2026-11-22")
    expect(sign_in.get_by_text("2026-11-22 至 2026-11-24")).to_be_visible()
    with sign_in.expect_response(EARLIER):
        late[0].continue_()

    sign_in.evaluate("() => new Promise(drawn => setTimeout(drawn, 200))")
    assert sign_in.get_by_text("2026-11-22 至 2026-11-24").is_visible()


def test_the_table_is_saved_with_its_definitions(sign_in: Page) -> None:
    sign_in.locator("select[name=by]").select_option("person")
    expect(sign_in.get_by_role("rowheader", name="窗口人员1（001）")).to_be_visible()

    with sign_in.expect_download() as saved:
        sign_in.get_by_role("button", name="导出表格").click()

    assert saved.value.suggested_filename == "ratings-2026-11-24-2026-11-24-person.csv"
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert '"窗口人员1（001）",4,3,"75.00",3,4,"66.67",2,3' in text
    assert "参评率" in text


def test_a_refused_rating_is_sent_again(sign_in: Page, hall: SmallHall) -> None:
    refused_by_a_platform(hall)
    sign_in.reload()
    line = sign_in.locator("[data-forward]")
    expect(line).to_contain_text("被平台退回: HTTP 200 0 事项编码不存在")

    expect(line).to_contain_text("不满意")

    line.get_by_role("button", name="重报").click()

    expect(line).to_have_count(0)
    expect(sign_in.get_by_text("province 待上报 1")).to_be_visible()
