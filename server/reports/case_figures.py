"""How bad ratings are followed up, in figures; of the cases that were not excluded:

verified      found right, without basis, or appealed
              / those, and those whose time for it is over                 差评核实率
answered      put right or explained
              / those, and those found right or without basis whose time for it is over
                                                                           差评整改率
in_time       put right or explained within their time / the same          按期整改率
called_back   whose citizen was called back
              / those, and those answered whose time for it is over, of citizens who left
              how to be called                                             实名差评回访率
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain.calendar import OpeningHours
from server.domain.cases import CaseState, CaseStep, CaseTerms, due_at
from server.domain.satisfaction import Share
from server.reports.rated_visits import FollowedUp

_VERIFIED = frozenset({CaseStep.CONFIRM, CaseStep.FIND_NO_BASIS, CaseStep.APPEAL})
_TO_ANSWER = frozenset({CaseStep.CONFIRM, CaseStep.FIND_NO_BASIS, CaseStep.UPHOLD})
_ANSWERED = (CaseStep.REPORT_RECTIFIED, CaseStep.EXPLAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """The figures that the module describes, and how many cases there are and were excluded."""

    cases: int
    excluded: int
    verified: Share
    answered: Share
    in_time: Share
    called_back: Share


def case_figures(
    cases: Sequence[FollowedUp], *, hours: OpeningHours, terms: CaseTerms, now: datetime
) -> CaseFigures:
    """The figures of cases as they stand now."""
    counted = [case for case in cases if case.state is not CaseState.EXCLUDED]
    clocks = [_Clock(case, hours, terms) for case in counted]
    verified = sum(clock.is_verified for clock in clocks)
    unverified = sum(not clock.is_verified and clock.verify_due < now for clock in clocks)
    to_answer = [clock for clock in clocks if clock.is_to_answer]
    answered = [clock for clock in to_answer if clock.answered_at is not None]
    late = sum(clock.answered_at is None and clock.answer_due < now for clock in to_answer)
    in_time = sum(clock.is_in_time for clock in answered)
    named = [clock for clock in answered if not clock.case.is_anonymous]
    called = sum(clock.is_called for clock in named)
    uncalled = sum(not clock.is_called and clock.call_due < now for clock in named)
    return CaseFigures(
        cases=len(cases),
        excluded=len(cases) - len(counted),
        verified=Share(verified, verified + unverified),
        answered=Share(len(answered), len(answered) + late),
        in_time=Share(in_time, len(answered) + late),
        called_back=Share(called, called + uncalled),
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """A case with the hall's calendar."""

    case: FollowedUp
    hours: OpeningHours
    terms: CaseTerms

    @property
    def is_verified(self) -> bool:
        return bool(_VERIFIED & self.case.steps.keys())

    @property
    def is_to_answer(self) -> bool:
        return bool(_TO_ANSWER & self.case.steps.keys())

    @property
    def is_called(self) -> bool:
        return CaseStep.CALL_BACK in self.case.steps

    @property
    def answered_at(self) -> datetime | None:
        found = [self.case.steps[step] for step in _ANSWERED if step in self.case.steps]
        return max(found, default=None)

    @property
    def is_in_time(self) -> bool:
        return self.answered_at is not None and self.answered_at <= self.answer_due

    @property
    def verify_due(self) -> datetime:
        return self._extended(self._due(CaseState.VERIFYING))

    @property
    def answer_due(self) -> datetime:
        return self._extended(self._due(CaseState.RECTIFYING))

    @property
    def call_due(self) -> datetime:
        return self._due(CaseState.RECTIFIED)

    def _extended(self, due: datetime) -> datetime:
        return due if self.case.extended_to is None else max(due, self.case.extended_to)

    def _due(self, state: CaseState) -> datetime:
        due = due_at(
            state,
            opened_at=self.case.opened_at,
            since=self.answered_at or self.case.opened_at,
            is_complex=self.case.is_complex,
            hours=self.hours,
            terms=self.terms,
        )
        assert due is not None, "something is due in all of these states"
        return due
