"""A printer: how it is, and slips that are known to have come out, or known not to have.

Everything is built before the first byte goes out, the printer is asked first and nothing is sent
to one known to be unable, the slip goes out in one write, and only what the printer says
afterwards makes it "printed". Whether to print again on doubt is the caller's choice.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.printer.connection import Link, LinkLost, NotConnected, PrinterError, Timeout
from drivers.printer.document import Document
from drivers.printer.encoder import Encoded, Substitution, encode, parting
from drivers.printer.fonts import Face
from drivers.printer.presenter import Mouth, MouthWatch
from drivers.printer.profile import Profile
from drivers.printer.status import (
    ASK_CONFIRMATION,
    PrinterStatus,
    Query,
    Reason,
    StatusParser,
    Tri,
    query,
)

logger = logging.getLogger(__name__)

POLL_S = 0.2  # how often a printer at work is asked whether something went wrong
GRACE_S = 0.1  # for a confirmation that a status answer has overtaken


class Verdict(StrEnum):
    """Whether the citizen has a whole slip in hand."""

    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one slip.

    Attributes:
        reason: READY or TRUSTED with PRINTED; otherwise what went wrong.
        status: the last that was heard.
        substitutions: characters that came out as 〓.
        paper_mm: how much paper it took, at most; 0 where nothing was sent.
    """

    verdict: Verdict
    reason: Reason
    status: PrinterStatus
    substitutions: tuple[Substitution, ...] = ()
    paper_mm: float = 0.0


