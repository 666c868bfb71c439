"""A department and an office that bring items to the public, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from server.domain.access import Role
from server.domain.items import ItemStep
from server.reports.catalogue import published_items
from server.reports.items import item_list, item_view
from server.services import drafting_items, items
from server.services.drafting_items import Editor, Written
from server.store.people_tables import accounts
from tests.server.acting import SmallHall

WATER = {
    "name": "用水报装",
    "name_en": "Connect water",
    "legal_basis": "《城市供水条例》",
    "conditions": "房屋已建成",
    "procedure": ["申请", "勘查", "通水"],
    "statutory_limit": {"days": 10, "unit": "工作日", "note": ""},
    "promised_limit": {"days": 3, "unit": "工作日", "note": ""},
    "result": "通水",
    "fees": "不收费",
    "code": "WATER1",
    "queue": "homes",
    "agency": "供水公司",
    "materials": [
        {"name": "用水申请表", "form": "原件", "copies": 1, "note": "", "has_sample": True},
        {"name": "身份证", "form": "复印件", "copies": 2, "note": "验原件"},
    ],
    "supervision": "0000-0000001",
    "search_words": ["装水表"],
}


class Publishing:
    """Three people: a writer and an approver of departments, and a filer of the office."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        self.writer = self._add("writer", Role.DEPARTMENT)
        self.approver = self._add("approver", Role.DEPARTMENT)
        self.filer = self._add("filer", Role.OFFICE)

    def draft(self, by: Editor | None = None, **changes: Any) -> int:
        """Write down an item that is new; returns its id."""
        written = self.written(**changes)
        command = drafting_items.draft_item
        return int(self.hall.run(command, written=written, editor=by or self.writer)["item_id"])

    def next(self, item_id: int, by: Editor | None = None) -> None:
        self.hall.run(drafting_items.draft_next, item_id=item_id, editor=by or self.writer)

    def edit(self, item_id: int, by: Editor | None = None, **changes: Any) -> None:
        self.hall.run(
            drafting_items.save_draft,
            item_id=item_id,
            revision=self.latest(item_id)["revision"],
            written=self.written(**changes),
            editor=by or self.writer,
        )

    def step(self, item_id: int, step: str, by: Editor, words: str | None = None) -> None:
        latest = self.latest(item_id)
        self.hall.run(
            items.take_step,
            item_id=item_id,
            version=latest["version"],
            revision=latest["revision"],
            step=ItemStep(step),
            editor=by,
            words=words,
        )

    def publish(self, item_id: int) -> None:
        """All that a draft still has to go through."""
        self.step(item_id, "submit", self.writer)
        self.step(item_id, "approve", self.approver)
        self.step(item_id, "file", self.filer)

    def view(self, item_id: int, by: Editor | None = None) -> dict[str, Any]:
        reader = by or self.writer
        with self.hall.database.read() as conn:
            return item_view(
                conn,
                self.hall.hall_id,
                item_id,
                account_id=reader.account_id,
                role=reader.role,
                now=self.hall.clock.now(),
            )

    def latest(self, item_id: int) -> dict[str, Any]:
        return dict(self.view(item_id)["versions"][0])

    def lines(self) -> dict[str, dict[str, Any]]:
        """The list by code."""
        with self.hall.database.read() as conn:
            found = item_list(conn, self.hall.hall_id, now=self.hall.clock.now())
        return {line["code"]: line for line in found}

    def offered(self) -> dict[str, str]:
        """Code -> name of what a kiosk shows."""
        with self.hall.database.read() as conn:
            found = published_items(conn, self.hall.hall_id)
        return {item["code"]: item["name"] for item in found}

    @staticmethod
    def written(*, valid_from: Any = None, valid_to: Any = None, **changes: Any) -> Written:
        return Written(content=WATER | changes, valid_from=valid_from, valid_to=valid_to)

    def somebody(self, role: Role, *, agency: str | None = None) -> Editor:
        """Somebody else of a role."""
        return self._add(f"{role}-{agency}", role, agency=agency)

    def _add(self, login: str, role: Role, *, agency: str | None = None) -> Editor:
        self.hall.set_up(
            insert(accounts).values(
                hall_id=self.hall.hall_id,
                login=login,
                name=login,
                staff_no=login[:20],
                role=role,
                password_hash="nobody signs in here",
                is_active=True,
                is_demonstration=False,
                agency=agency,
            )
        )
        with self.hall.database.read() as conn:
            found = conn.execute(select(accounts.c.id).where(accounts.c.login == login))
            return Editor(found.scalar_one(), role)
