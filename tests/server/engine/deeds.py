"""What a clerk does with the ticket at a window, in the words of both halls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.domain.lifecycle import Outcome, SuspendKind
from server.services import calling, handling, serving, transferring, windows
from tests.server.acting import SmallHall
from tests.server.engine.plain_hall import PlainHall

Deed = tuple[Callable[..., Any], Callable[..., Any], dict[str, Any], dict[str, Any]]

_PLAINLY: dict[str, Deed] = {
    "recall": (calling.recall, PlainHall.recall, {}, {}),
    "start": (calling.start, PlainHall.start, {}, {}),
    "pass": (calling.pass_ticket, PlainHall.pass_, {"reason": None}, {}),
    "finish": (
        serving.finish,
        PlainHall.finish,
        {"outcome": Outcome.ACCEPTED, "note": None},
        {},
    ),
    "return": (serving.return_to_queue, PlainHall.return_, {}, {}),
    "close": (windows.leave_window, PlainHall.close, {}, {}),
    "pause": (windows.pause, PlainHall.pause, {"reason": "用餐", "until": None}, {}),
    "unpause": (windows.unpause, PlainHall.unpause, {}, {}),
}


def at_window(hall: SmallHall, deed: str, pick: int) -> Deed:
    """(service, step of the plain hall, arguments of the one, arguments of the other).

    Args:
        pick: which of the possible kinds, items or targets.
    """
    if deed == "suspend":
        kind = list(SuspendKind)[pick % len(SuspendKind)]
        return serving.suspend, PlainHall.suspend, {"kind": kind}, {"kind": kind.value}
    if deed == "begin":
        item = ["CARD1", "HOME1"][pick % 2]
        real = {"item_id": hall.items[item]}
        return handling.begin_item, PlainHall.begin_item, real, {"item": item}
    if deed == "transfer":
        targets = [
            *[({"queue_id": hall.queues[q]}, {"queue": q}) for q in "AABH"],
            *[({"target_window_id": hall.windows[w]}, {"to": w}) for w in "1234"],
            *[({"zone_id": hall.zones[z]}, {"zone": z}) for z in ("east", "west")],
        ]
        real, said = targets[pick % len(targets)]
        return transferring.transfer, PlainHall.transfer, real, said
    return _PLAINLY[deed]
