"""The doctor uses every device once: an open line alone says nothing of what hangs on it."""

import io
import threading
from contextlib import contextmanager

import pytest
from rich.console import Console

from display.voice.clip import silence
from display.voice.engine import EngineFailed, EngineMissing
from display.voice_rules import HallVoice
from drivers.caller.caller_simulator import CallerSimulator
from drivers.evaluator.profile_files import load_keyboard
from drivers.evaluator.simulated_pad import Faults as KeypadFaults
from drivers.evaluator.typing_simulator import TypingKeypadSimulator
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_reader import Faults as ReaderFaults
from drivers.scanner.scanner_simulator import KeyboardCable, ScannerSimulator, SerialCable
from drivers.sign.sign_simulator import SignSimulator
from drivers.transports.pseudo_terminal import PseudoTerminal
from kiosk.agent.doctor.checks import check_device
from kiosk.agent.doctor.command import main
from kiosk.agent.doctor.words import Words
from kiosk.agent.loudspeaker import NoSound, SimulatedSink
from kiosk.agent.speaker import HallSpeaker

TOKEN = "st_of_the_tests"
BRIEFLY_S = 0.3
PATIENTLY_S = 30
STATION = """
[station]
server = "{server}"
token_file = "token"
state_dir = "state"
kind = "hall"
[local]
port = 0
"""
KEYPAD = '[[device]]\nkind = "evaluator"\nname = "keypad"\nport = "{port}"\n'
PAD = '[[device]]\nkind = "caller"\nname = "pad"\nport = "{port}"\n'
READER = '[[device]]\nkind = "idcard"\nname = "cards"\nport = "{port}"\n'
SCANNER = '[[device]]\nkind = "scanner"\nname = "scanner"\nport = "{port}"\n'
SIGNS = """
[[device]]
kind = "signs"
name = "signs"
port = "{port}"
protocol = "{make}"
pause_ms = 5
[[device.sign]]
window = "3"
at = {{ address = 3 }}
cells = 8
[[device.sign]]
window = "4"
at = {{ address = 4 }}
cells = 8
"""


@pytest.fixture
def doctor(tmp_path, server):
    """Runs the doctor over devices; returns its exit code and all it said."""
    (tmp_path / "state").mkdir()
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    path = tmp_path / "station.toml"

    def run(devices, *arguments):
        path.write_text(STATION.format(server=server.url) + devices)
        said = io.StringIO()
        asked = ["--station", str(path), *(str(each) for each in arguments)]
        code = main(asked, console=Console(file=said, width=200))
        return code, said.getvalue()

    return run


@pytest.fixture
def dead_line():
    """A serial port that opens, with nothing at its end."""
    port = PseudoTerminal()
    port.plug()
    yield port.path
    port.unplug()


@contextmanager
def keeping_on(deed):
    """Do something again and again: whoever is asked does it when it suits them."""
    ended = threading.Event()

    def go_on():
        while not ended.wait(0.1):
            deed()

    person = threading.Thread(target=go_on)
    person.start()
    yield
    ended.set()
    person.join()


def test_a_keypad_that_confirms_its_question_is_well_and_nothing_stays_asked(doctor, keypad):
    code, said = doctor(KEYPAD.format(port=keypad.path))

    assert (code, "✓ keypad：正常" in said) == (0, True)
    assert keypad.beeps == 0


def test_a_silent_keypad_is_ill_though_its_port_opens(doctor, keypad):
    keypad.set_faults(KeypadFaults(silent=True))

    code, said = doctor(KEYPAD.format(port=keypad.path))

    assert (code, "✗ keypad：no_answer" in said) == (1, True)
    assert "线通但没有应答" in said


@pytest.mark.parametrize("devices", [KEYPAD, READER], ids=["keypad", "card reader"])
def test_what_answers_questions_is_ill_on_a_line_where_nothing_hangs(doctor, dead_line, devices):
    code, said = doctor(devices.format(port=dead_line))

    assert (code, "no_answer" in said) == (1, True)


