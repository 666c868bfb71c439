"""一次性告知书 and lists of materials on the ticket printer: what is on them, what is reported."""

from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from drivers.printer.decoder import Decoder
from drivers.printer.document import Columns, Cut, Line, Qr
from drivers.printer.encoder import encode
from drivers.printer.printed import Fault
from drivers.printer.profile import own_profiles
from kiosk.agent.guide_slip import guide_slip
from kiosk.agent.issuing import NotIssued
from kiosk.agent.journal import Journal
from kiosk.agent.materials_slip import materials_slip
from kiosk.agent.notice_slip import notice_slips
from kiosk.agent.notice_texts import read_notice_texts
from kiosk.agent.papers import Papers
from kiosk.agent.papers_api import papers_api
from kiosk.agent.printing import Readiness, SlipResult
from kiosk.agent.wire import Job

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 5, tzinfo=CHINA)
LIMITS = {
    "statutory_limit": {"days": 30, "unit": "工作日", "note": ""},
    "promised_limit": {"days": 0, "unit": "工作日", "note": ""},
}
NOTICE = {
    "notice_id": 1,
    "hall_id": 1,
    "number": "lixian202611240007",
    "kind": "correction",
    "hall": {"name": "某县政务服务中心", "name_en": "County Service Centre"},
    "utc_offset_s": 28_800,
    "item": {"item_id": 3, "name": "社会保障卡申领", "code": "11130000", "version": 4, **LIMITS},
    "applicant": "1306**********1234",
    "agent": "张*",
    "ticket": "A007",
    "window": "3",
    "clerk": {"staff_no": "012", "surname": "李"},
    "materials": [
        {
            "position": 1,
            "name": "身份证",
            "form": "原件",
            "copies": 1,
            "has_sample": None,
            "fault": "wrong",
            "words": "已过有效期",
            "handed_in_at": None,
        },
        {
            "position": 3,
            "name": "申请表",
            "form": "原件",
            "copies": 2,
            "has_sample": True,
            "fault": "missing",
            "words": "",
            "handed_in_at": None,
        },
    ],
    "how": "到派出所换领后再来",
    "words": "",
    "promise": "",
    "made_at": "2026-11-24T01:02:00.000Z",
    "due_at": "2026-12-01T09:30:00.000Z",
    "windows": ["2", "3"],
    "suspend_kind": "without_documents",
    "return_code": "042137",
    "url": "http://10.0.0.2:8000/n/abcdefghijklmnopqrstuv",
    "enquiry_phone": "0312-0000001",
    "supervision_phone": "12345",
}
ITEM = {
    "item_id": 3,
    "code": "11130000",
    "version": 4,
    "name": "社会保障卡申领",
    "name_en": "Get a card",
    **LIMITS,
    "materials": [
        {"name": "身份证", "form": "原件", "copies": 1, "note": "在有效期内"},
        {"name": "照片", "form": "原件", "copies": 2, "note": "", "has_sample": True},
    ],
}
HALL = {
    "name": "某县政务服务中心",
    "name_en": "",
    "enquiry_phone": "0312-0000001",
    "supervision_phone": "12345",
    "time_zone": "Asia/Shanghai",
}
CATALOGUE = {"hall": HALL, "items": [ITEM]}


def copies_of(notice, *, is_reprint=False):
    return notice_slips(notice, is_reprint=is_reprint, at=NOW, texts=read_notice_texts())


def words_on(slip):
    said = []
    for block in slip.blocks:
        if isinstance(block, Line):
            said.append(block.text)
        elif isinstance(block, Columns):
            said.append(f"{block.left} {block.right}")
    return "\n".join(said)


# What is on them ---------------------------------------------------------------------------------


def test_both_copies_say_the_same_and_whose_they_are():
    first, second = copies_of(NOTICE)

    assert "第一联 申请人留存" in words_on(first)
    assert "第二联 窗口留存" in words_on(second)
    assert first.blocks[:3] + first.blocks[4:] == second.blocks[:3] + second.blocks[4:]
    assert first.blocks[-1] == Cut()


def test_a_notice_says_all_that_the_citizen_has_to_know():
    said = words_on(copies_of(NOTICE)[0])

    for words in (
        "补正告知",
        "编号 lixian202611240007",
        "事项：社会保障卡申领",
        "实施编码 11130000",
        "指南版本 第 4 版",
        "法定期限 30 个工作日",
        "承诺时限 当场办结",
        "申请人 1306**********1234",
        "代办人 张*",
        "号票 A007",
        "窗口 3 号",
        "经办人 李（工号 012）",
        "1. 身份证（原件 1 份）\n   需更正：已过有效期",
        "2. 申请表（原件 2 份）\n   缺少\n   窗口有样本，可索取",
        "如何补正：到派出所换领后再来",
        "请于 2026-12-01 17:30 前交齐",
        "请回到 2、3 号窗口",
        "凭此码免取号、免排队，有效至 2026-12-01",
        "返回码 042137",
        "咨询电话 0312-0000001",
        "监督电话 12345",
        "告知时间 2026-11-24 09:02",
        "打印时间 2026-11-24 09:05",
        "经办人（签名）：",
        "申请人（签名）：",
    ):
        assert words in said


