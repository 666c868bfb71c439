"""The card reader of a station: reads a card when somebody asks for it, and forgets it at once.

A card is looked for only while the kiosk's page asks: nobody's card is read because it lies near
the reader. What is read leaves the reader's thread as a hash and a mask under a handle, which is
good for a few minutes and for this station alone.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from drivers.idcard.card import Card, CardUnfit, Unfit
from drivers.idcard.device import CardNotRead, NoReply, ReaderFault
from drivers.transports.errors import TransportError
from drivers.transports.transport import Transport
from kiosk.agent.persons import CardPerson, person_of_number
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

POLL_S = 0.4
CHECK_EVERY_S = 5.0  # whether the reader is well, while nobody wants a card read
# A page asks again at once; who does not is gone.
ASKED_FOR_S = 1.0
KEPT_S = 180.0

Outcome = Literal[
    "waiting",  # no card yet: ask again
    "again",  # there was a card, and it was not read: ask again, and say so
    "read",
    "not_valid",  # expired, or not yet good
    "other_kind",  # a foreigner's, or one this program does not know: for the desk
    "unfit",  # what the card says of itself cannot be right
    "away",  # the reader
    "server_away",  # without the hall's key nothing can be made of a card
]


class Reader(Protocol):
    """What the station asks of a reader's driver."""

    def check(self) -> None: ...
    def poll(self) -> Card | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """What became of a card that was held to the reader; handle is there when it was read."""

    outcome: Outcome
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    handle: str
    person: CardPerson
    until_s: float


class CardDesk:
    """One reader, looked at by one page at a time. The supervisor runs it.

    Args:
        new_line: makes an unopened line to the reader.
        new_reader: makes the reader's driver on an open line.
        key: returns the hall's key for persons, or None while it is not known.
        today: returns the day by the hall's calendar.
        check_every_s: how often the reader is asked whether it is well.
    """

    def __init__(
        self,
        name: str,
        *,
        new_line: Callable[[], Transport],
        new_reader: Callable[[Transport], Reader],
        key: Callable[[], bytes | None],
        today: Callable[[], date],
        check_every_s: float = CHECK_EVERY_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._new_line = new_line
        self._new_reader = new_reader
        self._key = key
        self._today = today
        self._check_every_s = check_every_s
        self._monotonic = monotonic
        self._moved = threading.Condition()
        self._line: Transport | None = None
        self._reader: Reader | None = None
        self._stay: str | None = None  # of whom the page asks for now
        self._asked_until_s = float("-inf")
        self._held: Held | None = None  # what became of a card, not told yet
        self._kept: _Kept | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_ready(self) -> bool:
        """True while the reader can be used."""
        return self._reader is not None

    def health(self) -> Json:
        """Return the reader's part of the station's health: up and down say it all."""
        return {}

    def wait(self, stay: str, *, timeout_s: float) -> Held:
        """Look for a card until there is one, for timeout_s at most.

        Args:
            stay: names one stay of somebody at the page. Another one is another person, who gets
                nothing of what the reader did for the one before.
        """
        until_s = self._monotonic() + timeout_s
        with self._moved:
            if stay != self._stay:
                self._stay, self._held = stay, None
            self._asked_until_s = until_s + ASKED_FOR_S
            self._moved.notify_all()
            while self._stay == stay and self._held is None and self._reader is not None:
                left_s = until_s - self._monotonic()
                if left_s <= 0:
                    return Held("waiting")
                self._moved.wait(left_s)
            return self._told(stay)

    def person(self, handle: str) -> CardPerson | None:
        """Return whose card it was, or None once that is forgotten."""
        with self._moved:
            kept = self._kept
            if kept is None or kept.handle != handle or self._monotonic() > kept.until_s:
                return None
            return kept.person

    def forget(self) -> None:
        """Forget whose card it was, and look for no more; the page has been left."""
        with self._moved:
            self._stay = self._held = self._kept = None
            self._asked_until_s = float("-inf")
            self._moved.notify_all()

    def open(self) -> None:
        line = self._new_line()
        self._line = line
        try:
            line.open()
            reader = self._new_reader(line)
            reader.check()
        except (TransportError, ReaderFault) as error:
            raise DeviceDown(str(error)) from error
        with self._moved:
            self._reader = reader

    def run(self, stop: threading.Event) -> None:
        assert self._reader is not None, "the supervisor opens before it runs"
        try:
            while not stop.is_set():
                self._round(self._reader, stop)
        except (TransportError, ReaderFault) as error:
            raise DeviceDown(str(error)) from error

    def try_out(self, person: Person) -> Trial:
        """Ask the reader how it is. No card is looked for: it would be somebody's."""
        assert self._reader is not None, "it was opened before"
        try:
            self._reader.check()
        except NoReply:
            return Trial("ill", "no_answer")
        except ReaderFault as error:
            return Trial("ill", str(error))
        return Trial("well")

    def interrupt(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def close(self) -> None:
        with self._moved:
            self._reader = None
            self._moved.notify_all()
        if self._line is not None:
            self._line.close()

    def _told(self, stay: str) -> Held:
        """Hand on what there is to tell; the lock is held."""
        if self._stay != stay:
            return Held("waiting")  # somebody else is there now
        held, self._held = self._held, None
        return held or Held("away")

    def _round(self, reader: Reader, stop: threading.Event) -> None:
        if not self._is_asked():
            reader.check()
            with self._moved:
                self._moved.wait_for(lambda: stop.is_set() or self._is_asked(), self._check_every_s)
            return
        self._look(reader)
        stop.wait(POLL_S)

    def _is_asked(self) -> bool:
        return self._held is None and self._monotonic() < self._asked_until_s

    def _look(self, reader: Reader) -> None:
        stay = self._stay
        try:
            card = reader.poll()
        except CardNotRead as error:
            logger.info("card not read: %s", error)
            self._tell(stay, Held("again"))
        except CardUnfit as error:
            self._tell(stay, Held("other_kind" if error.why is Unfit.OTHER_KIND else "unfit"))
        else:
            if card is not None:
                self._take(stay, card)

    def _take(self, stay: str | None, card: Card) -> None:
        key = self._key()
        if key is None:
            self._tell(stay, Held("server_away"))
        elif not card.is_good_on(self._today()):
            self._tell(stay, Held("not_valid"))
        else:
            person = person_of_number(card.number, key=key)
            kept = _Kept(secrets.token_urlsafe(16), person, self._monotonic() + KEPT_S)
            self._tell(stay, Held("read", kept.handle), kept)

    def _tell(self, stay: str | None, held: Held, kept: _Kept | None = None) -> None:
        with self._moved:
            # Whoever asked may have left while the card was being read.
            if stay is not None and stay == self._stay:
                self._held, self._kept = held, kept
                self._moved.notify_all()
