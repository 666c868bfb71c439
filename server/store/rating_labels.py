"""The labels of ratings, kept as data beside the code."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from server.domain.rating_labels import LabelSet, labels_from

FILE = Path(__file__).resolve().parent.parent / "data" / "rating-labels-cn.toml"


@cache
def national_labels() -> LabelSet:
    """The national platform's labels."""
    return labels_from(tomllib.loads(FILE.read_text("utf-8")))
