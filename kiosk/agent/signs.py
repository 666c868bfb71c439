"""LED signs: each shows what the board says of its window, and nothing that may be out of date."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from display.board import Board
from drivers.sign.cells import TooWide
from drivers.sign.device import NotShown, Shown
from drivers.transports.errors import TransportError
from drivers.transports.transport import Transport
from kiosk.agent.sign_wording import SignWording
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

REFRESH_S = 30.0  # a sign without answers may have lost power, and what it showed
FLASH_S, BLINK_S = 3.0, 0.5
AGAIN_S = 5.0  # a sign that does not confirm is tried again so much later
GOODBYE_S = 1.0
_LOOK_S = 0.1

OnBoard = Callable[[], Board | None]


class Driver(Protocol):
    """What the station asks of the signs' driver."""

    def show(self, window: str, text: str) -> Shown: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A sign over a window. place: its name for the driver; window: the window's number."""

    place: str
    window: str
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedScreen:
    """Rows of one screen, the top one first. of_zone: only the station's own zone is shown."""

    places: tuple[str, ...]
    cells: int
    of_zone: bool = False


@dataclass(slots=True)
class _Sign:
    """What is known of one place."""

    shown: str | None = None  # None: not known
    at_s: float = 0.0
    again_at_s: float = 0.0
    is_mute: bool = False


@dataclass(slots=True)
class _Calls:
    """Since when each call is known here, so that a new one can flash."""

    seen_s: dict[tuple[int, int], float] = field(default_factory=dict)
    had_board: bool = False

    def note(self, board: Board | None, now_s: float) -> None:
        if board is None:
            self.had_board = False
            return
        # What a first board shows may have been called long ago.
        since_s = now_s if self.had_board else float("-inf")
        calls = [(c.visit_id, c.calls) for c in board.calls if c.state == "called"]
        self.seen_s = {call: self.seen_s.get(call, since_s) for call in calls}
        self.had_board = True

    def is_dark(self, board: Board | None, window: str, now_s: float) -> bool:
        """True in the dark half of a flash over this window."""
        for call in board.calls if board else ():
            if call.window == window:
                age_s = now_s - self.seen_s.get((call.visit_id, call.calls), float("-inf"))
                return 0 <= age_s < FLASH_S and int(age_s / BLINK_S) % 2 == 1
        return False


