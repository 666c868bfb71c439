"""A clerk's caller pad: its keys are the console's commands, its digits say what is here."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from display.board import Board
from drivers.caller.protocol import PadAction, PadPress
from drivers.transports.errors import TransportError
from drivers.transports.transport import Transport
from kiosk.agent.errand import Errand
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.window_link import Link, PadWindow, Refused
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

_LISTEN_S = 0.05
REFRESH_S = 10.0  # the pad confirms nothing, so that a digit may be missing since a bad frame
LOOK_EVERY_S = 2.0  # while others in the hall come and go
DONE, NOT_DONE = 1, 3  # beeps
TRIED_WITH = 888  # all bars of a digit


class Pad(Protocol):
    """What the station asks of a pad's driver, all of it in one thread."""

    def listen(self, timeout_s: float) -> list[PadPress]: ...
    def show_ticket(self, number: str) -> None: ...
    def show_waiting(self, count: int) -> None: ...
    def show_nothing(self) -> None: ...
    def beep(self, times: int = 1) -> None: ...


@dataclass(frozen=True, slots=True)
class PadKeys:
    """What each key does at this window: a command's name and body.

    A key without a command is refused: a pad cannot ask where to transfer to, or how a visit
    ended, so that only the station file can say it.
    """

    commands: Mapping[PadAction, tuple[str, Json]] = field(default_factory=dict)


def pad_keys(*, suspend_kind: str, transfer_to: Json | None, finish_outcome: str | None) -> PadKeys:
    """Return the keys of a pad, as its station file has them.

    Args:
        suspend_kind: how long the citizen stays away, and where they come back to.
        transfer_to: `{"queue": code}` or `{"window": number}`; None: the key is refused.
        finish_outcome: how a visit ends that the key 评价 ends; None: the key is refused.
    """
    commands: dict[PadAction, tuple[str, Json]] = {
        PadAction.CALL_NEXT: ("call-next", {}),
        PadAction.RECALL: ("recall", {}),
        PadAction.ONE_METRE_LINE: ("start", {}),
        PadAction.PASS: ("pass", {}),  # without a reason: a pad cannot say it
        PadAction.SUSPEND: ("suspend", {"kind": suspend_kind}),
        PadAction.CALL_BACK: ("call-back", {}),
        PadAction.PAUSE: ("pause", {}),
    }
    if transfer_to is not None:
        commands[PadAction.TRANSFER] = ("transfer", transfer_to)
    if finish_outcome is not None:
        commands[PadAction.EVALUATE] = ("finish", {"outcome": finish_outcome})
    return PadKeys(commands)


@dataclass(frozen=True, slots=True)
class _Gist:
    """What of a board matters to one window: what is at it, and who waits anywhere."""

    here: object
    waiting: Mapping[int, int]


