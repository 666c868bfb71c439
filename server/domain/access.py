"""Who may do what."""

from __future__ import annotations

from enum import StrEnum

from server.domain.errors import Forbidden


class Role(StrEnum):
    """What a person or device is to the hall."""

    ADMIN = "admin"
    OFFICE = "office"
    DEPARTMENT = "department"  # 部门: answers for its items, and for what is said of its windows
    RECEPTION = "reception"
    CLERK = "clerk"
    STATION = "station"
    TABLET = "tablet"  # a station in the citizen's own hands: it answers its jobs and no more


class Permission(StrEnum):
    """One thing that may be allowed."""

    ISSUE = "issue"
    SEE_TICKET = "see_ticket"
    REPORT_SLIP = "report_slip"
    SERVE = "serve"
    CHOOSE = "choose"  # call a ticket out of its turn
    TAKE_OVER_WINDOW = "take_over_window"
    BOOK = "book"  # an appointment for whoever stands there
    MANAGE_TICKETS = "manage_tickets"
    MANAGE_QUEUES = "manage_queues"
    SEE_DESK = "see_desk"
    SEE_ALARMS = "see_alarms"
    SEE_REPORTS = "see_reports"
    FORWARD_RATINGS = "forward_ratings"
    MANAGE_STAFF = "manage_staff"
    MANAGE_STATIONS = "manage_stations"
    MANAGE_DISPLAYS = "manage_displays"  # what they show beside calls
    MANAGE_STAGES = "manage_stages"  # which parts of the system the hall uses by now
    HANDLE_CASES = "handle_cases"  # those that are one's own; the office handles all
    HANDLE_FEEDBACK = "handle_feedback"  # likewise; and type in what came by telephone or on paper
    ASK_HELP = "ask_help"  # for whoever stands at the station
    GIVE_HELP = "give_help"
    ENTER_RATINGS = "enter_ratings"  # from paper forms
    EDIT_ITEMS = "edit_items"  # see items in all their versions, write and submit them
    APPROVE_ITEMS = "approve_items"  # 核准
    FILE_ITEMS = "file_items"  # 备案, which publishes


_P = Permission

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.OFFICE: frozenset(Permission) - {_P.APPROVE_ITEMS},  # the department's own decision
    Role.DEPARTMENT: frozenset(
        {_P.EDIT_ITEMS, _P.APPROVE_ITEMS, _P.HANDLE_CASES, _P.HANDLE_FEEDBACK}
    ),
    Role.RECEPTION: frozenset(
        {
            *(_P.ISSUE, _P.SEE_TICKET, _P.REPORT_SLIP, _P.MANAGE_TICKETS, _P.MANAGE_QUEUES),
            _P.BOOK,
            *(_P.SEE_DESK, _P.HANDLE_CASES, _P.HANDLE_FEEDBACK, _P.GIVE_HELP),
            _P.ENTER_RATINGS,
        }
    ),
    Role.CLERK: frozenset(
        {
            *(_P.SERVE, _P.TAKE_OVER_WINDOW, _P.SEE_TICKET, _P.MANAGE_TICKETS, _P.BOOK),
            *(_P.SEE_DESK, _P.HANDLE_CASES, _P.HANDLE_FEEDBACK, _P.GIVE_HELP),
        }
    ),
    Role.STATION: frozenset({_P.ISSUE, _P.SEE_TICKET, _P.REPORT_SLIP, _P.ASK_HELP, _P.BOOK}),
    Role.TABLET: frozenset(),
}


def demand(role: Role, permission: Permission) -> None:
    """Let pass, or refuse.

    Raises:
        Forbidden: the role does not hold the permission.
    """
    if permission not in ALLOWED[role]:
        raise Forbidden(f"{role} may not {permission}", permission=permission)
