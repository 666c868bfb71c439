"""Who sits at which window on a simulated day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from server.simulation.client import Client, Json, Refused
from server.simulation.hall import Hall, Window


@dataclass(frozen=True, slots=True)
class Post:
    """A window that is open, and the signed-in client of its clerk."""

    window: Window
    client: Client


class NobodySitsDown(Exception):
    """No window could be opened; the message says why."""


def sign_in(nobody: Client, login: str, password: str) -> tuple[Client, Json]:
    """Sign in.

    Returns:
        a client for this person, and the account as the server describes it.

    Raises:
        Refused: the password is wrong, or nobody has this login.
    """
    answer = nobody.post("/login", {"login": login, "password": password})
    return nobody.signed(answer["token"]), answer["account"]


def open_windows(
    hall: Hall, *, nobody: Client, reception: Client, password: str, take_over: bool
) -> list[Post]:
    """Let clerk1, clerk2 and so on sit down, as many as there are windows and clerks.

    Windows at which somebody sits are left alone, and so is the account of who sits there;
    unless they are taken over: then a citizen left there goes back to the queue.

    Raises:
        NobodySitsDown: not one window is free, or nobody may sign in as a clerk.
    """
    desks = {
        w.window_id: reception.get(f"/halls/{hall.hall_id}/windows/{w.window_id}/desk")["window"]
        for w in hall.windows
    }
    free = [w for w in hall.windows if take_over or desks[w.window_id]["clerk"] is None]
    if not free:
        raise NobodySitsDown("somebody sits at every window of this hall: see --take-over")
    taken = {d["clerk"]["account_id"] for d in desks.values() if d["clerk"] and not take_over}
    clerks = _clerks(nobody, password, number=len(free), besides=taken)
    if not clerks:
        raise NobodySitsDown("nobody may sign in as clerk1 to clerk20 with this password")
    posts = _seat(hall, in_order_of_need(free), clerks, desks)
    if not posts:
        raise NobodySitsDown("every clerk was refused")
    return posts


def in_order_of_need(windows: Sequence[Window]) -> list[Window]:
    """First the windows without which some queue would not be served, then the others."""
    left, covered, order = list(windows), set[int](), list[Window]()
    while left:
        best = max(left, key=lambda w: len(set(w.queues) - covered))
        order.append(best)
        left.remove(best)
        covered |= set(best.queues)
    return order


def _clerks(nobody: Client, password: str, *, number: int, besides: set[int]) -> dict[int, Client]:
    """Account id -> client of each clerk who may sign in and sits nowhere."""
    clerks: dict[int, Client] = {}
    for n in count(1):
        if len(clerks) == number:
            break
        try:
            client, account = sign_in(nobody, f"clerk{n}", password)
        except Refused:
            break  # there are no more of them
        if account["account_id"] not in besides:
            clerks[account["account_id"]] = client
    return clerks


def _seat(
    hall: Hall, windows: Sequence[Window], clerks: Mapping[int, Client], desks: Mapping[int, Json]
) -> list[Post]:
    """Seat the clerks, those first who sat at a window already."""
    waiting = dict(clerks)
    posts: list[Post] = []
    for window in sorted(windows, key=lambda w: _sitter(desks[w.window_id]) not in clerks):
        if not waiting:
            break
        sitter = _sitter(desks[window.window_id])
        account_id = sitter if sitter in waiting else next(iter(waiting))
        client = waiting.pop(account_id)
        if _sits_down(hall, window, client):
            posts.append(Post(window, client))
    return posts


def _sitter(desk: Json) -> int:
    return desk["clerk"]["account_id"] if desk["clerk"] else 0


def _sits_down(hall: Hall, window: Window, client: Client) -> bool:
    path = f"/halls/{hall.hall_id}/windows/{window.window_id}"
    try:
        desk = client.post(f"{path}/open", {"take_over": True})
        if desk["current"] is not None:
            client.post(f"{path}/return")
    except Refused:
        return False
    return True
