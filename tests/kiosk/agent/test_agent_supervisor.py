import logging
import threading

import pytest

from kiosk.agent.supervisor import DeviceDown, Supervised


class Device:
    """Can be reached or not, and counts how often that was tried."""

    name = "keypad"

    def __init__(self):
        self.is_there = threading.Event()
        self.pulled = threading.Event()
        self.tries = 0
        self.opened = 0
        self.closed = 0

    def open(self):
        self.tries += 1
        if not self.is_there.is_set():
            raise DeviceDown("no such port")
        self.opened += 1

    def run(self, stop):
        while not stop.wait(0.005):
            if self.pulled.is_set():
                self.pulled.clear()
                raise DeviceDown("pulled out")

    def close(self):
        self.closed += 1

    def interrupt(self):
        pass

    def health(self):
        return {"answers": True}


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def supervised(device, caplog):
    caplog.set_level(logging.INFO, logger="kiosk.agent.supervisor")
    supervised = Supervised(device, first_delay_s=0.01)
    yield supervised
    supervised.ask_to_stop()
    assert supervised.join(15)


def test_a_device_that_stays_away_is_logged_once_and_once_when_it_is_back(
    device, supervised, caplog, eventually
):
    supervised.start()
    eventually(lambda: device.tries >= 3)
    device.is_there.set()
    eventually(lambda: supervised.state.state == "up")

    assert [record.getMessage() for record in caplog.records] == [
        "device keypad is down: no such port",
        "device keypad is back",
    ]


def test_a_device_that_is_pulled_out_is_opened_again(device, supervised, eventually):
    device.is_there.set()
    supervised.start()
    eventually(lambda: device.opened == 1)

    device.pulled.set()

    eventually(lambda: device.opened == 2)
    assert device.closed == 1


def test_a_device_that_is_up_from_the_start_is_no_news(device, supervised, caplog, eventually):
    device.is_there.set()
    supervised.start()
    eventually(lambda: supervised.state.state == "up")

    assert caplog.records == []


def test_a_fault_of_ours_does_not_end_the_device(device, supervised, caplog, eventually):
    device.open = lambda: 1 / 0
    supervised.start()
    eventually(lambda: supervised.state.state == "down")
    del device.open
    device.is_there.set()

    eventually(lambda: supervised.state.state == "up")
    assert caplog.records[0].exc_info


def test_health_says_why_a_device_is_down(device, supervised, eventually):
    supervised.start()
    eventually(lambda: supervised.state.state == "down")

    health = supervised.health()
    assert (health["state"], health["down_reason"], health["answers"]) == (
        "down",
        "no such port",
        True,
    )
