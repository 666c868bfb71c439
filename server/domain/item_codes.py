"""Code sets of items, as GB/T 39046—2020 has them in its annex A.

Only those that a county's or township's hall needs: levels above the county are left out.
"""

from __future__ import annotations

from typing import Final

# A.1 事项类型
ITEM_TYPES: Final = {
    "01": "行政许可",
    "04": "行政征收",
    "05": "行政给付",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
# 行使层级
LEVELS: Final = {"4": "县级", "5": "镇（乡、街道）级", "6": "村（社区）级"}
# A.4 服务对象
AUDIENCES: Final = {
    "1": "自然人",
    "2": "企业法人",
    "3": "事业法人",
    "4": "社会组织法人",
    "5": "行政机关",
    "6": "其他",
}
# A.5 办理形式
CHANNELS: Final = {"1": "窗口", "2": "电脑端", "3": "移动端", "4": "快递", "9": "其他"}
# 办件类型
INSTANT, PROMISED, OTHER = "1", "2", "9"
CASE_TYPES: Final = {INSTANT: "即办件", PROMISED: "承诺件", OTHER: "其他"}


def case_type(promised_days: int | None) -> str:
    """即办件 is promised in no days at all; what promises no days is neither of the two."""
    if promised_days is None:
        return OTHER
    return INSTANT if promised_days == 0 else PROMISED
