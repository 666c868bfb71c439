from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from drivers.printer.address import NetworkAddress
from drivers.printer.connection import Connection
from drivers.printer.device import Printer
from drivers.printer.document import (
    DOUBLE,
    TALL,
    Align,
    Banner,
    Columns,
    Cut,
    Document,
    Feed,
    Line,
    Qr,
    Rule,
)
from drivers.printer.fonts import Face, find_face
from drivers.printer.profile import own_profiles
from drivers.printer.simulator import PrinterSimulator


@pytest.fixture(scope="session")
def ticket() -> Document:
    """A slip as a hall would print it."""
    middle = Align.CENTER
    return Document(
        (
            Line("高阳县政务服务中心", size=DOUBLE, align=middle),
            Feed(8),
            Banner("A007"),
            Line("社会保障综合业务", size=DOUBLE, align=middle, bold=True),
            Line("社会保障卡申领、城乡居民养老保险参保登记", align=middle),
            Rule(),
            Line("前方等候 6 人 · 约 15-25 分钟", size=TALL, align=middle, bold=True),
            Line("请在 2、3、5 号窗口 / A 区等候", size=TALL, align=middle),
            Qr("https://hall.example/t/8Kf3xQ2mZp", module_dots=5),
            Line("扫码看进度", align=middle),
            Line("过号不作废：请到取号机或咨询台找回，排在下一位。"),
            Columns("2025-11-24", "09:32"),
            Cut(),
        )
    )


@pytest.fixture(scope="session")
def face() -> Face:
    """A Chinese face of this machine; tests of drawn characters are skipped without one."""
    found = find_face()
    if found is None:
        pytest.skip("no Chinese font on this machine")
    return found


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


@pytest.fixture
def printer_at() -> Iterator[Callable[..., Printer]]:
    """Make printers that have patience for a busy machine; all are closed afterwards."""
    made: list[Printer] = []

    def make(simulator: PrinterSimulator, profile: str = "escpos-80", **changes: Any) -> Printer:
        patient = {"answer_timeout_s": 15.0, "print_timeout_s": 15.0, "settle_s": 0.05} | changes
        address = NetworkAddress(host=simulator.host, port=simulator.port)
        link = Connection(address, write_timeout_s=0.3)
        made.append(Printer(link, replace(own_profiles()[profile], **patient)))
        return made[-1]

    yield make
    for printer in made:
        printer.close()
