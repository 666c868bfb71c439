"""The driver on a scripted line, and against simulated signs on real ports."""

import time

import pytest

from drivers.sign import bx5, modbus
from drivers.sign.bx5 import Area
from drivers.sign.cells import TooWide
from drivers.sign.device import ATTEMPTS, NotShown, SignDriver
from drivers.sign.makes import MAKES, Place, Style
from drivers.sign.modbus import Written
from drivers.sign.sign_simulator import SignSimulator
from drivers.transports.errors import LinkLost
from drivers.transports.memory import Arrives, Expects, ManualClock, ScriptedLine
from drivers.transports.paced import PacedLine
from drivers.transports.urls import line_for

PATIENCE_S = 15
PLACES = {"3": Place(address=3, cells=12), "row 1": Place(address=21, cells=16)}


@pytest.fixture
def clock():
    return ManualClock()


def driver_on(line, clock, make="strip", places=PLACES):
    return SignDriver(line, make=MAKES[make], places=places, clock=clock, sleep=clock.advance)


def test_a_text_is_sent_in_the_middle_of_its_sign(clock):
    line = ScriptedLine(clock=clock)

    shown = driver_on(line, clock).show("3", "请A007号")

    # sum of 01 00 99 00 63, two spaces, the text, two spaces, FF
    assert line.written == [
        bytes.fromhex("AA 03 BB 51 54 85 01 00 99 00 63 20 20 C7 EB 41 30 30 37 BA C5 20 20 FF")
    ]
    assert (shown.confirmed, shown.replaced) == (False, ())


def test_a_text_too_wide_is_not_sent_and_a_rare_character_is_named(clock):
    line = ScriptedLine(clock=clock)
    driver = driver_on(line, clock)

    with pytest.raises(TooWide):
        driver.show("3", "请A007到3号窗口")
    assert line.written == []
    assert driver.show("row 1", "𬉼A007").replaced == ("𬉼",)


def test_a_combined_screen_of_its_own_has_its_own_head(clock):
    line = ScriptedLine(clock=clock)
    places = {"hall": Place(address=9, cells=4, combined=True)}

    driver_on(line, clock, places=places).show("hall", "A007")

    assert line.written == [bytes.fromhex("AA 09 BB 51 54 DD 08 02 99 00 63 41 30 30 37 FF")]


def test_a_sign_without_a_place_is_a_mistake_of_the_caller(clock):
    with pytest.raises(KeyError):
        driver_on(ScriptedLine(clock=clock), clock).show("77", "A007")


def test_a_confirming_sign_is_asked_again_until_it_confirms(clock):
    places = {"3": Place(address=3, cells=4, register=8)}
    request = modbus.encode(modbus.Write(address=3, start=8, words=b"A007"))
    yes = modbus.encode(Written(address=3, start=8, count=2))
    line = ScriptedLine(Expects(request), Expects(request), Arrives(yes), clock=clock)

    shown = driver_on(line, clock, "modbus", places).show("3", "A007")

    assert shown.confirmed
    assert line.written == [request, request]


def test_answers_of_other_signs_and_refusals_confirm_nothing(clock):
    places = {"3": Place(address=3, cells=4)}
    other = modbus.encode(Written(address=4, start=0, count=2))
    elsewhere = modbus.encode(Written(address=3, start=9, count=2))
    no = modbus.encode(modbus.Refused(address=3, reason=modbus.BUSY))
    line = ScriptedLine(Arrives(other), Arrives(elsewhere), Arrives(no, after_s=0.1), clock=clock)

    with pytest.raises(NotShown):
        driver_on(line, clock, "modbus", places).show("3", "A007")

    assert len(line.written) == ATTEMPTS


def test_a_late_answer_to_the_text_before_confirms_nothing(clock):
    places = {"3": Place(address=3, cells=4)}
    late = modbus.encode(Written(address=3, start=0, count=2))
    line = ScriptedLine(Arrives(late), clock=clock)

    with pytest.raises(NotShown):
        driver_on(line, clock, "modbus", places).show("3", "A007")


