"""The doctor's words, from their file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.agent.doctor.checks import Finding

TEXTS = Path(__file__).with_name("texts.toml")


class Words:
    """What is said of findings: Chinese, then English."""

    def __init__(self, path: Path = TEXTS) -> None:
        """Read the texts. Raises OSError."""
        self._texts: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))

    def of(self, part: str, key: str, values: Mapping[str, object] | None = None) -> str:
        """Return one text, filled in."""
        return str(self._texts[part][key]).format(**(values or {}))

    def said(self, finding: Finding) -> str:
        """Return what a finding says."""
        texts = self._texts["check"][finding.check]
        key = "not_tried" if finding.values.get("reason") == "not_tried" else finding.state
        return str(texts[key]).format(**finding.values)

    def to_do(self, finding: Finding) -> str:
        """Return what to do about a finding; empty when there is nothing to do."""
        if finding.is_well:
            return ""
        if finding.check == "device":
            known: dict[str, str] = self._texts["device_do"]
            return known.get(str(finding.values["reason"]), known["other"])
        return str(self._texts["check"][finding.check].get("do", "")).format(**finding.values)
