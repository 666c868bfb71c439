"""From a station file to pads and signs: lines that are shared, and mistakes named by their key."""

import threading
import time

import pytest

from display.board import from_json
from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.simulated_caller import SimulatedCaller
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.simulated_pad import SimulatedPad
from drivers.sign.sign_simulator import SignSimulator
from drivers.transports.pseudo_terminal import PseudoTerminal
from kiosk.agent.devices import make_devices
from kiosk.agent.making import Surroundings, WrongDevice
from kiosk.agent.settings import read_station_file
from kiosk.agent.settings_errors import StationFileError
from kiosk.agent.sign_wording import TEXTS
from kiosk.agent.supervisor import Supervised
from kiosk.agent.window_link import PadWindow
from kiosk.agent.wire import Job

FF68 = load_profile("ff68-keypad")
PATIENCE_S = 20.0
STATION = """
[station]
server = "http://127.0.0.1:8000"
token = "st_here"
state_dir = "state"
kind = "window"
[local]
port = 0
"""
CALLER = """
[[device]]
kind = "caller"
name = "pad"
port = "{port}"
transfer_to_window = "2"
"""
KEYPAD = """
[[device]]
kind = "evaluator"
name = "keypad"
port = "{port}"
"""
SIGNS = """
[[device]]
kind = "signs"
name = "strips"
port = "{port}"
protocol = "{protocol}"
pause_ms = 5
[[device.sign]]
window = "3"
at = {{ address = 3 }}
cells = 16
[[device.sign]]
rows = [{{ address = 21 }}, {{ address = 22, register = 8 }}]
cells = 16
"""
BOARD = from_json(
    {
        "hall_id": 1,
        "day": "2026-11-24",
        "seq": 0,
        "waiting": {},
        "calls": [],
        "passed": [],
        "windows": {"3": {"window": "3", "zone_id": 1, "state": "paused"}},
        "queues": {},
    }
)


class Link:
    """A window at which twelve people wait."""

    def __init__(self):
        self.commands = []
        self.window = PadWindow(
            window_id=3, number="3", state="open", ticket=None, waiting=12, seq=0
        )

    def look(self):
        return self.window

    def command(self, name, body):
        self.commands.append((name, body))
        return self.window


class Wires:
    """Several devices on one pair of wires."""

    def __init__(self, devices, *, link):
        self._devices = devices
        self._port = PseudoTerminal(link=link)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._port.plug()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._thread.join()
        self._port.unplug()

    def do(self, press, keys):
        with self._lock:
            press(keys, now_s=time.monotonic())

    def _run(self):
        while not self._stopping.is_set():
            chunk = self._port.read(0.01)
            with self._lock:
                for device in self._devices:
                    device.hear(chunk, now_s=time.monotonic())
                    for payload in device.speak(now_s=time.monotonic()):
                        self._port.write(payload)


class WindowOf:
    """The link to one window; which one, its commands say."""

    def __init__(self, link, number):
        self._link = link
        self._number = number

    def look(self):
        return self._link.look()

    def command(self, name, body):
        return self._link.command(name if self._number is None else f"{self._number}: {name}", body)


@pytest.fixture
def link():
    return Link()


@pytest.fixture
def devices(tmp_path, journal, link):
    """Makes the devices of a station file and runs them."""
    running = []

    def make(text):
        path = tmp_path / "station.toml"
        path.write_text(STATION + text)
        around = Surroundings(
            journal=journal,
            tell=lambda: None,
            zone_id=lambda: None,
            state_dir=tmp_path,
            board=lambda: BOARD,
            window=lambda number: WindowOf(link, number),
        )
        made = make_devices(read_station_file(path), around)
        for runner in made.runners():
            running.append(Supervised(runner, first_delay_s=0.05))
            running[-1].start()
        return made

    yield make
    for device in running:
        device.ask_to_stop()
    for device in running:
        assert device.join(PATIENCE_S)


def settle(holds):
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.01)


@pytest.mark.parametrize("address", [1, 2], ids=["one address", "an address each"])
def test_a_pad_and_a_keypad_share_a_line(
    tmp_path, devices, journal, link, rating_job, eventually, address
):
    port = tmp_path / "line"
    with CallerSimulator(link=port, with_keypad=True) as simulator:
        made = devices(
            CALLER.format(port=port) + KEYPAD.format(port=port) + f"address = {address}\n"
        )
        settle(lambda: simulator.waiting == "012")
        simulator.press(b"\x13")
        settle(lambda: link.commands == [("transfer", {"window": "2"})])
        settle(lambda: simulator.beeps > 0)
        if address == 1:
            made.keypads[0].take(Job.model_validate(rating_job()))
            settle(lambda: simulator.armed)
            simulator.rate(3)
            settle(lambda: not simulator.armed)
            eventually(lambda: journal.pending_reports())
            [report] = journal.pending_reports()
            assert report.body["body"]["value"] == 3
        assert simulator.unanswered == 0


@pytest.mark.parametrize("protocol", ["strip", "plain", "modbus", "bx5"])
def test_signs_of_every_make_show_the_board(tmp_path, devices, protocol):
    port = tmp_path / "signs"
    with SignSimulator(make=protocol, addresses=[3, 21, 22], link=port) as simulator:
        devices(SIGNS.format(port=port, protocol=protocol))

        settle(lambda: simulator.texts == {"3": "暂停服务", "21": "欢迎光临", "22": ""})


