from zoneinfo import ZoneInfo

import pytest

from drivers.printer.decoder import Decoder
from drivers.printer.document import Banner, Line, Qr
from drivers.printer.encoder import encode
from drivers.printer.picture import slip_length
from drivers.printer.printed import Fault, Item
from drivers.printer.profile import own_profiles
from kiosk.agent.slip import compose, read_slip_texts, spaced

CHINA = ZoneInfo("Asia/Shanghai")


def slip_of(ticket):
    return compose(ticket, texts=read_slip_texts(), zone=CHINA)


def lines(ticket):
    texts = [block.text for block in slip_of(ticket).blocks if isinstance(block, Line | Banner)]
    return "\n".join(texts)


@pytest.fixture
def a_full_ticket(a_ticket):
    return a_ticket(7) | {
        "queue": {"code": "x", "name": "不动产登记与交易", "name_en": "Real estate registration"},
        "items": [
            {"item_id": 1, "name": "居民身份证到期换领", "bring": "请带：旧身份证、户口簿原件"},
            {"item_id": 2, "name": "社会保障卡申领", "bring": "须本人到场"},
        ],
        "url": "http://192.168.100.200:8000/t/" + "a" * 22,
    }


def test_a_slip_says_all_a_citizen_has_to_know(a_full_ticket):
    said = lines(a_full_ticket)

    for words in (
        "某县政务服务中心",
        "A 007",
        "不动产登记与交易",
        "居民身份证到期换领、社会保障卡申领",
        "前方等候 4 人",
        "请在 2、3、5 号窗口 / A区 等候",
        "过号请到导询台找回",
        "请带：旧身份证、户口簿原件；须本人到场",
    ):
        assert words in said


def test_the_qr_code_leads_to_the_ticket(a_ticket):
    codes = [block.link for block in slip_of(a_ticket(7)).blocks if isinstance(block, Qr)]

    assert codes == ["http://10.0.0.2:8000/t/t0k3n"]


def test_the_slip_is_dated_in_the_hall_and_not_in_utc(a_ticket):
    late = a_ticket(7) | {"issued_at": "2026-11-24T16:30:00.000Z"}

    assert "2026-11-25 00:30" in str(slip_of(late).blocks)


def test_nobody_ahead_is_said_in_words(a_ticket):
    assert "前方无人等候" in lines(a_ticket(7) | {"ahead": 0})


def test_where_the_server_does_not_say_how_many_are_ahead_the_slip_does_not_either(a_ticket):
    assert "前方" not in lines(a_ticket(7) | {"ahead": None})


def test_where_staff_call_numbers_out_the_slip_says_so_and_promises_nothing_else(a_ticket):
    said = lines(a_ticket(7) | {"heard": "by_voice", "ahead": None, "wait": None})

    assert "请听工作人员喊号" in said
    assert "请在 2、3、5 号窗口 / A区 等候" in said
    assert "喊过号请直接到窗口说明" in said
    for promise in ("前方", "叫号", "导询台", "看进度"):
        assert promise not in said


def test_a_number_of_a_kiosk_alone_is_called_out_like_all_others(a_ticket):
    said = lines(a_ticket(7) | {"heard": "by_voice", "offline": True, "ahead": None})

    assert "请听工作人员喊号" in said
    assert "未知" not in said


def test_before_there_are_displays_the_slip_sends_the_ear_to_the_window(a_ticket):
    assert "窗口叫号，请留意听" in lines(a_ticket(7) | {"heard": "at_window"})
    assert "窗口叫号，请留意听" not in lines(a_ticket(7))


def test_without_a_window_the_citizen_is_sent_to_the_zone(a_ticket):
    assert "请在 A区 等候" in lines(a_ticket(7) | {"windows": []})


def test_a_zone_without_a_place_is_called_by_its_name(a_ticket):
    zone = {"zone_id": 1, "name": "民生服务", "name_en": "Daily life", "place": ""}

    assert "号窗口 / 民生服务 等候" in lines(a_ticket(7) | {"zone": zone})


def test_the_first_slip_bears_no_mark_and_a_second_one_does(a_ticket):
    assert "补打" not in lines(a_ticket(7))
    assert "【补打】" in lines(a_ticket(7) | {"reprints": 1})


@pytest.mark.parametrize(
    ("warning", "says"),
    [
        ("near_closing", "对外办公时间即将结束，所取的号可能无法及时办理"),
        ("may_not_be_served", "今天下班前可能办不到您的号"),
    ],
)
def test_a_number_that_may_come_too_late_says_so(a_ticket, warning, says):
    assert says not in lines(a_ticket(7))
    assert says in lines(a_ticket(7) | {"warning": warning})


def test_a_warning_of_a_newer_server_is_left_unsaid(a_ticket):
    assert lines(a_ticket(7) | {"warning": "eclipse"}) == lines(a_ticket(7))


def test_nothing_to_bring_is_no_line(a_ticket):
    assert "请带" not in lines(a_ticket(7))


def test_many_windows_are_cut_short(a_ticket):
    many = [{"number": str(n), "place": ""} for n in range(1, 12)]

    assert "请在 1、2、3、4、5、6等 号窗口" in lines(a_ticket(7) | {"windows": many})


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-58"])
def test_a_full_slip_is_shorter_than_110_mm_and_flawless(a_full_ticket, profile):
    kind = own_profiles()[profile]
    encoded = encode(slip_of(a_full_ticket), kind)
    events = Decoder(dots=kind.dots).feed(encoded.data)
    items = [event for event in events if isinstance(event, Item)]

    assert encoded.substitutions == ()
    assert [event for event in events if isinstance(event, Fault)] == []
    assert slip_length(items) / kind.dots_per_mm < 110


@pytest.mark.parametrize(
    ("number", "shown"), [("A007", "A 007"), ("AB012", "AB 012"), ("12", "12"), ("A", "A")]
)
def test_letters_and_digits_stand_apart(number, shown):
    assert spaced(number) == shown
