import pytest

from kiosk.agent.background import Background


class Counting(Background):
    """Fails in its first round."""

    def __init__(self):
        super().__init__("counting", after_fault_s=0.01)
        self.rounds = 0

    def _round(self):
        self.rounds += 1
        if self.rounds == 1:
            raise OSError("the disk is full")
        self._stopping.wait()

    def _interrupt(self):
        pass


@pytest.fixture
def work():
    work = Counting()
    yield work
    assert work.stop(timeout_s=2)


def test_a_fault_in_one_round_is_logged_and_outlived(work, caplog, eventually):
    work.start()

    eventually(lambda: work.rounds == 2)
    assert "counting failed in one round" in caplog.text


def test_work_that_never_began_is_stopped_at_once():
    assert Counting().stop(timeout_s=0)