def test_a_card_with_areas_on_the_network_is_a_combined_screen(devices):
    rows = ", ".join(
        f"{{ address = 1, area = {{ id = {n}, y = {16 * n}, width = 128, height = 16 }} }}"
        for n in (0, 1)
    )
    with SignSimulator(make="bx5", addresses=[1], tcp_port=0) as simulator:
        devices(
            f'[[device]]\nkind = "signs"\nname = "screen"\nport = "{simulator.path}"\n'
            f'protocol = "bx5"\n[[device.sign]]\nrows = [{rows}]\ncells = 16\n'
        )

        settle(lambda: simulator.texts == {"1": "欢迎光临", "1/1": ""})


def test_a_hall_s_own_words_stand_beside_its_station_file(tmp_path, devices):
    shipped = TEXTS.read_text("utf-8")
    (tmp_path / "words.toml").write_text(shipped.replace("暂停服务", "午间休息"), "utf-8")
    port = tmp_path / "signs"
    with SignSimulator(make="strip", addresses=[3, 21, 22], link=port) as simulator:
        text = SIGNS.format(port=port, protocol="strip")
        devices(text.replace("pause_ms = 5", 'pause_ms = 5\ntexts = "words.toml"'))

        settle(lambda: simulator.texts["3"] == "午间休息")


def refused(devices, text):
    with pytest.raises((StationFileError, WrongDevice)) as caught:
        devices(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('transfer_to_window = "2"', 'suspend = "for_ever"', "device[1].suspend"),
        ('transfer_to_window = "2"', 'transfer_to = "2"', "device[1].transfer_to"),
        (
            'transfer_to_window = "2"',
            'transfer_to_window = "2"\ntransfer_to_queue = "social"',
            "device[1]",
        ),
        ('transfer_to_window = "2"', 'profile = "no-such-profile"', "device[1].profile"),
        ('transfer_to_window = "2"', "address = 256", "device[1].address"),
    ],
)
def test_a_mistake_about_a_pad_is_named(devices, old, new, key):
    said = refused(devices, CALLER.format(port="/nonexistent/9").replace(old, new))

    assert key in said


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('protocol = "strip"', 'protocol = "neon"', "device[1].protocol"),
        ('window = "3"\n', "", "device[1].sign[1]"),
        ("rows = [{ address = 21 }, { address = 22, register = 8 }]", "", "device[1].sign[2]"),
        ("{ address = 3 }", "{ address = 300 }", "device[1].sign[1]"),
        ('protocol = "strip"', 'protocol = "modbus"\nbaud = 5', "device[1].baud"),
        ("pause_ms = 5", 'texts = "no-such-file.toml"', "device[1].texts"),
    ],
)
def test_a_mistake_about_signs_is_named(devices, old, new, key):
    text = SIGNS.format(port="/nonexistent/9", protocol="strip")
    assert old in text

    assert key in refused(devices, text.replace(old, new, 1))


def test_a_station_may_have_signs_on_several_lines(devices):
    first = SIGNS.format(port="/nonexistent/8", protocol="strip")
    second = SIGNS.format(port="/nonexistent/9", protocol="modbus").replace("strips", "more")

    assert len(devices(first + second).signs) == 2


def test_pads_of_several_windows_hang_on_one_line_beside_their_keypads(tmp_path, devices, link):
    pads = {address: SimulatedCaller(profile=FF68, address=address) for address in (1, 2)}
    keypads = [SimulatedPad(profile=FF68, address=address) for address in (1, 2)]
    windows = 'addresses = { 1 = "5", 2 = "6" }\n'
    pad, keypad = CALLER.format(port=tmp_path / "bus"), KEYPAD.format(port=tmp_path / "bus")
    with Wires([*pads.values(), *keypads], link=tmp_path / "bus") as wires:
        made = devices(pad + windows + keypad + windows)
        settle(lambda: all(each.waiting == "012" for each in pads.values()))

        wires.do(pads[2].press, b"\x0c")
        settle(lambda: link.commands == [("6: call-next", {})])
        settle(lambda: pads[2].beeps > 0 and pads[2].unanswered == 0)
        wires.do(pads[1].press, b"\x12")
        settle(lambda: link.commands[1:] == [("5: pause", {})])
        settle(lambda: pads[1].beeps > 0)

    assert [runner.name for runner in made.pads] == ["pad-1", "pad-2"]


@pytest.mark.parametrize(
    "other", ["", 'addresses = { 3 = "5" }\n'], ids=["no window", "the same window"]
)
def test_several_pads_each_say_their_own_window(devices, other):
    first = CALLER.format(port="/nonexistent/8") + 'addresses = { 1 = "5" }\n'
    second = CALLER.format(port="/nonexistent/9").replace('"pad"', '"other"') + other

    assert "addresses" in refused(devices, first + second)


def test_a_pad_has_one_address_or_several_with_their_windows(devices):
    text = CALLER.format(port="/nonexistent/8") + 'address = 2\naddresses = { 1 = "5" }\n'

    assert "device[1]" in refused(devices, text)
