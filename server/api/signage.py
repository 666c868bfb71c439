"""大屏内容: what displays show beside calls, read by them and changed by the office."""

from __future__ import annotations

from functools import partial

from flask import request
from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas import signage as shape
from server.api.schemas.base import HallPath
from server.api.schemas.signage import (
    AddSlide,
    AllSignage,
    LayoutPath,
    Medium,
    MediumSent,
    OrderSlides,
    SetLayout,
    SetMarquee,
    Signage,
    SlidePath,
)
from server.domain.access import Permission
from server.domain.media import LARGEST_VIDEO_BYTES
from server.domain.signage import Layout
from server.reports import signage as report
from server.reports.board import hall_row
from server.services import signage
from server.services.signage import Showing
from server.wiring import wiring

bp = Blueprint("signage", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="displays")])


@bp.before_request
def allow_files() -> None:
    """Let the one request be large that brings a file."""
    if request.endpoint == "signage.send_medium":
        request.max_content_length = LARGEST_VIDEO_BYTES


@bp.get("/halls/<int:hall_id>/signage", responses={200: Signage})
def get_signage(path: HallPath) -> Answer:
    """What displays show beside calls, and how: slides and the hall's own layouts."""
    parts = wiring()
    with parts.database.read() as conn:
        return report.signage(conn, path.hall_id, now=parts.clock.now())


@bp.get("/halls/<int:hall_id>/signage/all", responses={200: AllSignage}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def get_all_signage(path: HallPath) -> Answer:
    """All of it, with what is over or switched off, and the marquee with its days."""
    return _all(path)


@bp.post("/halls/<int:hall_id>/media", responses={201: Medium}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def send_medium(path: HallPath, raw: MediumSent) -> Answer:
    """Take in a picture (JPEG, PNG) or video (MP4, WebM), to be named by a slide within a day.

    422 `invalid` with `what` "medium" and `reason` "wrong_kind", "too_large" or
    "too_many_pixels". The same file again has the same name.
    """
    parts = wiring()
    with parts.database.read() as conn:
        hall_row(conn, path.hall_id)
        used = report.media_in_use(conn, path.hall_id)
    parts.media.forget_others(path.hall_id, used)
    medium = parts.media.keep(path.hall_id, raw.stream)
    return {"medium": medium.name, "video": medium.kind.is_video, "size": medium.size}, 201


@bp.post("/halls/<int:hall_id>/slides", responses={201: AllSignage}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def add_slide(path: HallPath, body: AddSlide) -> Answer:
    """Put a picture or video at the end of the list; 404 if its file has not been sent."""
    medium = wiring().media.find(path.hall_id, body.medium)
    command = partial(signage.add_slide, medium=medium, showing=_showing(body))
    run(path.hall_id, command, name="add_slide")
    return _all(path), 201


@bp.post("/halls/<int:hall_id>/slides/order", responses={200: AllSignage}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def order_slides(path: HallPath, body: OrderSlides) -> Answer:
    """Show the slides in this order."""
    command = partial(signage.order_slides, slide_ids=body.slide_ids)
    run(path.hall_id, command, name="order_slides")
    return _all(path)


@bp.post(
    "/halls/<int:hall_id>/slides/<int:slide_id>", responses={200: AllSignage}, security=SIGNED_IN
)
@requires(Permission.MANAGE_DISPLAYS)
def change_slide(path: SlidePath, body: shape.Showing) -> Answer:
    """Show a slide at other times or in another way."""
    command = partial(signage.change_slide, slide_id=path.slide_id, showing=_showing(body))
    run(path.hall_id, command, name=f"change_slide:{path.slide_id}")
    return _all(path)


@bp.post(
    "/halls/<int:hall_id>/slides/<int:slide_id>/remove",
    responses={200: AllSignage},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_DISPLAYS)
def remove_slide(path: SlidePath) -> Answer:
    """Take a slide out of the list; its file goes when nothing names it any more."""
    command = partial(signage.remove_slide, slide_id=path.slide_id)
    run(path.hall_id, command, name=f"remove_slide:{path.slide_id}")
    return _all(path)


@bp.post("/halls/<int:hall_id>/marquee", responses={200: AllSignage}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def set_marquee(path: HallPath, body: SetMarquee) -> Answer:
    """Replace the lines of the marquee."""
    lines = [line.model_dump(mode="json", exclude_none=True) for line in body.lines]
    run(path.hall_id, partial(signage.set_marquee, lines=lines), name="set_marquee")
    return _all(path)


@bp.post("/halls/<int:hall_id>/layouts/<name>", responses={200: AllSignage}, security=SIGNED_IN)
@requires(Permission.MANAGE_DISPLAYS)
def set_layout(path: LayoutPath, body: SetLayout) -> Answer:
    """Define a layout, or define it anew; 422 names all its `faults` at once."""
    layout = Layout(**body.definition.model_dump())
    command = partial(signage.set_layout, name=path.name, title=body.title, layout=layout)
    run(path.hall_id, command, name=f"set_layout:{path.name}")
    return _all(path)


@bp.post(
    "/halls/<int:hall_id>/layouts/<name>/remove", responses={200: AllSignage}, security=SIGNED_IN
)
@requires(Permission.MANAGE_DISPLAYS)
def remove_layout(path: LayoutPath) -> Answer:
    """Forget a layout of the hall's own."""
    command = partial(signage.remove_layout, name=path.name)
    run(path.hall_id, command, name=f"remove_layout:{path.name}")
    return _all(path)


def _showing(body: shape.Showing) -> Showing:
    return Showing(**body.model_dump(exclude={"medium"}))


def _all(path: HallPath) -> dict[str, object]:
    with wiring().database.read() as conn:
        return report.all_signage(conn, path.hall_id)
