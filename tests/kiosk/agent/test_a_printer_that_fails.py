"""A printer fails around one slip, in every way we know, on a real socket and a real serial line.

| way                               | before the slip         | in the middle           |
|-----------------------------------|-------------------------|-------------------------|
| off line                          | no number               | number, slip failed     |
| cover open                        | no number               | number, slip failed     |
| paper out                         | no number               | number, slip failed     |
| paper near its end                | number, slip, staff     | number, slip, staff     |
| cutter jammed                     | no number               | number, slip failed     |
| error that a person can put right | no number               | number, slip failed     |
| error that nobody can             | no number               | number, slip failed     |
| head too hot                      | no number               | number, slip failed     |
| cable pulled, link cut            | no number               | number, slip unknown    |
| silent                            | number, slip failed     | number, slip unknown    |
| garbage in place of answers       | number, slip failed     | number, slip unknown    |
| nothing is ever said              | number, slip unknown, or printed where it is trusted    |

Every way ends alike: the press repeated prints nothing, and what is printed once more says 补打.
"""

from dataclasses import asdict, dataclass
from datetime import UTC

import pytest

from drivers.printer.simulator import PrinterSimulator
from drivers.printer.switches import Switches
from kiosk.agent.devices import make_devices
from kiosk.agent.issuing import Issuing, NotIssued
from kiosk.agent.making import Surroundings
from kiosk.agent.server_client import ServerClient
from kiosk.agent.settings import StationFile
from kiosk.agent.slip import compose, read_slip_texts
from kiosk.agent.supervisor import DeviceDown

TOKEN = "st_of_the_tests"
PRESS = "press-0001"
WISH = {"queue_id": 1}
# Patience for a busy machine where an answer comes, and little where none ever will.
PROFILES = """
[patient]
title = "x"
dots = 576
columns = 48
unasked = true
answer_timeout_s = 15
print_timeout_s = 30

[hasty]
title = "x"
dots = 576
columns = 48
unasked = true
answer_timeout_s = 1
print_timeout_s = 2

[mute]
title = "x"
dots = 576
columns = 48
qr = "raster"
status_queries = []
confirms = false

[mute-trusted]
title = "x"
dots = 576
columns = 48
qr = "raster"
status_queries = []
confirms = false
trust_write = true
"""


@dataclass
class Kiosk:
    """One station's printing, with all that stands around it."""

    printer: PrinterSimulator
    slip_printer: object
    issuing: Issuing
    journal: object
    server: object

    def look(self):
        """The station looks after its printer once, as it does every other second."""
        try:
            self.slip_printer.open()
        except DeviceDown:
            return

    def heal(self):
        """Staff put everything right."""
        self.printer.switch(**asdict(Switches()))

    def told(self, kind):
        """What stands in the journal for the server, of one kind."""
        return [r.body for r in self.journal.pending_reports() if r.about.startswith(kind)]

    def alarms(self):
        """What the staff are told: kind, and why."""
        return {(body["kind"], body["detail"].get("reason")) for body in self.told("alarm:")}

    def slips(self, *, marked):
        """Slips with the number of the first ticket, marked 补打 or not."""
        texts = ["\n".join(slip.lines) for slip in self.printer.slips]
        return [text for text in texts if "A 001" in text and ("补打" in text) == marked]


@pytest.fixture
def station(tmp_path, journal):
    """Make the printing part of a station from its file."""
    (tmp_path / "kinds.toml").write_text(PROFILES)

    def make(address, profile):
        device = {"kind": "printer", "name": "slip", "address": address, "profile": profile}
        file = StationFile.model_validate(
            {
                "station": {
                    "server": "http://127.0.0.1:9",
                    "token": TOKEN,
                    "state_dir": str(tmp_path),
                    "kind": "kiosk",
                },
                "local": {"port": 0},
                "device": [device | {"profiles": str(tmp_path / "kinds.toml")}],
            }
        )
        around = Surroundings(
            journal=journal, tell=lambda: None, zone_id=lambda: None, state_dir=tmp_path
        )
        return make_devices(file, around).printer

    return make