class CallerDesk:
    """One caller pad. The supervisor runs it.

    The pad is answered at once, whatever the server does: commands run beside, one at a time,
    and a key pressed meanwhile is refused.

    Args:
        new_line: makes an unopened line to the pad.
        new_pad: makes the pad's driver on an open line.
        link: the window at the server.
        board: returns the hall's board of now, or None while the server is not heard.
    """

    def __init__(
        self,
        name: str,
        *,
        new_line: Callable[[], Transport],
        new_pad: Callable[[Transport], Pad],
        keys: PadKeys,
        link: Link,
        board: Callable[[], Board | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._new_line = new_line
        self._new_pad = new_pad
        self._keys = keys
        self._link = link
        self._board = board
        self._clock = clock
        self._line: Transport | None = None
        self._pad: Pad | None = None
        self._command: Errand[PadWindow | Refused] | None = None
        self._look: Errand[PadWindow | None] | None = None
        self._window: PadWindow | None = None
        self._gist: _Gist | None = None  # of the board when the window was last looked at
        self._looked_at_s = float("-inf")
        self._shown: str | int | None = None
        self._shown_at_s = float("-inf")  # when the pad was last told
        self._refused: str | None = None

    @property
    def name(self) -> str:
        return self._name

    def health(self) -> Json:
        """Return why the last key was refused; None if it was not."""
        return {"refused": self._refused}

    def open(self) -> None:
        self._line = self._new_line()
        try:
            self._line.open()
        except TransportError as error:
            raise DeviceDown(str(error)) from error
        self._pad = self._new_pad(self._line)
        self._shown_at_s = float("-inf")

    def run(self, stop: threading.Event) -> None:
        assert self._pad is not None, "the supervisor opens before it runs"
        try:
            while not stop.is_set():
                for press in self._pad.listen(_LISTEN_S):
                    self._take(self._pad, press)
                self._settle_command(self._pad)
                self._keep_looking()
                self._show(self._pad)
            self._pad.show_nothing()
        except TransportError as error:
            raise DeviceDown(str(error)) from error

    def try_out(self, person: Person) -> Trial:
        """Beep and show 888, which a pad does not confirm, and wait for any key."""
        assert self._pad is not None, "it was opened before"
        self._pad.show_waiting(TRIED_WITH)
        self._pad.beep()
        if not person.lends("press_pad"):
            return Trial("unsure", "look_at_pad")
        until_s = self._clock() + person.patience_s
        while (left_s := until_s - self._clock()) > 0:
            if self._pad.listen(min(left_s, _LISTEN_S)):
                self._pad.show_nothing()
                return Trial("well")
        return Trial("ill", "no_key")

    def interrupt(self) -> None:
        """A listen is short enough."""

    def close(self) -> None:
        self._pad = None
        if self._line is not None:
            self._line.close()

    def _take(self, pad: Pad, press: PadPress) -> None:
        command = None if press.action is None else self._keys.commands.get(press.action)
        if command is None:
            self._refuse(pad, "no_such_key" if press.action is None else f"no_{press.action}")
        elif self._command is not None:
            self._refuse(pad, "busy")
        elif self._board() is None:
            self._refuse(pad, "away")
        else:
            name, body = command
            self._command = Errand(lambda: self._link.command(name, body), name=f"pad-{self._name}")

    def _settle_command(self, pad: Pad) -> None:
        if self._command is None or not self._command.is_done:
            return
        outcome, self._command = self._command.result(), None
        if isinstance(outcome, PadWindow):
            self._know(outcome)
            self._refused = None
            self._show(pad)
            pad.beep(DONE)
        else:
            self._refuse(pad, "internal" if outcome is None else outcome.code)
            self._gist = None  # see what is so instead

    def _refuse(self, pad: Pad, code: str) -> None:
        logger.info("pad %s: refused: %s", self._name, code)
        self._refused = code
        pad.beep(NOT_DONE)

    def _keep_looking(self) -> None:
        """Read the window again when the board says that something here may have changed."""
        if self._look is not None and self._look.is_done:
            self._know(self._look.result())
            self._look = None
        board = self._board()
        if board is None:
            # What was shown may not be so any more.
            self._window, self._gist = None, None
        elif self._look is None and self._command is None and self._is_news(board):
            self._gist, self._looked_at_s = self._gist_of(board), self._clock()
            self._look = Errand(self._link.look, name=f"pad-{self._name}-look")

    def _know(self, window: PadWindow | None) -> None:
        """Take in the window, unless something later is known; None if it cannot be known."""
        if window is None or self._window is None or window.seq >= self._window.seq:
            self._window = window

    def _is_news(self, board: Board) -> bool:
        gist = self._gist_of(board)
        if self._gist is None or gist.here != self._gist.here:
            return True
        changed = gist.waiting != self._gist.waiting or self._window is None
        return changed and self._clock() - self._looked_at_s >= LOOK_EVERY_S

    def _gist_of(self, board: Board) -> _Gist:
        window_id = self._window.window_id if self._window else None
        calls = [(c.number, c.state) for c in board.calls if c.window_id == window_id]
        signs = [sign for key, sign in board.windows.items() if key == window_id]
        return _Gist((calls, signs), dict(board.waiting))

    def _show(self, pad: Pad) -> None:
        wanted, now_s = self._wanted(), self._clock()
        if wanted == self._shown and now_s - self._shown_at_s < REFRESH_S:
            return
        self._shown, self._shown_at_s = wanted, now_s
        match wanted:
            case str():
                pad.show_ticket(wanted)
            case int():
                pad.show_waiting(wanted)
            case None:
                pad.show_nothing()

    def _wanted(self) -> str | int | None:
        """Return the ticket's number, or how many wait; None where nothing is to be shown."""
        window = self._window
        if window is None or window.state == "closed":
            return None
        return window.ticket.number if window.ticket else window.waiting