def test_the_code_leads_to_the_notice_and_nowhere_else():
    codes = [block.link for block in copies_of(NOTICE)[0].blocks if isinstance(block, Qr)]

    assert codes == [NOTICE["url"]]


def test_without_a_return_nothing_is_said_of_one():
    said = words_on(copies_of(NOTICE | {"return_code": None, "suspend_kind": None})[0])

    assert "免排队" not in said
    assert "返回码" not in said
    assert "请回到 2、3 号窗口" in said


def test_nobody_who_was_refused_is_told_to_come_back():
    refusal = {"kind": "refusal", "return_code": None, "due_at": None, "materials": []}
    said = words_on(copies_of(NOTICE | refusal | {"words": "不属于本机关职权范围"})[0])

    assert "请回到" not in said
    assert "说明：不属于本机关职权范围" in said


def test_an_applicant_nobody_knows_writes_the_name_by_hand():
    said = words_on(copies_of(NOTICE | {"applicant": None, "agent": None})[0])

    assert "申请人 ____________" in said
    assert "代办人" not in said


def test_a_second_print_says_so_on_both_copies():
    assert not any("补打" in words_on(copy) for copy in copies_of(NOTICE))
    assert all("【补打】" in words_on(copy) for copy in copies_of(NOTICE, is_reprint=True))


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-58"])
def test_it_comes_out_flawless_on_both_papers(profile):
    kind = own_profiles()[profile]
    list_of_materials = materials_slip(ITEM, hall=HALL, at=NOW, texts=read_notice_texts())
    for slip in (*copies_of(NOTICE, is_reprint=True), list_of_materials):
        encoded = encode(slip, kind)
        events = Decoder(dots=kind.dots).feed(encoded.data)

        assert encoded.substitutions == ()
        assert [event for event in events if isinstance(event, Fault)] == []


def test_a_list_of_materials_names_the_version_of_its_guide_and_nobody():
    said = words_on(materials_slip(ITEM, hall=HALL, at=NOW, texts=read_notice_texts()))

    for words in (
        "事项：社会保障卡申领",
        "指南版本 第 4 版",
        "1. 身份证（原件 1 份）\n   在有效期内",
        "2. 照片（原件 2 份）\n   窗口有样本，可索取",
        "不再另要其他材料",
        "监督电话 12345",
    ):
        assert words in said
    assert "申请人" not in said


def test_the_whole_guide_is_there_for_telephones_where_the_server_says_where():
    url = "http://10.0.0.2:8000/guides/1/3"
    slip = materials_slip(ITEM | {"url": url}, hall=HALL, at=NOW, texts=read_notice_texts())

    assert [block.link for block in slip.blocks if isinstance(block, Qr)] == [url]
    assert "扫码在手机上看完整办事指南" in words_on(slip)
    without = materials_slip(ITEM, hall=HALL, at=NOW, texts=read_notice_texts())
    assert [block for block in without.blocks if isinstance(block, Qr)] == []


def test_an_item_without_materials_says_so():
    slip = materials_slip(ITEM | {"materials": []}, hall=HALL, at=NOW, texts=read_notice_texts())

    assert "不需要提交材料" in words_on(slip)


def test_a_printed_guide_has_its_nine_blocks_and_says_what_was_not_published():
    item = ITEM | {
        "agency": "县人社局",
        "conditions": "本县参保人员",
        "procedure": ["申请", "受理", "发卡"],
        "result": "社会保障卡",
        "fees": "不收费",
        "supervision": "12333",
    }
    said = words_on(guide_slip(item, hall=HALL, at=NOW, texts=read_notice_texts()))

    for words in (
        "承诺时限 当场办结",
        "收费\n不收费",
        "办理结果\n社会保障卡",
        "要带的材料\n1. 身份证（原件 1 份）",
        "办理条件\n本县参保人员",
        "办理程序\n1. 申请\n2. 受理\n3. 发卡",
        "设定依据\n未公布，请咨询窗口",
        "办理主体\n县人社局",
        "监督渠道\n12333",
    ):
        assert words in said
    assert "收费依据" not in said


# Printing them -----------------------------------------------------------------------------------


class PrinterOfTheTest:
    """Prints as it is told; remembers the papers."""

    def __init__(self, *states, can_print="yes"):
        self.states = list(states) or ["printed"] * 9
        self.can_print = can_print
        self.papers = []

    def readiness(self):
        reason = None if self.can_print == "yes" else "paper_out"
        return Readiness(can_print=self.can_print, reason=reason)

    def print(self, slip, *, number=None):
        self.papers.append(words_on(slip))
        state = self.states.pop(0)
        if state == "burst":
            raise ValueError("the slip does not fit the paper")
        return SlipResult(state=state, reason=None if state == "printed" else "paper_out")


