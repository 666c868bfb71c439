"""The set-up of a made-up county hall, as the server gives it to a display."""

from typing import Any

ZONES = [
    (1, "企业开办", "Start a business", "A区（一层东侧）"),
    (2, "综合服务", "General services", "C区（一层大厅）"),
]
QUEUES = [
    (1, 1, "企业登记", "Business registration", "A"),
    (2, 1, "税务业务", "Tax", "C"),
    (3, 2, "社会保障", "Social insurance", "F"),
    (4, 2, "不动产登记", "Property registration", "H"),
    (5, 2, "住房公积金", "Housing fund", "J"),
    (6, 2, "重大项目绿色通道", "Major projects", "V"),
]
WINDOWS = [
    ("1", 1),
    ("2", 1),
    ("3", 1),
    ("4", 1),
    ("5", 2),
    ("6", 2),
    ("11", 2),
    ("12", 2),
    ("台胞接待室", 2),
]


def config() -> dict[str, Any]:
    return {
        "hall_id": 1,
        "code": "sample",
        "name": "示例县政务服务中心",
        "name_en": "Sample County Government Service Centre",
        "kind": "centre",
        "time_zone": "Asia/Shanghai",
        "supervision_phone": "0000-0000001",
        "enquiry_phone": "0000-0000002",
        "notices": [
            {
                "zh": "请留意叫号屏和语音；过号了，请到咨询台。",
                "en": "Watch the display and listen for your number. If you miss it, ask at the "
                "help desk.",
            },
            {
                "zh": "窗口一次告知所需全部材料，凭告知书再来，不用重新取号。",
                "en": "The window tells you all the papers you need at once. Come back with the "
                "notice: no second queue.",
            },
        ],
        "zones": [
            {
                "zone_id": zone_id,
                "code": f"z{zone_id}",
                "name": name,
                "name_en": name_en,
                "about": "",
                "about_en": "",
                "place": place,
            }
            for zone_id, name, name_en, place in ZONES
        ],
        "queues": [
            {
                "queue_id": queue_id,
                "zone_id": zone_id,
                "code": prefix,
                "name": name,
                "name_en": name_en,
                "prefix": prefix,
                "open": True,
                "closed_reason": None,
                "windows": [],
            }
            for queue_id, zone_id, name, name_en, prefix in QUEUES
        ],
        "windows": [
            {
                "window_id": window_id,
                "number": number,
                "zone_id": zone_id,
                "place": None,
                "queues": [q[0] for q in QUEUES if q[1] == zone_id],
            }
            for window_id, (number, zone_id) in enumerate(WINDOWS, start=1)
        ],
        "packages": [],
        "open": {"now": True, "issuing": True, "opens_at": None, "closes_at": None},
    }
