"""事项: written, approved, filed, withdrawn; in and out as workbooks; guides for everybody."""

from __future__ import annotations

import base64
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import request
from flask_openapi3.models.tag import Tag

from server.adapters.items_from_excel import ReadItem, read_items
from server.adapters.workbook import MEDIA_TYPE
from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, who
from server.api.running import run
from server.api.schemas.base import HallPath
from server.api.schemas.items import (
    LARGEST_FILE,
    ExportQuery,
    Guide,
    ImportItems,
    ImportReport,
    ItemList,
    ItemPath,
    ItemsFile,
    ItemView,
    SaveItem,
    TakeItemStep,
    WriteItem,
)
from server.domain.access import Permission
from server.domain.items import ItemStep
from server.reports.board import hall_row
from server.reports.guides import guide_view
from server.reports.items import item_list, item_view, latest_contents
from server.sample.item_check import ItemFault
from server.services import drafting_items, items
from server.services.drafting_items import Editor, Written
from server.services.importing_items import import_items
from server.wiring import wiring

bp = Blueprint("items", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="items")])


@bp.before_request
def allow_a_workbook() -> None:
    """Let the one request be large that brings a workbook."""
    if request.endpoint == "items.take_in_items":
        request.max_content_length = LARGEST_FILE + 1000


@bp.get("/halls/<int:hall_id>/items", responses={200: ItemList}, security=SIGNED_IN)
@requires(Permission.EDIT_ITEMS)
def get_items(path: HallPath) -> Answer:
    """Every item by its latest version, in whatever state."""
    parts = wiring()
    with parts.database.read() as conn:
        return {"items": item_list(conn, path.hall_id, now=parts.clock.now())}


@bp.post("/halls/<int:hall_id>/items", responses={201: ItemView}, security=SIGNED_IN)
@requires(Permission.EDIT_ITEMS)
def draft_item(path: HallPath, body: WriteItem) -> Answer:
    """Write down an item that the hall does not have yet.

    422 `invalid` with `field` "code", "name" or "queue" and `reason` "blank", "taken" or "unknown".
    """
    command = partial(drafting_items.draft_item, written=_written(body), editor=_editor())
    result = run(path.hall_id, command, name="draft_item")
    return _view(path.hall_id, result["item_id"]), 201


@bp.get("/halls/<int:hall_id>/items/export", responses={200: ItemsFile}, security=SIGNED_IN)
@requires(Permission.EDIT_ITEMS)
def export_items(path: HallPath, query: ExportQuery) -> Answer:
    """The latest versions as an Excel workbook that can be read in again; headers as GB/T 39046."""
    from server.adapters.items_to_excel import write_items  # takes a quarter of a second

    parts = wiring()
    with parts.database.read() as conn:
        code = hall_row(conn, path.hall_id).code
        found = [] if query.blank else latest_contents(conn, path.hall_id)
    packed = write_items((row.content, row.valid_from, row.valid_to) for row in found)
    return {
        "name": f"items-{code}.xlsx",
        "media_type": MEDIA_TYPE,
        "content": base64.b64encode(packed).decode(),
    }


@bp.post("/halls/<int:hall_id>/items/import", responses={200: ImportReport}, security=SIGNED_IN)
@requires(Permission.EDIT_ITEMS)
def take_in_items(path: HallPath, body: ImportItems) -> Answer:
    """Take over a workbook as drafts: all of it, or nothing and every fault by its cell.

    422 `invalid` with `what` "workbook" when nothing can be read of it; `reason` is "not_xlsx",
    "too_large", "no_sheet", "wrong_header" (with `columns`) or "no_rows".
    """
    found, faults = read_items(body.file)
    told = [Written(content=i.content, valid_from=i.valid_from, valid_to=i.valid_to) for i in found]
    counts: dict[str, Any] = {"new": 0, "changed": 0, "unchanged": 0}
    if not faults:
        command = partial(import_items, told=told, editor=_editor(), only_check=body.only_check)
        counts = run(path.hall_id, command, name="import_items")
        faults = [_placed(found, fault) for fault in counts.pop("faults")]
    return {
        **counts,
        "imported": not faults and not body.only_check,
        "rows": len(found),
        "faults": [asdict(fault) for fault in faults],
    }


@bp.get("/halls/<int:hall_id>/items/<int:item_id>", responses={200: ItemView}, security=SIGNED_IN)
@requires(Permission.EDIT_ITEMS)
def get_item(path: ItemPath) -> Answer:
    """One item with all its versions and the steps that each has taken."""
    return _view(path.hall_id, path.item_id)


@bp.post(
    "/halls/<int:hall_id>/items/<int:item_id>/versions",
    responses={201: ItemView},
    security=SIGNED_IN,
)
@requires(Permission.EDIT_ITEMS)
def draft_next_version(path: ItemPath) -> Answer:
    """Begin the next version as the latest stands; 409 `wrong_state` while one is under way."""
    command = partial(drafting_items.draft_next, item_id=path.item_id, editor=_editor())
    run(path.hall_id, command, name=f"item:{path.item_id}:draft")
    return _view(path.hall_id, path.item_id), 201


@bp.post(
    "/halls/<int:hall_id>/items/<int:item_id>/draft",
    responses={200: ItemView},
    security=SIGNED_IN,
)
@requires(Permission.EDIT_ITEMS)
def save_draft(path: ItemPath, body: SaveItem) -> Answer:
    """Write the draft anew; it may be unfinished, and the answer says what it lacks."""
    command = partial(
        drafting_items.save_draft,
        item_id=path.item_id,
        revision=body.revision,
        written=_written(body),
        editor=_editor(),
    )
    run(path.hall_id, command, name=f"item:{path.item_id}:edit")
    return _view(path.hall_id, path.item_id)


@bp.post(
    "/halls/<int:hall_id>/items/<int:item_id>/step",
    responses={200: ItemView},
    security=SIGNED_IN,
)
@requires(Permission.EDIT_ITEMS)
def take_item_step(path: ItemPath, body: TakeItemStep) -> Answer:
    """提交, 核准 (departments), 退回, 备案 (the office; publishes), 撤销.

    422 `invalid` with `faults` where the version is not fit to go on; 403 with `reason` "author",
    "approver" or "other_agency" where somebody else has to take the step.
    """
    command = partial(
        items.take_step,
        item_id=path.item_id,
        version=body.version,
        revision=body.revision,
        step=ItemStep(body.step),
        editor=_editor(),
        words=body.words,
    )
    run(path.hall_id, command, name=f"item:{path.item_id}:{body.step}")
    return _view(path.hall_id, path.item_id)


@bp.get("/halls/<int:hall_id>/items/<int:item_id>/guide", responses={200: Guide})
def get_guide(path: ItemPath) -> Answer:
    """办事指南 for everybody: the nine blocks that are public, in their order."""
    with wiring().database.read() as conn:
        return guide_view(conn, path.hall_id, path.item_id)


def _written(body: WriteItem) -> Written:
    return Written(
        content=body.content.model_dump(mode="json"),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )


def _editor() -> Editor:
    return Editor(clerk_id(), who().role)


def _placed(found: list[ReadItem], fault: dict[str, Any]) -> Any:
    item = found[fault.pop("index")]
    return item.place(ItemFault(**fault))


def _view(hall_id: int, item_id: int) -> dict[str, Any]:
    parts = wiring()
    with parts.database.read() as conn:
        return item_view(
            conn,
            hall_id,
            item_id,
            account_id=clerk_id(),
            role=who().role,
            now=parts.clock.now(),
        )