@pytest.fixture
def papers(runs):
    def make(printer):
        return Papers(
            printer,
            journal=runs(),
            catalogue=lambda: CATALOGUE,
            time_zone=lambda: CHINA,
            tell=lambda: None,
            clock=lambda: NOW,
        )

    return make


@pytest.fixture
def outcomes(tmp_path):
    """What the server is to be told, in order."""

    def read():
        with closing(Journal(tmp_path / "journal.sqlite3")) as journal:
            return [(r.body["outcome"], r.body["body"]) for r in journal.pending_reports()]

    return read


def job(body, *, job_id="job-1", in_s=60):
    return Job(
        job_id=job_id,
        kind="notice.print",
        body=body,
        created_at=NOW,
        deadline_at=NOW + timedelta(seconds=in_s),
    )


PRINT = {"notice": NOTICE, "copies": 2, "is_reprint": False}


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["printed", "printed"], ("done", {"slips": ["printed", "printed"]})),
        (
            ["printed", "unknown"],
            ("done", {"slips": ["printed", "unknown"], "error": "paper_out"}),
        ),
        (
            ["printed", "failed"],
            ("failed", {"slips": ["printed", "failed"], "error": "paper_out"}),
        ),
        (["burst"], ("failed", {"error": "internal"})),
    ],
)
def test_what_became_of_each_copy_is_told(papers, outcomes, eventually, states, told):
    papers(PrinterOfTheTest(*states)).take(job(PRINT))

    eventually(lambda: outcomes() == [told], within_s=20)


def test_a_job_that_comes_twice_is_printed_once(papers, outcomes, eventually):
    printer = PrinterOfTheTest()
    these = papers(printer)
    these.take(job(PRINT))
    these.take(job(PRINT))
    eventually(lambda: len(outcomes()) == 1, within_s=20)
    these.take(job(PRINT))

    assert len(printer.papers) == 2


def test_a_job_past_its_deadline_is_dropped(papers, outcomes):
    printer = PrinterOfTheTest()

    papers(printer).take(job(PRINT, in_s=0))

    assert outcomes() == [("dropped", {})]
    assert printer.papers == []


@pytest.mark.parametrize("body", [{}, {"notice": {}, "is_reprint": False}])
def test_what_is_no_notice_is_not_printed(papers, outcomes, eventually, body):
    papers(PrinterOfTheTest()).take(job(body))

    eventually(lambda: outcomes() == [("failed", {"error": "unreadable"})], within_s=20)


def test_a_station_without_a_printer_says_so(papers, outcomes, eventually):
    papers(None).take(job(PRINT))

    eventually(lambda: outcomes() == [("failed", {"error": "no_printer"})], within_s=20)


# At the kiosk ------------------------------------------------------------------------------------


def press(papers, body, *, paper="materials"):
    app = Flask("test")
    app.register_blueprint(papers_api(papers))
    app.register_error_handler(NotIssued, lambda error: (error.body, error.status))
    return app.test_client().post(f"/api/print-{paper}", json=body)


def test_one_press_is_one_list(papers):
    printer = PrinterOfTheTest()
    these = papers(printer)

    answers = [press(these, {"request_id": "press-0001", "item_id": 3}).json for _ in range(2)]

    assert answers == [{"slip": "printed", "reason": None}] * 2
    assert len(printer.papers) == 1
    press(these, {"request_id": "press-0002", "item_id": 3})
    assert len(printer.papers) == 2


def test_a_press_on_the_guide_prints_the_guide(papers):
    printer = PrinterOfTheTest()
    body = {"request_id": "press-0001", "item_id": 3}

    assert press(papers(printer), body, paper="guide").json["slip"] == "printed"
    (printed,) = printer.papers
    assert "办理程序" in printed


def test_a_printer_without_paper_is_told_before_anything_is_sent(papers):
    printer = PrinterOfTheTest(can_print="no")

    answer = press(papers(printer), {"request_id": "press-0001", "item_id": 3})

    assert (answer.status_code, answer.json["code"]) == (503, "printer_not_ready")
    assert answer.json["reason"] == "paper_out"
    assert printer.papers == []


def test_a_kiosk_without_a_printer_prints_no_list(papers):
    answer = press(papers(None), {"request_id": "press-0001", "item_id": 3})

    assert (answer.json["code"], answer.json["reason"]) == ("printer_not_ready", "no_printer")


def test_an_item_that_is_gone_from_the_catalogue_has_no_list(papers):
    answer = press(papers(PrinterOfTheTest()), {"request_id": "press-0001", "item_id": 4})

    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