def test_a_card_gets_the_area_and_the_style(clock):
    area = Area(area_id=1, x=0, y=16, width=128, height=16)
    places = {"3": Place(address=1, cells=4, area=area)}
    yes = bx5.encode(bx5.answer(address=1, accepted=True))
    line = ScriptedLine(clock=clock)
    driver = driver_on(line, clock, "bx5", places)
    wide = "请A007号到3号窗口"

    for text, style in (("A007", Style.STILL), (wide, Style.MOVING)):
        with pytest.raises(NotShown):
            driver.show("3", text, style)

    sent = [bx5.read_text(f) for w in line.written for f in bx5.Decoder().feed(w)]
    assert [(t.area, t.mode, t.gbk) for t in (sent[0], sent[-1])] == [
        (area, bx5.Mode.STILL, b"A007"),
        (area, bx5.Mode.MOVING_LEFT, wide.encode("gbk")),
    ]
    assert bx5.read_answer(bx5.Decoder().feed(yes)[0]) is True


# On real ports ------------------------------------------------------------------------------------


def settle(holds):
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.01)


@pytest.fixture
def open_signs():
    """Simulated signs of a make, and a driver for them on their real port."""
    opened = []

    def open_one(make, *, pause_s=0.0, **where):
        simulator = SignSimulator(make=make, addresses=[3, 21], **where)
        simulator.start()
        line = PacedLine(line_for(simulator.path), pause_s=pause_s, baud=9600)
        line.open()
        opened.append((simulator, line))
        return simulator, SignDriver(line, make=MAKES[make], places=PLACES)

    yield open_one
    for simulator, line in opened:
        line.close()
        simulator.stop()


@pytest.mark.parametrize("make", MAKES)
def test_texts_arrive_at_the_right_signs(open_signs, make):
    simulator, driver = open_signs(make)

    driver.show("3", "互联网A007")
    driver.show("row 1", "请A007到3号窗口")

    settle(lambda: simulator.texts == {"3": "互联网A007", "21": "请A007到3号窗口"})
    driver.show("3", "")
    settle(lambda: simulator.texts["3"] == "")


def test_a_card_on_the_network_confirms(open_signs):
    simulator, driver = open_signs("bx5", tcp_port=0)

    assert driver.show("3", "暂停服务").confirmed

    assert simulator.path.startswith("tcp://127.0.0.1:")
    assert simulator.texts["3"] == "暂停服务"


@pytest.mark.parametrize("make", ["modbus", "bx5"])
@pytest.mark.parametrize("fault", ["silent", "mute", "refuses", "wrong_checksum"])
def test_a_faulty_sign_is_known_not_to_have_confirmed_and_works_again(open_signs, make, fault):
    simulator, driver = open_signs(make)
    simulator.turn(**{fault: True})

    with pytest.raises(NotShown):
        driver.show("3", "A007")

    simulator.turn(**{fault: False})
    assert driver.show("3", "A008").confirmed
    assert simulator.texts["3"] == "A008"


@pytest.mark.parametrize("make", ["modbus", "bx5"])
def test_noise_on_the_line_is_no_answer_and_hides_none(open_signs, make):
    simulator, driver = open_signs(make)
    simulator.turn(noise=True)

    for n in range(5):
        assert driver.show("3", f"A{n:03}").confirmed

    assert simulator.texts["3"] == "A004"


def test_frames_to_several_signs_keep_their_distance(open_signs):
    simulator, driver = open_signs("strip", pause_s=0.1)
    began_s = time.monotonic()

    for n in range(4):
        driver.show("3", f"A{n:03}")

    assert time.monotonic() - began_s >= 3 * 0.1
    settle(lambda: simulator.texts["3"] == "A003")


def test_a_pulled_cable_is_a_lost_link(open_signs, tmp_path):
    simulator, driver = open_signs("strip", link=tmp_path / "signs")
    simulator.unplug()

    with pytest.raises(LinkLost):
        settle(lambda: driver.show("3", "A007").confirmed)

    simulator.plug()
    line = line_for(str(tmp_path / "signs"))
    line.open()
    SignDriver(line, make=MAKES["strip"], places=PLACES).show("3", "A007")
    settle(lambda: simulator.texts["3"] == "A007")
    line.close()


def test_a_card_whose_network_cable_is_pulled_comes_back_on_its_port(open_signs):
    simulator, driver = open_signs("bx5", tcp_port=0)
    address = simulator.path
    simulator.unplug()
    with pytest.raises((LinkLost, NotShown)):
        driver.show("3", "A007")

    simulator.plug()
    line = line_for(address)
    line.open()
    driver = SignDriver(line, make=MAKES["bx5"], places=PLACES)
    assert driver.show("3", "A008").confirmed
    line.close()
