"""What a kiosk offers from the catalogue that it keeps, while the server is away."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.agent.catalogue import Catalogue
from kiosk.agent.kept_file import keep
from kiosk.agent.server_client import ServerClient

NOBODY = "http://127.0.0.1:9"
KEPT = {
    "hall": {"time_zone": "Asia/Shanghai"},
    "items": [
        {"item_id": 1, "name": "申领社保卡", "valid_to": None},
        {"item_id": 2, "name": "限期补贴", "valid_to": "2026-11-30"},
        {"item_id": 3, "name": "查询不动产"},
    ],
}


@pytest.mark.parametrize(
    ("now", "offered"),
    [("2026-11-30 23:59", [1, 2, 3]), ("2026-12-01 00:00", [1, 3])],
    ids=["on its last day", "the day after"],
)
def test_an_item_is_offered_until_its_last_day_and_no_longer(tmp_path, now, offered):
    keep(tmp_path / "catalogue.json", {"etag": "x", "catalogue": KEPT})
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    catalogue = Catalogue(
        tmp_path / "catalogue.json", server=ServerClient(NOBODY, token="t"), clock=lambda: at
    )

    document = catalogue.document

    assert document is not None
    assert [item["item_id"] for item in document["items"]] == offered
    assert document["hall"] == KEPT["hall"]


def test_before_the_first_one_there_is_none(tmp_path):
    server = ServerClient(NOBODY, token="t")
    assert Catalogue(tmp_path / "catalogue.json", server=server).document is None
