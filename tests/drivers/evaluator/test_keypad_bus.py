"""Several keypads on one real pseudo-terminal: who may speak, who hears what, who is offline."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from drivers.evaluator.bus import KeypadBus
from drivers.evaluator.device import OFFLINE_AFTER, EvaluatorKeypad
from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile import Side
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.protocol import Command, Decoder, encode, frame_of, read_command
from drivers.evaluator.question import NoReply, Pressed
from drivers.evaluator.simulated_pad import Faults
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.memory import memory_pair
from drivers.transports.urls import line_for

ADDRESSES = (1, 2, 7)
PATIENCE_S = 15
_FF68 = load_profile("ff68-keypad")
# Answers come within milliseconds; a machine that does more than this must not fail them.
FF68 = replace(_FF68, inter_frame_s=0.005, ack=replace(_FF68.ack, timeout_s=5.0))
HASTY = replace(FF68, ack=replace(FF68.ack, timeout_s=0.1, retries=1))
POLLED = load_profile("example-polled")


@pytest.fixture
def bus_of():
    """Makes simulated keypads on one line and the keypads' drivers on one bus."""
    running = []

    def make(profile, addresses=ADDRESSES):
        made = Hall(profile, addresses)
        running.append(made)
        return made

    yield make
    for each in running:
        each.end()


class Hall:
    def __init__(self, profile, addresses):
        self.line = LineSimulator(profile, addresses=addresses)
        self.line.start()
        self.bus = KeypadBus(lambda: line_for(str(self.line.path)), profile=profile)
        self.strays = []
        self.branches = {address: self.bus.branch(address) for address in addresses}
        self.keypads = {}
        self._profile = profile
        for address in addresses:
            self.plug_in(address)

    def plug_in(self, address):
        self.branches[address].open()
        self.keypads[address] = EvaluatorKeypad(
            self.branches[address],
            profile=self._profile,
            address=address,
            on_stray=lambda press: self.strays.append((address, press.value)),
        )

    def press(self, address, value):
        with self.line.lock:
            self.line.pads[address].press(value, now_s=time.monotonic())

    def set_faults(self, address, faults):
        with self.line.lock:
            self.line.pads[address].faults = faults

    def is_armed(self, address):
        with self.line.lock:
            return self.line.pads[address].is_armed(time.monotonic())

    def end(self):
        for branch in self.branches.values():
            branch.close()
        self.line.stop()


def eventually(is_so):
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.005)


@pytest.mark.parametrize("profile", [FF68, POLLED], ids=["ff68", "polled"])
def test_keypads_asked_at_once_each_give_their_own_answer(bus_of, profile):
    hall = bus_of(profile)
    with ThreadPoolExecutor(len(ADDRESSES)) as pool:
        asked = {a: pool.submit(hall.keypads[a].ask_rating, 60) for a in ADDRESSES}
        eventually(lambda: all(hall.is_armed(address) for address in ADDRESSES))
        for value, address in enumerate(reversed(ADDRESSES), start=1):
            hall.press(address, value)
        answers = {address: answer.result(PATIENCE_S) for address, answer in asked.items()}

    assert {a: answer.value for a, answer in answers.items()} == {7: 1, 2: 2, 1: 3}
    assert all(isinstance(answer, Pressed) for answer in answers.values())
    assert hall.strays == []


def test_nobody_speaks_while_an_answer_is_outstanding(bus_of):
    hall = bus_of(FF68)
    for address in ADDRESSES:
        hall.set_faults(address, Faults(slow_s=0.05))
    with ThreadPoolExecutor(len(ADDRESSES)) as pool:
        for _ in range(3):
            list(pool.map(lambda address: hall.keypads[address].arm(), ADDRESSES))

    assert all(hall.is_armed(address) for address in ADDRESSES)
    assert hall.line.overlaps == 0


