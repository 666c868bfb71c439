"""What of a checked item everybody may read, as the hall offers it."""

from datetime import date
from typing import Any

from server.sample.schema import Item

_GUIDE = frozenset(
    {
        *("legal_basis", "conditions", "procedure", "statutory_limit", "promised_limit", "result"),
        *("fees", "fee_basis", "is_charged", "agency", "materials", "supervision", "enquiry"),
        *("where_and_when", "sample"),
    }
)


def as_offered(item: Item, queue_id: int, *, valid_to: date | None = None) -> dict[str, Any]:
    """The columns of an item's row that come from its version: names, queue, guide.

    Args:
        valid_to: its last day, which a kiosk that is alone has to know; None: without end.
    """
    guide = item.model_dump(include=set(_GUIDE), mode="json")
    guide |= {
        "search": list(item.search_words),
        "initials": item.pinyin,
        "bring": item.slip_note,
        "valid_to": valid_to and valid_to.isoformat(),
    }
    return {
        "queue_id": queue_id,
        "name": item.name,
        "name_en": item.name_en or item.name,
        "guide": guide,
        "top": item.top,
    }
