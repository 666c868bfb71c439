"""When something fails, the page says what happened, what to do, and who can help."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


def refuse(kiosk: Kiosk, status: int, code: str, **fields: object) -> None:
    kiosk.agent.refusal = (status, {"code": code, "detail": "An English sentence.", **fields})


@pytest.mark.parametrize(
    ("slip", "words"), [("failed", "号票没有打印出来"), ("unknown", "号票可能没有打印完整")]
)
def test_a_number_without_its_slip_is_shown_with_a_qr_code(
    kiosk: Kiosk, slip: str, words: str
) -> None:
    kiosk.agent.slip = slip
    kiosk.take_number()
    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F007")
    expect(kiosk.page.locator(".no-slip")).to_contain_text(words)
    expect(kiosk.page.locator(".no-slip")).to_contain_text("位置保留着")
    expect(kiosk.page.get_by_role("img", name="二维码")).to_be_visible()
    expect(kiosk.page.locator("main")).not_to_contain_text("请取走号票")


def test_a_printer_that_cannot_print_gives_no_number_and_says_why(kiosk: Kiosk) -> None:
    refuse(kiosk, 503, "printer_not_ready", reason="paper_out")
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("本机现在不能打印号票")
    main = kiosk.page.locator("main")
    expect(main).to_contain_text("号票纸用完了")
    expect(main).to_contain_text("导服员")
    expect(main).to_contain_text("0000-0000002")


def test_an_unknown_state_of_the_printer_is_not_called_out_of_paper(kiosk: Kiosk) -> None:
    refuse(kiosk, 503, "printer_not_ready", reason="no_answer")
    kiosk.take_number()
    expect(kiosk.page.locator("main")).to_contain_text("打印机没有准备好")
    expect(kiosk.page.locator("main")).not_to_contain_text("纸用完")


def test_home_warns_before_one_tries(kiosk: Kiosk) -> None:
    kiosk.agent.printer = {"can_print": "no", "reason": "cover_open"}
    kiosk.agent.server = "away"
    notices = kiosk.page.locator(".notice")
    expect(notices.filter(has_text="打印机盖子没有关好")).to_be_visible()
    expect(notices.filter(has_text="暂时连不上大厅系统")).to_be_visible()


def test_trying_again_repeats_the_same_request(kiosk: Kiosk) -> None:
    refuse(kiosk, 503, "server_away")
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("暂时连不上大厅系统")

    kiosk.agent.refusal = None
    kiosk.tap("再试一次")

    expect(kiosk.page.locator(".number")).to_be_visible()
    first, second = kiosk.agent.asked
    assert first == second


@pytest.mark.parametrize(
    ("code", "fields", "words"),
    [
        ("hall_closed", {"opens_at": None}, "现在不发号"),
        ("queue_closed", {"reason": "系统维护"}, "系统维护"),
        ("numbers_used_up", {}, "今天的号已经取完"),
        ("no_window_serves", {}, "现在没有窗口办理这项业务"),
        ("something_new", {}, "这次没有取到号"),
    ],
)
def test_every_refusal_has_its_sentence_and_its_person(
    kiosk: Kiosk, code: str, fields: dict[str, object], words: str
) -> None:
    refuse(kiosk, 409, code, **fields)
    kiosk.take_number()
    main = kiosk.page.locator("main")
    expect(main).to_contain_text(words)
    expect(main).to_contain_text("咨询电话")
    expect(main).not_to_contain_text(code)
    expect(kiosk.page.get_by_role("button", name="再试一次")).to_have_count(0)


def test_a_closed_hall_says_when_numbers_are_given_again(kiosk: Kiosk) -> None:
    refuse(kiosk, 409, "hall_closed", opens_at="2031-03-03T00:30:00.000Z")
    kiosk.take_number()
    expect(kiosk.page.locator("main")).to_contain_text("3月3日星期一 08:30 开始发号")


def test_a_closed_queue_answers_without_asking_the_server(kiosk: Kiosk) -> None:
    social = next(q for q in kiosk.agent.catalogue["hall"]["queues"] if q["name"] == "社会保障")
    kiosk.agent.closed_queues = {social["queue_id"]}
    kiosk.tap("综合服务")
    row = kiosk.page.get_by_role("button", name="社会保障")
    expect(row).to_contain_text("暂停取号")

    row.click()

    expect(kiosk.heading()).to_have_text("这项业务暂停取号")
    assert kiosk.agent.asked == []


def test_an_agent_that_is_gone_leaves_a_calm_page(kiosk: Kiosk) -> None:
    kiosk.tap("综合服务")
    expect(kiosk.heading()).to_have_text("综合服务")
    kiosk.page.route("**/api/**", lambda route: route.abort("connectionrefused"))
    kiosk.tap("社会保障")
    expect(kiosk.heading()).to_have_text("本机正在恢复")
    expect(kiosk.page.locator("main")).to_contain_text("导服台")