@pytest.fixture(params=["socket", "serial line"])
def kiosk_with(request, tmp_path, station, server, journal):
    """Make the kiosk anew around the same printer, on a socket or on a serial line."""
    made = []

    def make(profile):
        if made:
            made[-1].close()
        made.append(station(address, profile))
        issuing = issuing_on(server, made[-1], journal)
        kiosk = Kiosk(printer, made[-1], issuing, journal, server)
        kiosk.look()
        return kiosk

    with PrinterSimulator(serial_link=tmp_path / "ttySlip") as printer:
        on_socket = request.param == "socket"
        address = f"tcp://127.0.0.1:{printer.port}" if on_socket else f"serial://{tmp_path}/ttySlip"
        yield make
        made[-1].close()


@pytest.fixture
def kiosk(kiosk_with):
    return kiosk_with("patient")


def issuing_on(server, slip_printer, journal):
    texts = read_slip_texts()
    return Issuing(
        server=ServerClient(server.url, token=TOKEN),
        printer=slip_printer,
        journal=journal,
        hall_id=lambda: 1,
        compose=lambda ticket: compose(ticket, texts=texts, zone=UTC),
        tell=lambda: None,
    )


def expect_no_second_unmarked_slip(kiosk):
    """The same press again prints nothing; a slip printed once more says that it is.

    Args:
        kiosk: one that has patience with its printer.
    """
    kiosk.heal()
    kiosk.look()
    before = kiosk.issuing.issue(PRESS, wanted=WISH)

    again = kiosk.issuing.reprint("press-0002", ticket_id=1)

    assert (again.slip, again.ticket["number"]) == ("printed", "A001")
    assert kiosk.issuing.issue(PRESS, wanted=WISH) == before
    assert len(kiosk.slips(marked=False)) <= 1
    assert len(kiosk.slips(marked=True)) == 1
    assert len(kiosk.server.tickets) == 1
    assert kiosk.server.reprints == {"press-0002": 1}