@pytest.mark.parametrize("devices", [PAD, SCANNER], ids=["caller pad", "scanner"])
def test_what_answers_nothing_is_not_called_well_on_a_line_where_nothing_hangs(
    doctor, dead_line, devices
):
    code, said = doctor(devices.format(port=dead_line))
    asked_code, asked_said = doctor(devices.format(port=dead_line), "--ask", BRIEFLY_S)

    assert (code, "正常" in said, "  – " in said) == (0, False, True)
    assert (asked_code, "✗" in asked_said) == (1, True)


KINDS = {"keypad": KEYPAD, "pad": PAD, "reader": READER, "scanner": SCANNER, "signs": SIGNS}


@pytest.mark.parametrize("devices", KINDS.values(), ids=KINDS)
def test_a_port_that_is_not_there_is_said_with_its_name(doctor, devices):
    code, said = doctor(devices.format(port="/dev/ttyNone", make="strip"))

    assert (code, "not_connected (" in said, "/dev/ttyNone" in said) == (1, True, True)
    assert "请查电源和线" in said


def test_a_keypad_that_types_is_known_to_be_well_when_a_key_was_pressed(doctor, tmp_path):
    path = tmp_path / "usb"
    devices = KEYPAD.format(port=f"evdev:{path}") + 'keymap = "one-to-five"\n'
    with TypingKeypadSimulator(path, rules=load_keyboard("digits-enter")) as keypad:
        unasked = doctor(devices)
        unpressed = doctor(devices, "--ask", BRIEFLY_S)
        with keeping_on(lambda: keypad.press_key(5)):
            pressed = doctor(devices, "--ask", PATIENTLY_S)

    assert (unasked[0], "– keypad：不能确认" in unasked[1]) == (0, True)
    assert (unpressed[0], "✗ keypad：no_key" in unpressed[1]) == (1, True)
    assert (pressed[0], "✓ keypad：正常" in pressed[1]) == (0, True)
    assert "请在 30 秒内按一下评价器" in pressed[1]


def test_a_caller_pad_beeps_shows_888_and_is_well_when_a_key_was_pressed(doctor, eventually):
    with CallerSimulator() as pad:
        unasked = doctor(PAD.format(port=pad.path))
        eventually(lambda: (pad.beeps, pad.waiting) == (1, "888"))
        with keeping_on(lambda: pad.press(b"\x0d")):
            pressed = doctor(PAD.format(port=pad.path), "--ask", PATIENTLY_S)

    assert (unasked[0], "– pad：不能确认" in unasked[1]) == (0, True)
    assert (pressed[0], "✓ pad：正常" in pressed[1]) == (0, True)


def test_a_card_reader_is_asked_how_it_is(doctor):
    with ReaderSimulator() as reader:
        well = doctor(READER.format(port=reader.path))
        reader.set_faults(ReaderFaults(silent=True))
        silent = doctor(READER.format(port=reader.path))

    assert (well[0], "✓ cards：正常" in well[1]) == (0, True)
    assert (silent[0], "✗ cards：no_answer" in silent[1]) == (1, True)


@pytest.mark.parametrize("typing", [False, True], ids=["serial", "keyboard"])
def test_a_scanner_is_well_when_a_code_was_read(doctor, tmp_path, typing):
    cable = KeyboardCable(tmp_path / "usb") if typing else SerialCable()
    with ScannerSimulator(cable) as scanner:
        port = f"evdev:{scanner.path}" if typing else scanner.path
        unasked = doctor(SCANNER.format(port=port))
        with keeping_on(lambda: scanner.scan("BDY:12345678")):
            scanned = doctor(SCANNER.format(port=port), "--ask", PATIENTLY_S)

    assert (unasked[0], "– scanner：未测" in unasked[1]) == (0, True)
    assert (scanned[0], "✓ scanner：正常" in scanned[1]) == (0, True)
    assert "12345678" not in scanned[1]


@pytest.mark.parametrize("make", ["bx5", "modbus"])
def test_signs_that_answer_are_well_full_of_eights_or_named_when_they_do_not(doctor, make):
    with SignSimulator(make=make, addresses=[3, 4]) as signs:
        well = doctor(SIGNS.format(port=signs.path, make=make))
        texts = set(signs.texts.values())
        signs.turn(silent=True)
        silent = doctor(SIGNS.format(port=signs.path, make=make))

    assert (well[0], "✓ signs：正常" in well[1], texts) == (0, True, {"88888888"})
    assert (silent[0], "✗ signs：no_answer" in silent[1]) == (1, True)
    assert "sign 1, window 3, sign 2, window 4" in silent[1]