def test_polling_goes_round():
    ours, theirs = memory_pair()
    bus = KeypadBus(lambda: ours, profile=POLLED)
    branches = [bus.branch(address) for address in ADDRESSES]
    stop = threading.Event()

    def listen(address, branch):
        branch.open()
        keypad = EvaluatorKeypad(branch, profile=POLLED, address=address)
        while not stop.is_set():
            keypad.listen(0.02)

    polled = []
    decoder = Decoder(POLLED, source=Side.HOST)
    with ThreadPoolExecutor(len(ADDRESSES)) as pool:
        done = [pool.submit(listen, *pair) for pair in zip(ADDRESSES, branches, strict=True)]
        until_s = time.monotonic() + PATIENCE_S
        while len(polled) < 30 and time.monotonic() < until_s:
            for frame in decoder.feed(theirs.read(0.05)):
                polled.append(frame.address)
                assert read_command(POLLED, frame).name == "poll"
                theirs.write(encode(POLLED, frame))
        stop.set()
        for each in done:
            each.result(PATIENCE_S)
    for branch in branches:
        branch.close()

    # A thread that comes late loses its turn of that round, but nobody has two turns for another's.
    assert min(polled.count(address) for address in ADDRESSES) >= len(polled) // 6, polled


def test_a_polled_key_comes_as_an_answer_and_is_one_press(bus_of):
    hall = bus_of(POLLED, (3,))
    hall.press(3, 5)
    keypad = hall.keypads[3]
    eventually(lambda: (keypad.listen(0.05), hall.strays)[1])
    for _ in range(5):
        keypad.listen(0.05)

    assert hall.strays == [(3, 5)]
    with hall.line.lock:
        assert hall.line.pads[3].unanswered == 0


def test_a_keypad_that_misses_three_polls_is_offline_and_an_answer_brings_it_back(bus_of):
    hall = bus_of(POLLED, (3,))
    keypad = hall.keypads[3]
    eventually(lambda: (keypad.listen(0.05), keypad.is_online)[1])

    hall.set_faults(3, Faults(silent=True))
    eventually(lambda: (keypad.listen(0.05), not keypad.is_online)[1])
    hall.set_faults(3, Faults())
    eventually(lambda: (keypad.listen(0.05), keypad.is_online)[1])


def test_a_dead_keypad_is_asked_once_when_it_is_offline_and_does_not_hold_up_the_others(bus_of):
    hall = bus_of(HASTY)
    hall.set_faults(2, Faults(silent=True))
    dead = hall.keypads[2]
    for _ in range(OFFLINE_AFTER):
        assert not confirms(dead)
    asked = asked_of(hall, 2)
    assert not confirms(dead)

    assert not dead.is_online
    assert asked_of(hall, 2) == asked + 1
    eventually(lambda: confirms(hall.keypads[1]))

    hall.set_faults(2, Faults())
    eventually(lambda: confirms(dead))
    assert dead.is_online


def confirms(keypad):
    try:
        keypad.arm()
    except NoReply:
        return False
    return True


def asked_of(hall, address):
    arm = encode(HASTY, frame_of(HASTY, Command(name="arm", address=address)))
    with hall.line.lock:
        heard = [line for line in hall.line.pads[address].log if line.sender is Side.HOST]
    return b"".join(line.payload for line in heard).count(arm)


def test_a_cable_pulled_is_lost_for_every_keypad_and_each_comes_back(bus_of):
    hall = bus_of(FF68)
    for keypad in hall.keypads.values():
        keypad.arm()
    hall.line.unplug()
    for keypad in hall.keypads.values():
        with pytest.raises(LinkLost):
            keypad.wait(PATIENCE_S)
    assert not any(branch.is_open for branch in hall.branches.values())
    with pytest.raises(NotConnected):
        hall.plug_in(1)

    hall.line.plug()
    for address in ADDRESSES:
        hall.plug_in(address)
        hall.keypads[address].arm()
    hall.press(7, 3)

    assert hall.keypads[7].wait(PATIENCE_S).value == 3


def test_one_keypad_that_ends_leaves_the_line_to_the_others(bus_of):
    hall = bus_of(FF68)
    hall.branches[1].close()
    hall.keypads[2].arm()

    assert hall.is_armed(2)
    with pytest.raises(NotConnected):
        hall.keypads[1].arm()


def test_the_line_is_closed_with_its_last_keypad(bus_of):
    hall = bus_of(FF68, (1, 2))
    for branch in hall.branches.values():
        branch.close()

    with line_for(str(hall.line.path)) as free:  # an exclusive port opens only if nobody has it
        assert free.is_open


def test_a_frame_of_an_address_that_is_no_keypad_of_ours_disturbs_nobody(bus_of, caplog):
    hall = bus_of(FF68, (1, 2))
    hall.branches[2].close()
    hall.press(2, 3)
    hall.keypads[1].arm()
    eventually(lambda: (hall.keypads[1].listen(0.02), "address 2" in caplog.text)[1])

    assert hall.strays == []
