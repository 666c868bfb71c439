"""分步启用: each stage is useful alone, and the next is switched on while the day goes on."""

import pytest

from server.domain.errors import InvalidInput, NotFound, StageOff, WindowsOpen
from server.domain.estimate.quotes import Quotes, WaitRange
from server.domain.persons import hall_key, identify
from server.domain.rating import Channel, Level
from server.domain.stages import Stages
from server.reports.live_waits import HallWaits, LiveWaits
from server.reports.ticket_view import phone_view, ticket_view
from server.reports.wait_view import ticket_wait
from server.services.rating_tickets import rate
from server.services.ratings import Given
from server.services.stages import set_stages

KIOSK_ONLY = Stages(consoles=False, displays=False, ratings=False)
CONSOLES = Stages(consoles=True, displays=False, ratings=False)
DISPLAYS = Stages(consoles=True, displays=True, ratings=False)
ALL = Stages(consoles=True, displays=True, ratings=True)


@pytest.fixture
def switch(hall):
    """Switch the hall's stages; with the last numbers called out, by prefix."""

    def to(stages, **called_out):
        numbers = {hall.queues[prefix]: number for prefix, number in called_out.items()}
        hall.run(set_stages, stages=stages, called_out=numbers)

    return to


@pytest.fixture
def kiosk_only(hall, switch):
    switch(KIOSK_ONLY)
    return hall


def slip(hall, number):
    with hall.database.read() as conn:
        now = hall.clock.now()
        return ticket_view(conn, hall.ticket(number), public_url="http://hall.test", now=now)


def phone(hall, number):
    with hall.database.read() as conn:
        return phone_view(conn, hall.ticket(number), now=hall.clock.now())


def waits(hall, clock):
    return LiveWaits(hall.database, clock, stopwatch=lambda: 0.0).of(hall.hall_id)


# Kiosk and printer alone ----------------------------------------------------------------------


def test_a_kiosk_alone_gives_numbers_and_claims_to_know_nothing_of_the_wait(kiosk_only, clock):
    assert [kiosk_only.issue("A") for _ in range(3)] == ["A001", "A002", "A003"]

    for view in (slip(kiosk_only, "A003"), phone(kiosk_only, "A003")):
        assert (view["heard"], view["ahead"]) == ("by_voice", None)
        assert [window["number"] for window in view["windows"]] == list("1245678")
    assert waits(kiosk_only, clock).quotes.queues == {}
    assert kiosk_only.ticket("A003").ahead_at_issue is None


def test_a_wait_that_was_told_is_not_repeated_once_numbers_are_called_out(hall, switch, clock):
    told = WaitRange(low_s=60, mid_s=200, high_s=300, p90_s=400)
    hall.issue("A", predicted_wait=lambda *_: told)
    ticket = hall.ticket("A001")
    hall_knows_nothing = HallWaits(at=clock.now(), seq=-1, quotes=Quotes(tickets={}, queues={}))
    assert ticket_wait(ticket, hall_knows_nothing) == {"low_s": 60, "high_s": 300, "p90_s": 400}

    switch(KIOSK_ONLY)

    assert ticket_wait(ticket, waits(hall, clock)) is None


def test_who_was_served_unseen_may_take_another_number_of_the_same_queue(kiosk_only):
    kiosk_only.set_issuing("A", identification="optional", person_daily_limit=2)
    anna = identify("13812341234", key=hall_key("a secret of thirty-two characters", hall_id=1))

    assert [kiosk_only.issue("A", person=anna) for _ in range(2)] == ["A001", "A002"]


def test_no_window_is_opened_before_the_consoles_are_on(kiosk_only, switch):
    with pytest.raises(StageOff) as refused:
        kiosk_only.sit("1")
    assert refused.value.fields == {"stage": "consoles"}

    switch(CONSOLES)
    kiosk_only.sit("1")


# The console, from the middle of a day on -----------------------------------------------------


def test_consoles_go_on_after_the_last_number_called_out_and_lose_none(kiosk_only, switch):
    for _ in range(5):
        kiosk_only.issue("A")
    kiosk_only.issue("B")

    switch(CONSOLES, A="A003")

    assert kiosk_only.states() == {
        **dict.fromkeys(["A001", "A002", "A003"], "expired"),
        **dict.fromkeys(["A004", "A005", "B001"], "waiting"),
    }
    assert slip(kiosk_only, "A005")["ahead"] == 1
    assert kiosk_only.issue("A") == "A006"
    assert kiosk_only.sit("1").call_next() == "A004"
    assert kiosk_only.board()["waiting"][str(kiosk_only.queues["A"])] == 2