class HallSigns:
    """The signs on one line. The supervisor runs it.

    Args:
        new_line: makes an unopened line to the signs.
        new_driver: makes their driver on an open line.
        signs: strips and screens, by the names that the driver has for them.
        board: returns the board of now, or None while the server is not heard.
        zone_id: returns the zone of this station, or None for the whole hall.
    """

    def __init__(
        self,
        name: str,
        *,
        new_line: Callable[[], Transport],
        new_driver: Callable[[Transport], Driver],
        signs: Sequence[Strip | CombinedScreen],
        wording: SignWording,
        board: OnBoard,
        zone_id: Callable[[], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._new_line = new_line
        self._new_driver = new_driver
        self._signs = tuple(signs)
        self._wording = wording
        self._board = board
        self._zone_id = zone_id
        self._clock = clock
        self._calls = _Calls()
        self._line: Transport | None = None
        self._driver: Driver | None = None
        self._known = self._unknown()
        self._no_such_window: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    def health(self) -> Json:
        """Return what does not confirm, and windows of the station file that the hall lacks."""
        mute = sorted(place for place, sign in self._known.items() if sign.is_mute)
        return {"mute": mute, "no_such_window": self._no_such_window}

    def open(self) -> None:
        self._line = self._new_line()
        try:
            self._line.open()
        except TransportError as error:
            raise DeviceDown(str(error)) from error
        self._driver = self._new_driver(self._line)
        self._known = self._unknown()

    def run(self, stop: threading.Event) -> None:
        assert self._driver is not None, "the supervisor opens before it runs"
        try:
            while not stop.is_set():
                due = self._due()
                if due is None:
                    stop.wait(_LOOK_S)
                else:
                    self._show(self._driver, *due)
            self._say_goodbye(self._driver)
        except TransportError as error:
            raise DeviceDown(str(error)) from error

    def try_out(self, person: Person) -> Trial:
        """Show an 8 in every cell, which lights most of a sign, and leave it to be looked at."""
        assert self._driver is not None, "it was opened before"
        mute, confirmed = [], True
        for place, cells in self._places():
            try:
                confirmed &= self._driver.show(place, "8" * cells).confirmed
            except NotShown:
                mute.append(place)
        if mute:
            return Trial("ill", "no_answer", where=", ".join(mute))
        return Trial("well") if confirmed else Trial("unsure", "look_at_sign")

    def interrupt(self) -> None:
        """stop is what run() waits for."""

    def close(self) -> None:
        self._driver = None
        if self._line is not None:
            self._line.close()

    def _due(self) -> tuple[str, str] | None:
        """Return the place that should be told something now, and what; news first."""
        now_s = self._clock()
        wanted = self._wanted(now_s)
        ready = {p: t for p, t in wanted.items() if now_s >= self._known[p].again_at_s}
        for place, text in ready.items():
            if self._known[place].shown != text:
                return place, text
        for place, text in ready.items():
            if now_s - self._known[place].at_s >= REFRESH_S:
                return place, text
        return None

    def _wanted(self, now_s: float) -> dict[str, str]:
        board = self._board()
        self._calls.note(board, now_s)
        if board is not None:
            self._compare_windows(board)
        wanted: dict[str, str] = {}
        for sign in self._signs:
            if isinstance(sign, Strip):
                dark = self._calls.is_dark(board, sign.window, now_s)
                said = self._wording.of_window(board, sign.window, cells=sign.cells)
                wanted[sign.place] = "" if dark else said
            else:
                rows = self._wording.of_screen(
                    board,
                    rows=len(sign.places),
                    cells=sign.cells,
                    zone_id=self._zone_id() if sign.of_zone else None,
                )
                wanted |= dict(zip(sign.places, rows, strict=True))
        return wanted

    def _compare_windows(self, board: Board) -> None:
        known = {sign.window for sign in board.windows.values()}
        strips = [sign for sign in self._signs if isinstance(sign, Strip)]
        lacking = sorted({sign.window for sign in strips} - known)
        if lacking and lacking != self._no_such_window:
            logger.warning("signs %s: the hall has no window %s", self._name, ", ".join(lacking))
        self._no_such_window = lacking

    def _show(self, driver: Driver, place: str, text: str) -> None:
        sign = self._known[place]
        try:
            shown = driver.show(place, text)
        except (NotShown, TooWide) as error:
            if not sign.is_mute:
                logger.warning("signs %s: %s: %s", self._name, place, error)
            sign.is_mute, sign.shown = True, None
            sign.again_at_s = self._clock() + AGAIN_S
            return
        if sign.is_mute:
            logger.info("signs %s: %s is back", self._name, place)
        if shown.replaced:
            logger.warning("signs %s: %s cannot show %s", self._name, place, shown.replaced)
        self._known[place] = _Sign(shown=text, at_s=self._clock())

    def _say_goodbye(self, driver: Driver) -> None:
        """A number left standing after the program has ended would be an old one soon."""
        until_s = self._clock() + GOODBYE_S
        for sign in self._signs:
            places = (sign.place,) if isinstance(sign, Strip) else sign.places
            for row, place in enumerate(places):
                text = "" if row else self._wording.away(cells=sign.cells)
                known = self._known[place]
                if known.shown != text and not known.is_mute and self._clock() < until_s:
                    self._show(driver, place, text)

    def _unknown(self) -> dict[str, _Sign]:
        return {place: _Sign() for place, _ in self._places()}

    def _places(self) -> list[tuple[str, int]]:
        """Return each place and how many cells it has."""
        return [
            (place, sign.cells)
            for sign in self._signs
            for place in ((sign.place,) if isinstance(sign, Strip) else sign.places)
        ]
