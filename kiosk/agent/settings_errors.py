"""What is wrong with a station file, said so that the person who wrote it can mend it."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_REASONS = {
    "missing": ("缺少此项", "is missing"),
    "extra_forbidden": ("不认识此项", "is not a known key"),
    "union_tag_not_found": ("缺少 kind", "needs a kind"),
    "union_tag_invalid": ("kind 不认识", "has an unknown kind"),
    "literal_error": ("不在可选值之中", "is not one of the allowed values"),
    "int_type": ("须为整数", "must be a whole number"),
    "string_type": ("须为文字", "must be text in quotes"),
    "string_too_short": ("不能为空", "must not be empty"),
    "string_pattern_mismatch": ("写法不对", "is not written as it should be"),
    "greater_than_equal": ("数值太小", "is too small"),
    "less_than_equal": ("数值太大", "is too large"),
}


class Refusal(ValueError):
    """A value that breaks a rule of the station file, said in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class StationFileError(Exception):
    """The station cannot start from this file. key is empty when the whole file is at fault."""

    def __init__(self, path: Path, key: str, zh: str, en: str) -> None:
        where = f"{path}: {key}" if key else f"{path}"
        super().__init__(f"{where}：{zh} / {en}")
        self.path = path
        self.key = key


def from_validation(path: Path, error: ValidationError) -> StationFileError:
    """Return the first fault pydantic found as one that names file, key and reason."""
    first = error.errors(include_url=False, include_input=False)[0]
    zh, en = _reason(first)
    return StationFileError(path, _key(first["loc"]), zh, en)


def _reason(fault: ErrorDetails) -> tuple[str, str]:
    refusal = fault.get("ctx", {}).get("error")
    if isinstance(refusal, Refusal):
        return refusal.zh, refusal.en
    zh, en = _REASONS.get(fault["type"], ("值不正确", "is wrong"))
    return zh, f"{en} ({fault['msg']})"


def _key(loc: tuple[int | str, ...]) -> str:
    # A device's place has its kind after its index, which is no key of the file.
    parts = [p for i, p in enumerate(loc) if not (i == 2 and loc[0] == "device")]
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in parts).lstrip(".")