def test_kiosks_and_consoles_hear_of_a_stage_at_once_and_only_of_a_change(hall, switch):
    before = hall.seq()

    switch(CONSOLES)
    switch(CONSOLES)

    assert hall.kinds(before) == ["hall.changed"]


def test_other_settings_of_the_hall_stay(hall, switch):
    hall.set_policy(patience_s=60)

    switch(CONSOLES)

    assert (hall.row().policy.patience_s, hall.row().stages) == (60, CONSOLES)


@pytest.mark.parametrize("number", ["A009", "B001"], ids=["never given", "of another queue"])
def test_a_number_that_does_not_wait_switches_nothing_on(kiosk_only, switch, number):
    kiosk_only.issue("A")
    kiosk_only.issue("B")

    with pytest.raises(NotFound):
        switch(CONSOLES, A=number)

    assert kiosk_only.row().stages == KIOSK_ONLY
    assert set(kiosk_only.states().values()) == {"waiting"}


def test_numbers_that_consoles_call_are_not_ended_by_hand(hall, switch):
    hall.issue("A")

    with pytest.raises(InvalidInput):
        switch(CONSOLES, A="A001")
    assert hall.state("A001") == "waiting"


def test_consoles_are_not_switched_off_under_somebody_who_sits_at_one(hall, desk, switch):
    with pytest.raises(WindowsOpen) as refused:
        switch(KIOSK_ONLY)
    assert refused.value.fields == {"windows": ["1"]}

    desk.close()
    switch(KIOSK_ONLY)


@pytest.mark.parametrize(
    "stages",
    [
        Stages(consoles=False, displays=True, ratings=False),
        Stages(consoles=False, displays=False, ratings=True),
    ],
    ids=["displays", "ratings"],
)
def test_nothing_is_shown_or_rated_before_there_are_calls(hall, switch, stages):
    with pytest.raises(InvalidInput) as refused:
        switch(stages)
    assert refused.value.fields == {"what": "stages", "reason": "consoles_first"}


# Displays and voice ---------------------------------------------------------------------------


def test_without_displays_the_clerk_calls_out_though_a_loudspeaker_is_there(hall, switch, clock):
    hall.add_speaker()
    switch(CONSOLES)
    desk = hall.sit("1")
    hall.issue("A")
    desk.call_next()
    clock.forward(minutes=5)

    assert desk.view()["current"]["announced"] == "no_speaker"
    assert slip(hall, "A001")["heard"] == "at_window"

    switch(DISPLAYS)
    assert slip(hall, "A001")["heard"] == "on_displays"
    desk.recall()
    assert desk.view()["current"]["announced"] == "pending"


# Ratings --------------------------------------------------------------------------------------


def test_nobody_is_asked_to_rate_before_ratings_are_on(hall, switch):
    keypad = hall.add_keypad("1")
    switch(DISPLAYS)
    desk = hall.sit("1")
    hall.issue("A")
    hall.issue("A")
    desk.serve()

    assert keypad.jobs() == []
    assert phone(hall, "A001")["rating"]["state"] == "none"
    given = Given(level=Level.SATISFIED, channel=Channel.PHONE)
    with pytest.raises(StageOff):
        hall.run(rate, ticket_id=hall.ticket("A001").id, given=given)

    switch(ALL)
    desk.serve()
    assert [job.body["number"] for job in keypad.jobs()] == ["A002"]
    assert phone(hall, "A002")["rating"]["state"] == "open"


def test_a_question_that_is_being_asked_is_taken_back_when_ratings_go_off(hall, desk, switch):
    keypad = hall.add_keypad("1")
    hall.issue("A")
    desk.serve()

    switch(DISPLAYS)

    assert [job.state for job in keypad.jobs()] == ["withdrawn"]
    assert hall.visit("A001").rating_state == "withdrawn"


def test_a_whole_day_of_growing_loses_no_number(kiosk_only, switch):
    numbers = [kiosk_only.issue("A")]
    switch(CONSOLES)
    desk = kiosk_only.sit("1")
    numbers.append(kiosk_only.issue("A"))
    served = [desk.serve()]
    switch(DISPLAYS)
    numbers.append(kiosk_only.issue("A"))
    desk.call_next()
    switch(ALL)
    desk.start()
    served.append(desk.finish())
    served.append(desk.serve())

    assert numbers == served == ["A001", "A002", "A003"]