@pytest.mark.parametrize(
    ("switches", "reason"),
    [
        ({"offline": True}, "offline"),
        ({"cover_open": True}, "cover_open"),
        ({"paper": "out"}, "paper_out"),
        ({"cutter_error": True}, "cutter"),
        ({"error": "recoverable"}, "error"),
        ({"error": "unrecoverable"}, "unrecoverable"),
        ({"error": "overheated"}, "overheated"),
        ({"unplugged": True}, "not_connected"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_known_before_no_number_is_drawn_and_staff_are_told(kiosk, switches, reason):
    kiosk.printer.switch(**switches)
    kiosk.look()

    with pytest.raises(NotIssued) as refused:
        kiosk.issuing.issue(PRESS, wanted=WISH)

    assert (refused.value.code, refused.value.body["reason"]) == ("printer_not_ready", reason)
    assert kiosk.server.tickets == {}
    assert kiosk.alarms() == {("printer_stopped", reason)}
    assert kiosk.slips(marked=False) == []

    kiosk.heal()
    kiosk.look()
    assert kiosk.issuing.issue(PRESS, wanted=WISH).slip == "printed"
    assert len(kiosk.slips(marked=False)) == 1


@pytest.mark.parametrize(
    ("switches", "reason"), [({"silent": True}, "no_answer"), ({"garbage": True}, "garbled")]
)
def test_unknown_before_the_number_stands_and_nothing_is_sent(kiosk_with, switches, reason):
    kiosk = kiosk_with("hasty")
    kiosk.printer.switch(**switches)
    kiosk.look()

    issued = kiosk.issuing.issue(PRESS, wanted=WISH)

    assert (issued.ticket["number"], issued.slip, issued.reason) == ("A001", "failed", reason)
    assert kiosk.told("slip:") == [{"state": "failed", "reason": reason}]
    assert ("slip_failed", reason) in kiosk.alarms()
    assert kiosk.slips(marked=False) == []

    kiosk.look()
    assert kiosk.alarms() == {("slip_failed", reason), ("printer_unknown", reason)}
    kiosk.heal()
    expect_no_second_unmarked_slip(kiosk_with("patient"))


@pytest.mark.parametrize("when", ["before", "during"])
def test_paper_near_its_end_still_gives_the_slip_and_staff_are_told(kiosk, when):
    if when == "before":
        kiosk.printer.switch(paper="near_end")
    else:
        kiosk.printer.switch(fails_after_bytes=200, fails_with="near_end")
    if when == "before":
        kiosk.look()

    issued = kiosk.issuing.issue(PRESS, wanted=WISH)
    kiosk.look()

    assert (issued.slip, issued.reason) == ("printed", None)
    assert kiosk.told("slip:") == [{"state": "printed", "reason": None}]
    assert kiosk.alarms() == {("paper_near_end", None)}
    assert kiosk.slip_printer.health()["paper_used"]["low"] == "yes"
    expect_no_second_unmarked_slip(kiosk)


@pytest.mark.parametrize(
    ("fails_with", "reason"),
    [
        ("offline", "offline"),
        ("cover_open", "cover_open"),
        ("paper_out", "paper_out"),
        ("cutter_error", "cutter"),
        ("recoverable", "error"),
        ("unrecoverable", "unrecoverable"),
    ],
)
def test_known_in_the_middle_the_slip_failed_and_the_number_stands(kiosk, fails_with, reason):
    if fails_with == "paper_out":
        kiosk.printer.switch(paper_out_after_bytes=200)
    else:
        kiosk.printer.switch(fails_after_bytes=200, fails_with=fails_with)

    expect_a_number_whose_slip_failed(kiosk, reason)
    expect_no_second_unmarked_slip(kiosk)


def test_a_head_that_stays_too_hot_is_waited_for_and_then_the_slip_failed(kiosk_with):
    kiosk = kiosk_with("hasty")
    kiosk.printer.switch(fails_after_bytes=200, fails_with="overheated")

    expect_a_number_whose_slip_failed(kiosk, "overheated")
    expect_no_second_unmarked_slip(kiosk_with("patient"))


def expect_a_number_whose_slip_failed(kiosk, reason):
    issued = kiosk.issuing.issue(PRESS, wanted=WISH)

    assert (issued.ticket["number"], issued.slip, issued.reason) == ("A001", "failed", reason)
    assert issued.ticket["url"]
    assert kiosk.told("slip:") == [{"state": "failed", "reason": reason}]
    assert kiosk.alarms() == {("slip_failed", reason), ("printer_stopped", reason)}


def test_a_link_that_is_cut_in_the_middle_leaves_the_slip_unknown(kiosk):
    kiosk.printer.switch(drop_after_bytes=200)

    expect_a_number_whose_slip_is_unknown(kiosk, "link_lost")
    expect_no_second_unmarked_slip(kiosk)


@pytest.mark.parametrize(
    ("switches", "reason"),
    [
        ({"silent_after_bytes": 200}, "no_answer"),
        ({"fails_after_bytes": 200, "fails_with": "garbage"}, "garbled"),
    ],
    ids=["it falls silent", "it answers garbage"],
)
def test_a_printer_not_heard_to_have_printed_is_not_believed_to_have(kiosk_with, switches, reason):
    kiosk = kiosk_with("hasty")
    kiosk.printer.switch(**switches)

    expect_a_number_whose_slip_is_unknown(kiosk, reason)
    kiosk.heal()
    expect_no_second_unmarked_slip(kiosk_with("patient"))


def expect_a_number_whose_slip_is_unknown(kiosk, reason):
    issued = kiosk.issuing.issue(PRESS, wanted=WISH)

    assert (issued.ticket["number"], issued.slip, issued.reason) == ("A001", "unknown", reason)
    assert issued.ticket["url"]
    assert kiosk.told("slip:") == [{"state": "unknown", "reason": reason}]
    assert kiosk.alarms() == {("slip_unknown", reason)}


@pytest.mark.parametrize(
    ("profile", "slip", "alarms"),
    [("mute", "unknown", {("slip_unknown", "no_answer")}), ("mute-trusted", "printed", set())],
)
def test_a_printer_that_never_speaks_is_believed_only_if_the_site_says_so(
    tmp_path, station, server, journal, profile, slip, alarms
):
    paper = tmp_path / "lp0"
    paper.touch()
    slip_printer = station(f"file://{paper}", profile)
    kiosk = Kiosk(None, slip_printer, issuing_on(server, slip_printer, journal), journal, server)
    for _ in range(4):
        kiosk.look()

    issued = kiosk.issuing.issue(PRESS, wanted=WISH)
    kiosk.issuing.issue(PRESS, wanted=WISH)
    slip_printer.close()

    assert (issued.ticket["number"], issued.slip) == ("A001", slip)
    assert kiosk.alarms() == alarms
    assert paper.read_bytes().count("社会保障".encode("gb18030")) == 1
