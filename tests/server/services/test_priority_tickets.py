"""Tickets with priority: given by staff, kept with their reason, called first, never for ever."""

import pytest

from server.domain.errors import Forbidden
from server.domain.priority import Claim, PriorityClass

PROJECT = Claim(priority_class=PriorityClass.GREEN_LANE, reason="县重点项目", approver="带班领导")
ELDERLY = Claim(priority_class=PriorityClass.ELDERLY)


def test_class_reason_and_approver_stay_with_the_ticket(hall):
    number = hall.issue("A", channel="desk", claim=PROJECT, by_staff=True)

    ticket = hall.ticket(number)
    assert (ticket.priority, ticket.priority_class) == (3, "green_lane")
    assert (ticket.priority_reason, ticket.priority_approver) == ("县重点项目", "带班领导")


def test_a_kiosk_gives_no_priority(hall):
    with pytest.raises(Forbidden):
        hall.issue("A", claim=ELDERLY)
    assert hall.states() == {}


def test_the_clerk_reads_why_it_was_this_ticket(hall, desk, clock):
    hall.issue("A")
    hall.issue("A", channel="desk", claim=ELDERLY, by_staff=True)
    clock.forward(minutes=2)

    assert desk.call_next() == "A002"
    assert desk.view()["current"]["why"]["zh"] == "老年人优先：优先号，已等 2 分钟"


def test_after_three_in_a_row_a_normal_ticket_has_its_turn(hall, desk):
    hall.issue("A")
    for _ in range(4):
        hall.issue("A", channel="desk", claim=ELDERLY, by_staff=True)

    assert [desk.serve() for _ in range(5)] == ["A002", "A003", "A004", "A001", "A005"]