class Printer:
    """One printer of one profile behind one link. For one thread."""

    def __init__(
        self,
        link: Link,
        profile: Profile,
        *,
        face: Face | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._profile = profile
        self._face = face
        self._clock = clock
        self._parser = StatusParser()
        self._mouth = self._mouth_watch()
        self._sent = False
        # A program before this one may have died in the middle of a slip.
        self._left_over = True

    @property
    def reports_status(self) -> bool:
        """Whether this kind of printer says anything; the silence of one that does is news."""
        return self._profile.reports_status

    def close(self) -> None:
        """Let go of the line; the next call opens it again."""
        self._link.close()

    def status(self) -> PrinterStatus:
        """Ask how the printer is: a millisecond on a network, `answer_timeout_s` if it is silent.

        Never raises: what was not heard is unknown, and `connected` is NO where there is no way.
        """
        try:
            self._connect()
            if not self._ask_all():
                # The answer may still come, and would pass for that to a later question.
                self._link.close()
                garbled = bool(self._parser.noise)
                self._parser.status = replace(self._parser.status, garbled=garbled)
        except PrinterError as error:
            logger.debug("printer status: %s", error)
            self._parser.status = PrinterStatus(connected=Tri.NO)
        return self._parser.status

    def print(self, slip: Document | bytes) -> Outcome:
        """Print one slip and find out whether it came out.

        NOT_PRINTED before the first byte: no way, known unable, or no answer from a printer that
        should answer. After it, a broken line or silence is UNKNOWN.

        Raises:
            ValueError: the document does not fit this printer's paper; nothing was sent.
        """
        encoded = self._encode(slip)
        self._sent = False
        verdict, reason = self._print(encoded.data)
        if verdict is Verdict.UNKNOWN:
            self._link.close()  # what is left on this line would confuse the next slip
        elif verdict is Verdict.PRINTED:
            self._left_over = False
            if self._mouth is not None:
                self._mouth.held_out()
        return Outcome(
            verdict=verdict,
            reason=reason,
            status=self._parser.status,
            substitutions=encoded.substitutions,
            paper_mm=encoded.dots / self._profile.dots_per_mm if self._sent else 0.0,
        )

    def tend(self, *, hurry: bool = False) -> Mouth:
        """Look after the slip that was held out last, where the printer has a presenter.

        Call it now and then, and with `hurry` before the next slip: one that is still there is
        then cleared away at once. RETRACTED and EJECTED are said once. Never raises.
        """
        if self._mouth is None or not self._mouth.is_watching:
            return Mouth.EMPTY
        try:
            self._connect()
            mouth = self._mouth.look(hurry=hurry)
        except PrinterError as error:
            logger.debug("printer mouth: %s", error)
            return Mouth.UNKNOWN
        if mouth is Mouth.UNKNOWN:
            self._link.close()  # the answer may still come, as in status()
        return mouth

    def _mouth_watch(self) -> MouthWatch | None:
        presenter, timeout_s = self._profile.presenter, self._profile.answer_timeout_s
        if presenter is None:
            return None
        return MouthWatch(self._link, presenter, answer_timeout_s=timeout_s, clock=self._clock)

    def _encode(self, slip: Document | bytes) -> Encoded:
        if isinstance(slip, bytes):
            return Encoded(slip)
        return encode(slip, self._profile, face=self._face)

    def _print(self, slip: bytes) -> tuple[Verdict, Reason]:
        refusal = self._refusal()
        if refusal is not None:
            return Verdict.NOT_PRINTED, refusal
        try:
            self._send(slip)
            return self._confirmed() if self._profile.confirms else self._settled()
        except NotConnected:
            return Verdict.NOT_PRINTED, Reason.NOT_CONNECTED
        except Timeout:
            return Verdict.UNKNOWN, Reason.STALLED
        except LinkLost:
            return Verdict.UNKNOWN, Reason.LINK_LOST

    def _refusal(self) -> Reason | None:
        """Return why nothing must be sent, or None."""
        first = status = self.status()
        if status.can_print is Tri.UNKNOWN and self._profile.status_queries:
            status = self.status()  # one lost answer shall cost nobody a slip
        if status.can_print is Tri.NO:
            return status.reason
        if status.can_print is Tri.UNKNOWN and self._profile.status_queries:
            garbled = first.garbled or status.garbled
            return Reason.GARBLED if garbled else Reason.NO_ANSWER
        return None

    def _send(self, slip: bytes) -> None:
        if self._profile.confirms:
            self._parser.expect_confirmation()
            slip += ASK_CONFIRMATION
        if self._left_over:
            slip = parting(self._profile) + slip
        self._parser.noise = 0
        self._sent = self._left_over = True
        self._link.write(slip)

    def _confirmed(self) -> tuple[Verdict, Reason]:
        """Wait until the printer says that everything came out, or why it will not.

        It answers `GS r` in turn. If it stopped before the end the answer never comes, and its
        status says why: then the slip is known not to be whole. A head that is too hot goes on
        by itself, and is waited for.
        """
        deadline = self._clock() + self._profile.print_timeout_s
        speaks = bool(self._profile.status_queries)
        while (left := deadline - self._clock()) > 0:
            self._listen(min(POLL_S, left))
            speaks = speaks and (self._parser.confirmed or self._ask_all())
            stopped = self._stopped()
            if stopped and not self._parser.confirmed:
                self._listen(GRACE_S)
            if self._parser.noise:
                # Among bytes that are no printer's, one that looks like a confirmation is none.
                return Verdict.UNKNOWN, Reason.GARBLED
            if self._parser.confirmed:
                return Verdict.PRINTED, Reason.READY
            if stopped:
                return Verdict.NOT_PRINTED, self._parser.status.reason
        if self._parser.status.can_print is Tri.NO:
            return Verdict.NOT_PRINTED, self._parser.status.reason
        return Verdict.UNKNOWN, Reason.UNCONFIRMED if speaks else Reason.NO_ANSWER

    def _stopped(self) -> bool:
        """Whether it said, asked or unasked, that it does not go on without a person."""
        status = self._parser.status
        return status.can_print is Tri.NO and status.reason is not Reason.OVERHEATED

    def _settled(self) -> tuple[Verdict, Reason]:
        """Watch a printer that does not confirm; no trouble until it settled means printed."""
        if not self._profile.status_queries:
            self._listen(self._profile.settle_s)  # one that hung up answers with a reset
            trusted = self._profile.trust_write
            return (Verdict.PRINTED, Reason.TRUSTED) if trusted else _NOTHING_HEARD
        deadline = self._clock() + self._profile.settle_s
        while self._ask_all():
            if self._parser.status.can_print is not Tri.YES:
                return Verdict.UNKNOWN, self._parser.status.reason
            left = deadline - self._clock()
            if left <= 0:
                return Verdict.PRINTED, Reason.READY
            self._listen(min(POLL_S, left))
        return (Verdict.UNKNOWN, Reason.GARBLED) if self._parser.noise else _NOTHING_HEARD

    def _connect(self) -> None:
        """Open the line if need be, and leave nothing on it from before."""
        if self._link.is_open:
            try:
                self._link.drain()
            except PrinterError:
                # It hung up since the last slip. A write would have been accepted and lost.
                self._link.close()
        if not self._link.is_open:
            self._link.open()
            self._link.drain()
        self._parser = StatusParser(PrinterStatus(connected=Tri.YES))

    def _ask_all(self) -> bool:
        """Ask one question after the other; False as soon as one stays without an answer."""
        if not all(map(self._ask, self._profile.status_queries)):
            return False
        which_error = self._parser.status.error is Tri.YES and 3 not in self._profile.status_queries
        return self._ask(3) if which_error else True

    def _ask(self, n: Query) -> bool:
        self._parser.expect(n)
        self._link.write(query(n))
        deadline = self._clock() + self._profile.answer_timeout_s
        while self._parser.waiting:
            left = deadline - self._clock()
            if left <= 0:
                return False
            self._listen(left)
        return True

    def _listen(self, timeout_s: float) -> None:
        self._parser.receive(self._link.read(timeout_s))


_NOTHING_HEARD = (Verdict.UNKNOWN, Reason.NO_ANSWER)
