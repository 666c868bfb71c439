"""Whatever kiosks and the server do in whatever order: one number, one citizen.

Random days are played on real databases beside a plain model: sets of numbers. Kiosks renew, give
by themselves, hand up (also twice, also late), are lost with all they know and come back empty;
the server gives numbers itself and turns its days.
"""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from server.domain.errors import NumbersUsedUp, WrongState
from server.services import tickets
from server.store.station_rows import LeaseRow
from server.store.station_tables import leases
from tests.server.acting import build_hall
from tests.server.leasing import Kiosk

PREFIXES = st.sampled_from("AL")
WHICH = st.sampled_from((0, 1))
_stories = count(1)
# Nine numbers in a queue, so that they run out: of five to nine kiosks hold two or so each.
FEW = {"digits": 1, "first_number": 1}


class Halls(RuleBasedStateMachine):
    """A small hall with two kiosks; queue A without a limit, L with one of six a day."""

    def __init__(self, url, database, clock):
        super().__init__()
        self.clock = clock
        self.database = database
        clock.set("2026-11-24 09:00")
        self.hall = build_hall(url, database, clock, code=f"story-{next(_stories)}")
        self.hall.set_policy(offline_numbers=2, issue_outside_hours=True)
        self.hall.set_queue("A", **FEW)
        self.hall.set_queue("L", **FEW, daily_limit=6)
        self.kiosks = [Kiosk(self.hall, "kiosk-1"), Kiosk(self.hall, "kiosk-2")]
        self.on_paper = []  # (queue, day, number) that some citizen holds
        self.to_come = []  # (kiosk, number) that the server has not heard of
        self.gone = []  # numbers of which it never will

    @rule(prefix=PREFIXES, numbers=st.integers(1, 4))
    def the_server_gives_numbers(self, prefix, numbers):
        for _ in range(numbers):
            try:
                number = self.hall.issue(prefix)
            except NumbersUsedUp:
                return
            self.on_paper.append((prefix, self._today(), number))

    @rule(prefix=PREFIXES)
    def everybody_of_a_queue_leaves(self, prefix):
        for ticket in self.hall.tickets():
            if ticket.state == "waiting" and ticket.number.startswith(prefix):
                try:
                    self.hall.run(tickets.cancel, ticket_id=ticket.id)
                except WrongState as refused:
                    # Of an earlier day: the command turned the day first, and it was over.
                    if refused.fields["state"] != "expired":
                        raise

    @rule(which=WHICH)
    def a_kiosk_renews(self, which):
        self.kiosks[which].renew()

    @precondition(lambda self: any(k.document["days"] for k in self.kiosks))
    @rule(which=WHICH, prefix=PREFIXES, ahead=st.booleans())
    def a_kiosk_gives_a_number_by_itself(self, which, prefix, ahead):
        kiosk, day = self.kiosks[which], self._today(ahead)
        if not kiosk.held(prefix, day):
            return
        number = kiosk.give(prefix, day=day)
        self.on_paper.append((prefix, day, number))
        self.to_come.append((which, number))

    @rule(which=WHICH, twice=st.booleans())
    def a_kiosk_hands_up(self, which, twice):
        if twice:
            assert set(self.kiosks[which].hand_up(again=True)) <= {None}
        assert set(self.kiosks[which].hand_up()) <= {None}
        self.to_come = [each for each in self.to_come if each[0] != which]

    @rule(which=WHICH)
    def a_kiosk_is_lost_for_good_and_another_takes_its_place(self, which):
        self.kiosks[which].forget()
        self.gone += [number for kiosk, number in self.to_come if kiosk == which]
        self.to_come = [each for each in self.to_come if each[0] != which]

    @rule(minutes=st.sampled_from((1, 60, 600)))
    def time_passes(self, minutes):
        self.clock.forward(minutes=minutes)

    @invariant()
    def no_number_of_a_day_is_on_two_papers(self):
        twice = [each for each, times in Counter(self.on_paper).items() if times > 1]
        assert twice == []

    @invariant()
    def no_two_leases_overlap(self):
        query = select(leases).where(leases.c.hall_id == self.hall.hall_id)
        with self.database.read() as conn:
            every = [LeaseRow(*row) for row in conn.execute(query)]
        numbers = [
            (lease.queue_id, lease.day, n)
            for lease in every
            for n in range(lease.first_serial, lease.last_serial + 1)
        ]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def the_server_knows_every_number_it_was_told_of_once(self):
        known = Counter(ticket.number for ticket in self.hall.tickets())
        unheard = Counter([*(number for _, number in self.to_come), *self.gone])
        assert known + unheard == Counter(number for _, _, number in self.on_paper)

    @invariant()
    def it_calls_by_the_time_of_arrival_whoever_gave_the_number(self):
        waiting = [t for t in self.hall.tickets() if t.state == "waiting"]
        assert all(t.order_at == t.joined_at <= self.clock.now() for t in waiting)

    def _today(self, ahead=False):
        day = self.hall.row().day(self.clock.now() + timedelta(days=ahead))
        return day.isoformat()


@pytest.mark.slow
def test_no_number_is_ever_two_peoples(any_url, open_database, clock):
    database = open_database(any_url)
    patient = settings(
        max_examples=8,
        stateful_step_count=40,
        derandomize=True,  # the same stories every time
        deadline=None,  # a busy machine is slow, not wrong
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.generate],  # a story is short as it is; making it shorter takes minutes
    )

    run_state_machine_as_test(lambda: Halls(any_url, database, clock), settings=patient)
