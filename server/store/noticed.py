"""A notice as paper, page and screen show it: read here once, so that all say the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.clock import to_wire, utc_offset_s
from server.domain.errors import NotFound
from server.domain.notices import surname
from server.store.hall_tables import halls, windows
from server.store.notice_rows import NoticeMaterialRow, NoticePrintRow, NoticeRow
from server.store.notice_tables import notice_materials, notice_prints, notices
from server.store.people_tables import accounts
from server.store.prepared import Prepared, row_of_hall
from server.store.ticket_tables import tickets


def notice_by_id(conn: Connection, hall_id: int, notice_id: int) -> NoticeRow:
    """A notice of this hall.

    Raises:
        NotFound: the hall has no such notice.
    """
    row = row_of_hall(notices).one_or_none(conn, row_id=notice_id, hall=hall_id)
    if row is None:
        raise NotFound(f"no notice {notice_id} in this hall", what="notice")
    return NoticeRow(*row)


def notice_by_token(conn: Connection, token: str) -> NoticeRow:
    """The notice whose QR code bears this token.

    Raises:
        NotFound: none does.
    """
    row = _BY_TOKEN.one_or_none(conn, token=token)
    if row is None:
        raise NotFound("no such notice", what="notice")
    return NoticeRow(*row)


_BY_TOKEN = Prepared(select(notices).where(notices.c.token == bindparam("token")))


def materials_of(conn: Connection, notice_id: int) -> list[NoticeMaterialRow]:
    """A notice's materials in the guide's order."""
    return [NoticeMaterialRow(*row) for row in _MATERIALS.all(conn, notice=notice_id)]


_MATERIALS = Prepared(
    select(notice_materials)
    .where(notice_materials.c.notice_id == bindparam("notice"))
    .order_by(notice_materials.c.position)
)


def prints_of(conn: Connection, notice_id: int) -> list[NoticePrintRow]:
    """How often a notice was printed, first to last."""
    return [NoticePrintRow(*row) for row in _PRINTS.all(conn, notice=notice_id)]


_PRINTS = Prepared(
    select(notice_prints)
    .where(notice_prints.c.notice_id == bindparam("notice"))
    .order_by(notice_prints.c.id)
)


def notice_document(conn: Connection, notice: NoticeRow, *, public_url: str) -> dict[str, Any]:
    """All that stands on a notice. Of citizens masks alone, and those only until they are erased.

    Args:
        public_url: how telephones reach this server; the code leads there.
    """
    about = _ABOUT.one(
        conn,
        hall=notice.hall_id,
        ticket=notice.ticket_id,
        window=notice.window_id,
        account=notice.account_id,
    )
    return {
        "notice_id": notice.id,
        "hall_id": notice.hall_id,
        "number": notice.number,
        "kind": notice.kind,
        "hall": {"name": about.hall_name, "name_en": about.hall_name_en},
        "utc_offset_s": utc_offset_s(notice.made_at, zone=about.time_zone),
        "item": {
            "item_id": notice.item_id,
            "name": notice.item_name,
            "code": notice.item_code,
            "version": notice.item_version,
            "statutory_limit": notice.statutory_limit,
            "promised_limit": notice.promised_limit,
        },
        "applicant": about.person_mask,
        "agent": notice.agent_mask,
        "ticket": about.ticket,
        "window": about.window,
        "clerk": {"staff_no": about.staff_no, "surname": surname(about.clerk)},
        "materials": [_material(m) for m in materials_of(conn, notice.id)],
        "how": notice.how,
        "words": notice.words,
        "promise": notice.promise,
        "made_at": to_wire(notice.made_at),
        "due_at": None if notice.due_at is None else to_wire(notice.due_at),
        "windows": notice.windows,
        "suspend_kind": notice.suspend_kind,
        "return_code": notice.suspend_code,
        "url": f"{public_url}/n/{notice.token}",
        "enquiry_phone": about.enquiry_phone,
        "supervision_phone": about.supervision_phone,
    }


_ABOUT = Prepared(
    select(
        halls.c.name.label("hall_name"),
        halls.c.name_en.label("hall_name_en"),
        halls.c.time_zone,
        halls.c.enquiry_phone,
        halls.c.supervision_phone,
        tickets.c.number.label("ticket"),
        tickets.c.person_mask,
        windows.c.number.label("window"),
        accounts.c.staff_no,
        accounts.c.name.label("clerk"),
    ).where(
        halls.c.id == bindparam("hall"),
        tickets.c.id == bindparam("ticket"),
        windows.c.id == bindparam("window"),
        accounts.c.id == bindparam("account"),
    )
)


def _material(material: NoticeMaterialRow) -> dict[str, Any]:
    return {
        "position": material.position,
        "name": material.name,
        "form": material.form,
        "copies": material.copies,
        "has_sample": material.has_sample,
        "fault": material.fault,
        "words": material.words,
        "handed_in_at": material.handed_in_at and to_wire(material.handed_in_at),
    }
