"""The printer as a station file describes it: ways, kinds, logo, paper, presenter."""

import threading
from datetime import UTC

import pytest
from PIL import Image

from drivers.printer.printed import Picture
from drivers.printer.simulator import PrinterSimulator
from kiosk.agent.devices import make_devices
from kiosk.agent.local_api import LocalServices, Pages, create_local_app
from kiosk.agent.making import Surroundings, WrongDevice
from kiosk.agent.settings import read_station_file
from kiosk.agent.slip import compose, read_slip_texts

STATION = """
[station]
server = "http://127.0.0.1:9"
token = "st_here"
state_dir = "."
kind = "kiosk"
[local]
port = 0
[[device]]
kind = "printer"
name = "slip"
"""
PRESENTER = """
[mouth]
title = "x"
dots = 576
columns = 48
cut = "none"
confirms = false
settle_s = 0.05
[mouth.presenter]
present = "1D 65 03 0C"
ask = "1D 65 06"
held_mask = 0x08
retract = "1D 65 02"
untaken_after_s = 0.3
"""


@pytest.fixture
def devices(tmp_path, journal):
    """Make the devices of a station file whose printer has these lines."""

    def make(lines):
        file = tmp_path / "station.toml"
        file.write_text(STATION + lines)
        around = Surroundings(
            journal=journal, tell=lambda: None, zone_id=lambda: None, state_dir=tmp_path
        )
        return make_devices(read_station_file(file), around)

    return make


def at(printer):
    return f'address = "tcp://127.0.0.1:{printer.port}"\n'


def slip_of(ticket, logo=None):
    return compose(ticket, texts=read_slip_texts(), zone=UTC, logo=logo)


def alarms(journal):
    reports = journal.pending_reports()
    return [(r.body["kind"], r.body["detail"]) for r in reports if r.about.startswith("alarm:")]


def test_the_logo_of_the_station_file_is_on_the_slip(devices, printer, a_ticket, tmp_path):
    Image.new("L", (80, 40), 0).save(tmp_path / "logo.png")
    made = devices(at(printer) + 'logo = "logo.png"\n')

    result = made.printer.print(slip_of(a_ticket(7), logo=made.logo))
    made.printer.close()

    assert result.state == "printed"
    first = printer.wait_for_slips(1)[0].items[0]
    assert (first, first.align) == (Picture(10, 40, bytes([0xFF]) * 400, "center"), "center")


def test_a_rare_character_is_drawn_and_costs_the_line_nothing(devices, printer, a_ticket, journal):
    ticket = a_ticket(7)
    ticket["hall"] = {"name": "㐂县政务服务中心", "name_en": ""}
    made = devices(at(printer))

    made.printer.print(slip_of(ticket))
    made.printer.close()

    slip = printer.wait_for_slips(1)[0]
    assert slip.faults == ()
    assert not any("?" in line for line in slip.lines)
    drawn = slip.lines[0].startswith("[picture 576x24")
    marked = slip.lines[0] == "〓县政务服务中心"  # a machine without a Chinese font
    assert drawn or (marked and alarms(journal) == [("slip_characters", {"characters": "㐂"})])


def test_paper_is_counted_and_a_new_roll_is_entered_at_the_station(
    devices, printer, a_ticket, tmp_path
):
    made = devices(at(printer) + "roll_m = 80\n")
    client = page_of(made, tmp_path)
    client.post("/api/paper/refill")
    made.printer.print(slip_of(a_ticket(7)))

    used = client.get("/api/paper").json
    assert used["slips"] == 1
    assert used["mm"] == round(printer.wait_for_slips(1)[0].length_mm)
    assert (used["entered"], used["low"]) == ("staff", "no")
    assert made.printer.health()["paper_used"] == used

    assert client.post("/api/paper/refill").json | {"since": ""} == {
        "slips": 0,
        "mm": 0,
        "since": "",
        "entered": "staff",
        "low": "no",
    }
    made.printer.close()


def page_of(made, tmp_path):
    """The station's own page, locked by the office: a roll may be changed all the same."""
    services = LocalServices(
        kind="kiosk",
        names=frozenset({"localhost"}),
        state=dict,
        catalogue=lambda: None,
        issuing=None,
        is_locked=lambda: True,
        speech=None,
        paper=made.printer.paper,
    )
    return create_local_app(services, pages=Pages(web=tmp_path, kit=tmp_path)).test_client()


def test_a_slip_nobody_takes_is_taken_back_and_staff_are_told(
    devices, a_ticket, journal, tmp_path, eventually
):
    (tmp_path / "kinds.toml").write_text(PRESENTER)
    with PrinterSimulator(presenter=True) as kiosk_printer:
        made = devices(
            at(kiosk_printer) + 'profile = "mouth"\nprofiles = "kinds.toml"\npoll_s = 0.2\n'
        )
        watching, stop = watched(made.printer)

        made.printer.print(slip_of(a_ticket(7)), number="A007")

        eventually(lambda: alarms(journal), within_s=20)
        assert [slip.cleared for slip in kiosk_printer.slips] == ["retracted"]
        assert alarms(journal) == [("slip_not_taken", {"number": "A007", "cleared": "retracted"})]
        stop.set()
        watching.join()


def test_a_slip_that_is_taken_is_nobodys_business(devices, a_ticket, journal, tmp_path):
    (tmp_path / "kinds.toml").write_text(PRESENTER)
    with PrinterSimulator(presenter=True) as kiosk_printer:
        made = devices(at(kiosk_printer) + 'profile = "mouth"\nprofiles = "kinds.toml"\n')
        made.printer.print(slip_of(a_ticket(7)), number="A007")
        kiosk_printer.wait_until(lambda: kiosk_printer.switches.held_out)
        kiosk_printer.switch(held_out=False)

        result = made.printer.print(slip_of(a_ticket(8)), number="A008")
        made.printer.close()

        assert result.state == "printed"
        assert [slip.cleared for slip in kiosk_printer.wait_for_slips(2)] == [None, None]
        assert alarms(journal) == []


def watched(slip_printer):
    """Run a printer as the station does."""
    stop = threading.Event()

    def run():
        slip_printer.open()
        slip_printer.run(stop)
        slip_printer.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, stop


@pytest.mark.parametrize(
    ("lines", "key", "words"),
    [
        ('address = "lpt1"\n', "device[1].address", "does not begin with"),
        ('address = "usb://0416"\n', "device[1].address", "usb://"),
        ('address = "tcp://h"\nprofile = "90mm"\n', "device[1].profile", "80mm, 58mm, escpos-80"),
        ('address = "tcp://h"\nprofiles = "none.toml"\n', "device[1].profiles", "No such file"),
        ('address = "tcp://h"\nlogo = "none.png"\n', "device[1].logo", "No such file"),
    ],
)
def test_what_is_wrong_with_a_printer_is_named(devices, lines, key, words):
    with pytest.raises(WrongDevice, match=r".") as wrong:
        devices(lines)

    assert wrong.value.key == key
    assert words in wrong.value.en


@pytest.mark.parametrize(
    "address",
    [
        '"serial:///dev/ttyS1?baud=9600"',
        '"usb://0416:5011"',
        '"file:///dev/usb/lp0"',
        '{ kind = "usb", vendor_id = 0x0416, product_id = 0x5011, in_endpoint = 0x81 }',
    ],
)
def test_every_way_to_a_printer_can_be_written(devices, address):
    assert devices(f"address = {address}\n").printer is not None