@pytest.mark.parametrize("make", ["strip", "plain"])
def test_signs_that_never_answer_are_to_be_looked_at(doctor, eventually, make):
    with SignSimulator(make=make, addresses=[3, 4]) as signs:
        code, said = doctor(SIGNS.format(port=signs.path, make=make))
        eventually(lambda: set(signs.texts.values()) == {"88888888"})

    assert (code, "– signs：不能确认" in said) == (0, True)
    assert "请目视确认" in said


def test_the_check_sheet_tells_what_is_known_from_what_is_not(doctor, printer, keypad, eventually):
    devices = KEYPAD.format(port=keypad.path) + (
        f'[[device]]\nkind = "printer"\nname = "slip"\naddress = "tcp://127.0.0.1:{printer.port}"\n'
    )
    with CallerSimulator() as pad:
        code, _ = doctor(devices + PAD.format(port=pad.path), "--print")
        eventually(lambda: len(printer.slips) == 2)

    sheet = [line.split() for line in printer.slips[1].lines]
    assert code == 0
    assert [line for line in sheet if line[:1] in (["slip"], ["keypad"], ["pad"])] == [
        ["slip", "正常"],
        ["keypad", "正常"],
        ["pad", "未确认"],
    ]


class Listener:
    """A person who is there, or is not."""

    patience_s = 1.0

    def __init__(self, *, is_there=True):
        self.is_there = is_there

    def lends(self, favour):
        return self.is_there


class Voice:
    """Says everything as a short silence."""

    def announcement(self, text, *, language):
        return silence(0.1)

    sentence = announcement


class HoarseVoice:
    def announcement(self, text, *, language):
        raise EngineFailed(text)

    sentence = announcement


class DeafSink:
    def play(self, clip, *, text, language, stop):
        raise NoSound("the card is away")


def missing():
    raise EngineMissing("none")


@pytest.fixture
def speaker(journal):
    """Makes a loudspeaker with a voice and a sink."""

    def make(*, voice=Voice, sink=None):
        return HallSpeaker(
            "hall",
            rules=HallVoice,
            new_voice=voice,
            new_sink=lambda: sink or SimulatedSink(scale=0),
            zone_id=lambda: None,
            journal=journal,
            tell=lambda: None,
        )

    return make


def test_a_loudspeaker_says_a_sentence_if_somebody_listens(speaker):
    sink = SimulatedSink(scale=0)

    alone = check_device(speaker(sink=sink), Listener(is_there=False))
    said_alone = sink.last
    heard = check_device(speaker(sink=sink), Listener())

    assert (alone.state, alone.values["reason"], said_alone) == ("unsure", "not_tried", 0)
    assert (heard.state, heard.values["reason"]) == ("unsure", "was_it_heard")
    assert [clip.text for clip in sink.after(0)] == ["语音测试，一二三四五"]
    assert Words().to_do(heard).startswith("已播放测试语音")


@pytest.mark.parametrize(
    ("voice", "sink", "reason"),
    [(missing, None, "no_voice"), (HoarseVoice, None, "no_voice"), (Voice, DeafSink(), "no_sound")],
)
def test_a_loudspeaker_that_cannot_say_it_is_ill(speaker, voice, sink, reason):
    found = check_device(speaker(voice=voice, sink=sink), Listener())

    assert (found.state, found.values["reason"]) == ("ill", reason)
    assert Words().to_do(found)


def test_with_slips_to_print_the_loudspeaker_speaks_too(doctor, printer):
    devices = '[[device]]\nkind = "speaker"\nname = "hall"\nsink = "simulated"\nscale = 0\n'

    _, alone = doctor(devices)
    _, printing = doctor(devices, "--print")

    assert "hall：未测" in alone
    assert "请听" in printing
    assert "hall：未测" not in printing
