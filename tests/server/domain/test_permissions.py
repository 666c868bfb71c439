"""Who may do what: the whole table."""

import pytest

from server.domain.access import Permission, Role, demand
from server.domain.errors import Forbidden

EVERYTHING = set(Permission)
MAY = {
    "admin": EVERYTHING,
    "office": EVERYTHING - {"approve_items"},
    "department": {"edit_items", "approve_items", "handle_cases", "handle_feedback"},
    "reception": {
        *("issue", "see_ticket", "report_slip", "manage_tickets", "manage_queues", "see_desk"),
        *("handle_cases", "handle_feedback", "give_help", "enter_ratings", "book"),
    },
    "clerk": {
        *("serve", "take_over_window", "see_ticket", "manage_tickets", "see_desk"),
        *("handle_cases", "handle_feedback", "give_help", "book"),
    },
    "station": {"issue", "see_ticket", "report_slip", "ask_help", "book"},
    "tablet": set(),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role, permission):
    if permission in MAY[role]:
        demand(role, permission)
        return
    with pytest.raises(Forbidden) as refused:
        demand(role, permission)
    assert refused.value.fields == {"permission": permission}
    assert refused.value.http_status == 403
