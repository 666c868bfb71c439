"""The reasons pydantic gives, in words for whoever writes a hall's files."""

from typing import Any, Final

from pydantic_core import ErrorDetails

from server.sample.fields import Refusal

# Field by field where a general reason would not tell what to write instead.
_PATTERNS: Final[dict[str, tuple[str, str]]] = {
    "prefix": ("须为一至两个大写字母", "must be one or two capital letters"),
    "number": ("须为窗口号，如 3 或 A3", "must be a window number such as 3 or A3"),
    "basic_code": ("须为不超过 10 位的字母或数字", "must be up to 10 letters or digits"),
    "agency_code": (
        "须为 18 位统一社会信用代码（数字和大写字母）",
        "must be a unified social credit code of 18 digits and capital letters",
    ),
    "pinyin": (
        "须为小写拼音首字母，各组以一个空格分开",
        "must be lower-case initials, groups apart by one space",
    ),
}
_CODE: Final = (
    "代码须以小写字母开头，只含小写字母、数字和连字符，不超过 32 位",
    "must start with a small letter and hold only small letters, digits and hyphens, up to 32",
)
_ITEM_CODE: Final = (
    "实施编码须为 1 至 24 位字母或数字",
    "must be 1 to 24 letters or digits",
)

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("缺少此项", "is missing"),
    "extra_forbidden": ("没有这一项，请检查拼写", "is not a known field; check its spelling"),
    "string_too_short": ("不能为空", "must not be blank"),
    "string_too_long": ("超过 {max_length} 个字", "is longer than {max_length} characters"),
    "string_type": ("须为文字（加引号）", "must be text in quotes"),
    "int_type": ("须为整数（不加引号）", "must be a whole number without quotes"),
    "float_type": ("须为数字（不加引号）", "must be a number without quotes"),
    "bool_type": ("须为 true 或 false", "must be true or false"),
    "tuple_type": ("须为列表，如 [[zones]] 或 [ … ]", "must be a list, as [[zones]] or [ ... ]"),
    "model_type": ("须为一组“键 = 值”", "must be a table of keys and values"),
    "greater_than": ("须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "too_short": ("至少要有 {min_length} 项", "needs at least {min_length}"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
}


def reason(error: ErrorDetails) -> tuple[str, str]:
    """Return why a value was refused, in Chinese and in English."""
    context: dict[str, Any] = error.get("ctx", {})
    refusal = context.get("error")
    if isinstance(refusal, Refusal):
        return refusal.zh, refusal.en
    if error["type"] == "string_pattern_mismatch":
        return _pattern(str(error["loc"][-1]), context["pattern"])
    zh, en = _REASONS.get(error["type"], ("填写不正确", error["msg"]))
    return zh.format_map(context), en.format_map(context)


def refused_field(error: ErrorDetails) -> str:
    """Return the field a rule over several fields puts the blame on, or no field."""
    refusal = error.get("ctx", {}).get("error")
    return refusal.field if isinstance(refusal, Refusal) else ""


def _pattern(field: str, pattern: str) -> tuple[str, str]:
    if field in _PATTERNS:
        return _PATTERNS[field]
    return _ITEM_CODE if "A-Z" in pattern else _CODE
