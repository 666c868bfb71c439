"""The guide of an item as the public is told (阳光办理): nine blocks, in their order.

办理主体, 法定依据, 办理程序, 申报材料, 承诺时限, 办事结果, 收费依据, 收费标准 and 监督渠道
are what a hall makes public of every item, on its site, its screens and on paper
(《蠡县政务服务中心管理办法（试行）》, article 19, 8). None can be blank: no version is published
without all nine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from server.domain.errors import NotFound
from server.reports.board import hall_row
from server.store.hall_tables import items
from server.store.offered import IS_OFFERED

_Guide = Mapping[str, Any]
NOTHING_TO_BRING = "无需提交材料"
NOT_CHARGED = "不收费"
AT_ONCE = "当场办结"


def _materials(guide: _Guide) -> list[str]:
    lines = []
    for material in guide["materials"]:
        said = [f"{material['form']} {material['copies']} 份"]
        said += ["有样表"] if material.get("has_sample") else []
        said += [material["note"]] if material["note"] else []
        lines.append(f"{material['name']}（{'；'.join(said)}）")
    return lines or [NOTHING_TO_BRING]


def limit_words(limit: Mapping[str, Any]) -> str:
    """A time limit as it is printed."""
    days = limit["days"]
    if days is None:
        return str(limit["note"])
    said = f"{days} 个{limit['unit']}" if days else AT_ONCE
    note = str(limit["note"])
    return f"{said}，{note}" if note and not note.startswith("（") else said + note


def _fee_basis(guide: _Guide) -> list[str]:
    return [guide.get("fee_basis") or NOT_CHARGED]


BLOCKS: tuple[tuple[str, str, str, Callable[[_Guide], list[str]]], ...] = (
    ("agency", "办理主体", "Who handles it", lambda g: [g["agency"]]),
    ("legal_basis", "法定依据", "Legal basis", lambda g: [g["legal_basis"]]),
    ("procedure", "办理程序", "Steps", lambda g: list(g["procedure"])),
    ("materials", "申报材料", "What to bring", _materials),
    ("promised_limit", "承诺时限", "Promised time", lambda g: [limit_words(g["promised_limit"])]),
    ("result", "办事结果", "What you get", lambda g: [g["result"]]),
    ("fee_basis", "收费依据", "Basis of fees", _fee_basis),
    ("fees", "收费标准", "Fees", lambda g: [g["fees"]]),
    ("supervision", "监督渠道", "Complaints", lambda g: [g["supervision"]]),
)


def guide_view(conn: Connection, hall_id: int, item_id: int) -> dict[str, Any]:
    """An item's guide in the version that is in force.

    Raises:
        NotFound: the hall does not offer such an item now.
    """
    hall = hall_row(conn, hall_id)
    query = select(items).where(items.c.hall_id == hall_id, items.c.id == item_id, IS_OFFERED)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"no published item {item_id} in this hall", what="item")
    guide = row.guide
    return {
        "hall": {"name": hall.name, "name_en": hall.name_en},
        "item_id": row.id,
        "code": row.code,
        "version": row.version,
        "name": row.name,
        "name_en": row.name_en,
        "blocks": [
            {"key": key, "title": title, "title_en": title_en, "lines": lines(guide)}
            for key, title, title_en, lines in BLOCKS
        ],
        "conditions": guide["conditions"],
        "statutory_limit": limit_words(guide["statutory_limit"]),
        "where_and_when": guide["where_and_when"],
        "enquiry": guide.get("enquiry") or hall.enquiry_phone,
    }
