"""一次性告知书 on the ticket printer. Pure; the texts come from a file."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from drivers.printer.document import (
    DOUBLE,
    TALL,
    Align,
    Block,
    Columns,
    Cut,
    Document,
    Feed,
    Line,
    Qr,
    Rule,
)
from kiosk.agent.notice_texts import NoticeTexts, item_lines, limit_words, material_line
from kiosk.agent.wire import Json, MaterialOfNotice, Notice

_QR_MODULE_DOTS = 5
_SIGNING_DOTS = 60  # room for a pen above the next line
_MINUTE = "%Y-%m-%d %H:%M"


def notice_slips(
    notice: Json, *, is_reprint: bool, at: datetime, texts: NoticeTexts
) -> list[Document]:
    """Return the copies of a notice as the server sent it: one for the citizen, one to stay.

    Args:
        at: when it is printed; shown in the hall's own time.

    Raises:
        ValueError: not a notice, or its link cannot be a QR code.
    """
    read = Notice.model_validate(notice)
    zone = timezone(timedelta(seconds=read.utc_offset_s))
    return [
        _copy(read, copy, is_reprint=is_reprint, at=at.astimezone(zone), texts=texts)
        for copy in texts.copies
    ]


def _copy(
    notice: Notice, copy: str, *, is_reprint: bool, at: datetime, texts: NoticeTexts
) -> Document:
    kind = texts.kinds.get(notice.kind, notice.kind)
    return Document(
        (
            Line(notice.hall.name, align=Align.CENTER, bold=True),
            Line(texts.title, size=DOUBLE, align=Align.CENTER, bold=True),
            Line(f"{texts.title_en} · {kind}", align=Align.CENTER),
            Line(copy + (f" {texts.reprint}" if is_reprint else ""), align=Align.CENTER, bold=True),
            Columns(texts.number, notice.number),
            Rule(),
            *item_lines(notice.item.name, notice.item.code, notice.item.version, texts=texts),
            Columns(texts.statutory, limit_words(notice.item.statutory_limit, texts=texts)),
            Columns(texts.promised, limit_words(notice.item.promised_limit, texts=texts)),
            *_people(notice, texts),
            Rule(),
            *_materials(notice.materials, texts),
            *_said(notice, texts),
            *_due(notice, at, texts),
            *_return(notice, at, texts),
            Rule(),
            Columns(texts.enquiry, notice.enquiry_phone),
            Columns(texts.supervision, notice.supervision_phone),
            Columns(texts.made_at, notice.made_at.astimezone(at.tzinfo).strftime(_MINUTE)),
            Columns(texts.printed_at, at.strftime(_MINUTE)),
            Feed(_SIGNING_DOTS),
            Line(texts.sign_clerk),
            Feed(_SIGNING_DOTS),
            Line(texts.sign_applicant),
            Feed(_SIGNING_DOTS),
            Cut(),
        )
    )


def _people(notice: Notice, texts: NoticeTexts) -> list[Block]:
    """Masks alone; whom nobody knows writes the name by hand."""
    clerk = texts.clerk_of.format(surname=notice.clerk.surname, staff_no=notice.clerk.staff_no)
    agent = [Columns(texts.agent, notice.agent)] if notice.agent else []
    return [
        Columns(texts.applicant, notice.applicant or texts.by_hand),
        *agent,
        Columns(texts.ticket, notice.ticket),
        Columns(texts.window, texts.window_of.format(number=notice.window)),
        Columns(texts.clerk, clerk),
    ]


def _materials(materials: Sequence[MaterialOfNotice], texts: NoticeTexts) -> list[Block]:
    if not materials:
        return []
    lines: list[Block] = [Line(texts.materials, bold=True)]
    for n, material in enumerate(materials, start=1):
        fault = texts.faults.get(material.fault, material.fault)
        problem = texts.problem if material.words else texts.problem_alone
        lines.append(material_line(n, material, texts=texts))
        lines.append(Line(problem.format(fault=fault, words=material.words)))
        if material.has_sample:
            lines.append(Line(texts.sample))
    return lines


def _said(notice: Notice, texts: NoticeTexts) -> list[Block]:
    parts = (
        (texts.how, notice.how),
        (texts.words, notice.words),
        (texts.promise, notice.promise),
    )
    return [Line(f"{name}：{said}") for name, said in parts if said]


def _due(notice: Notice, at: datetime, texts: NoticeTexts) -> list[Block]:
    if notice.due_at is None:
        return []
    due = notice.due_at.astimezone(at.tzinfo).strftime(_MINUTE)
    return [Line(texts.due.format(due=due), size=TALL, bold=True)]


def _return(notice: Notice, at: datetime, texts: NoticeTexts) -> list[Block]:
    windows = texts.between_windows.join(notice.windows)
    where = Line(texts.return_to.format(windows=windows))
    code = Qr(notice.url, module_dots=_QR_MODULE_DOTS)
    if notice.return_code is None:
        again = Line(texts.read_again, align=Align.CENTER)
        return [again, code] if notice.kind == "refusal" else [where, again, code]
    free = texts.return_free
    if notice.due_at is not None:
        due = notice.due_at.astimezone(at.tzinfo).strftime("%Y-%m-%d")
        free = texts.return_until.format(due=due)
    return [
        where,
        Line(free, align=Align.CENTER, bold=True),
        code,
        Line(
            texts.return_code.format(code=notice.return_code),
            size=TALL,
            align=Align.CENTER,
            bold=True,
        ),
    ]
