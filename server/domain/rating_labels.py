"""测评内容: the labels by which a citizen says why.

The set is the national platform's: three digits a label, the first of which is the level in the
platform's own count (5 the best). Labels come and go; a code that is no longer in use is still
read in old records, and its wording may be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.errors import LabelRefused
from server.domain.rating import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label of a level.

    Attributes:
        text: its wording; None where the wording of a retired label is not known.
        is_first: shown at once; the others when the citizen asks for more.
        is_enabled: in use; a retired one is only read.
        valid_from, valid_to: its first and last day, where they are known.
    """

    code: str
    level: Level
    text: str | None
    is_first: bool = False
    is_enabled: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def may_be_chosen(self, on: date) -> bool:
        """Whether a citizen may choose it on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        over = self.valid_to is not None and self.valid_to < on
        return self.is_enabled and begun and not over


class LabelSet:
    """All labels of a platform, by code."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._by_code = {label.code: label for label in labels}
        if len(self._by_code) != len(labels):
            raise ValueError("a label's code stands for one label only")

    def __iter__(self) -> Iterator[Label]:
        return iter(self._by_code.values())

    def to_choose(self, level: Level, on: date) -> list[Label]:
        """What a citizen may choose for a level on a day, those to be shown at once first."""
        fit = [label for label in self if label.level is level and label.may_be_chosen(on)]
        return sorted(fit, key=lambda label: not label.is_first)

    def read(self, code: str) -> Label | None:
        """The label of a code, retired ones too; None if there never was one."""
        return self._by_code.get(code)

    def demand(self, codes: Sequence[str], *, level: Level, on: date) -> list[str]:
        """The codes, each once and in order, if a citizen may choose them all.

        Raises:
            LabelRefused: one is unknown, retired, not yet or no longer valid, or of another level;
                `label` says which, `reason` why.
        """
        for code in codes:
            label = self.read(code)
            if label is None:
                raise LabelRefused(f"no label {code!r}", label=code, reason="unknown")
            if label.level is not level:
                raise LabelRefused(f"{code} is of {label.level}", label=code, reason="other_level")
            if not label.may_be_chosen(on):
                raise LabelRefused(f"{code} is not in use", label=code, reason="not_in_use")
        return sorted(set(codes))


def labels_from(written: dict[str, Any]) -> LabelSet:
    """Labels as a file writes them: `levels`, each with `first`, `more` and `retired`."""
    return LabelSet([label for level in written["levels"] for label in _of_level(level)])


def _of_level(written: dict[str, Any]) -> Iterator[Label]:
    level = Level(written["level"])
    for place in ("first", "more"):
        for entry in written[place]:
            yield Label(level=level, is_first=place == "first", **entry)
    retired = written["retired"]
    texts = retired.get("texts", {})
    for code in range(retired["from"], retired["to"] + 1):
        yield Label(code=str(code), level=level, text=texts.get(str(code)), is_enabled=False)
