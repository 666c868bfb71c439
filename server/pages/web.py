"""The HTML pages. Each is a shell: its words come from files, its facts from `/api/v1` by fetch."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from werkzeug.exceptions import HTTPException

from server.domain.access import Permission
from server.pages import signing_in
from server.pages.signing_in import Account, SignIn, may
from server.pages.texts import LANGUAGES, load


class StaffPage(NamedTuple):
    """A page for whoever is signed in.

    Attributes:
        path: its address; what it takes from there the template is given.
        template: below `pages/`, without the ending.
        permission: whom it is for; None: all staff.
        link: the words of its link on the others, a text's key; None: it is reached otherwise.
        link_for: whom it is of use to, where others may see it too.
    """

    path: str
    template: str
    permission: Permission | None = None
    link: str | None = None
    link_for: Permission | None = None


STAFF_PAGES = (
    StaffPage("/console", "choose", link="choose.title"),
    StaffPage("/console/<int:window_id>", "console"),
    StaffPage("/reception", "reception", Permission.ISSUE, link="reception.title"),
    StaffPage("/queues", "queues", link="choose.queues", link_for=Permission.MANAGE_QUEUES),
    StaffPage("/cases", "cases", link="choose.cases"),
    StaffPage("/items", "items", Permission.EDIT_ITEMS, link="choose.items"),
    StaffPage("/statistics", "statistics", Permission.SEE_REPORTS, link="choose.statistics"),
    StaffPage("/notices", "notices", link="choose.notices"),
    StaffPage("/notices/<int:notice_id>", "notice"),
    StaffPage("/feedback/register", "register", Permission.HANDLE_FEEDBACK, link="choose.feedback"),
    StaffPage("/stations", "stations", Permission.MANAGE_STATIONS, link="choose.stations"),
    StaffPage("/displays", "signage", Permission.MANAGE_DISPLAYS, link="choose.signage"),
    StaffPage("/stages", "stages", Permission.MANAGE_STAGES, link="choose.stages"),
)


def linked_for(who: Account) -> list[StaffPage]:
    """The pages that somebody finds in the bar of every page of staff."""
    return [
        page
        for page in STAFF_PAGES
        if page.link is not None
        and all(need is None or may(who, need) for need in (page.permission, page.link_for))
    ]


def blueprint(*, sign_in: SignIn, account: Callable[[], Account | None]) -> Blueprint:
    """Build the pages, and `/static/` for what they load.

    The app must have a Flask-Login `LoginManager` with `login_view = "pages.login"`, Flask-WTF's
    `CSRFProtect`, no static folder of its own, and serve `display/kit/` at `/kit/`.

    Args:
        sign_in: login and password to the account to sign in (an object Flask-Login accepts as
            a user); raises a domain error, which the app's handler answers as JSON.
        account: who is signed in on this request, or None.
    """
    pages = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    words = {language: load(language) for language in LANGUAGES}

    @pages.before_request
    def refuse_forged_forms() -> None:
        # Sign-in and sign-out change the session, so they need the page's own token as well.
        if request.method == "POST":
            current_app.extensions["csrf"].protect()

    @pages.app_context_processor
    def words_of_every_page() -> dict[str, Any]:
        return {
            "t": words["zh"],
            "en": words["en"],
            "may": may,
            "Permission": Permission,
            "linked_for": linked_for,
        }

    def evaluate(window_id: int) -> ResponseReturnValue:
        """Show the tablet at a window that asks for ratings; its own token lets it ask."""
        return render_template("pages/evaluate.html", who=account(), window_id=window_id)

    pages.add_url_rule("/", view_func=front)
    pages.add_url_rule("/feedback", view_func=feedback)
    pages.add_url_rule("/n/<token>", view_func=own_notice)
    pages.add_url_rule("/guides/<int:hall_id>/<int:item_id>", view_func=guide)
    pages.add_url_rule("/login", view_func=login)
    pages.add_url_rule(
        "/login", "sign_in", view_func=lambda: signing_in.accept(sign_in), methods=["POST"]
    )
    pages.add_url_rule("/logout", view_func=signing_in.leave, methods=["POST"])
    pages.add_url_rule("/evaluate/<int:window_id>", view_func=evaluate)
    pages.add_url_rule("/t/<token>", view_func=ticket)
    pages.add_url_rule("/t/<token>/help", view_func=ticket_help)
    for page in STAFF_PAGES:
        view = staff_page(page, account=account)
        pages.add_url_rule(page.path, page.template, view_func=view)
    pages.app_errorhandler(HTTPStatus.NOT_FOUND)(no_such_page)
    return pages


def staff_page(
    page: StaffPage, *, account: Callable[[], Account | None]
) -> Callable[..., ResponseReturnValue]:
    """Make the view of a page: strangers sign in first, and 403 without the permission."""

    @login_required  # type: ignore[untyped-decorator]
    def show(**values: int) -> ResponseReturnValue:
        who = account()
        if page.permission and (who is None or not may(who, page.permission)):
            return error_page(HTTPStatus.FORBIDDEN)
        return render_template(f"pages/{page.template}.html", who=who, **values)

    return show  # type: ignore[no-any-return]


def front() -> ResponseReturnValue:
    """Say what this server offers."""
    return render_template("pages/front.html")


def login() -> ResponseReturnValue:
    """Show the sign-in form."""
    target = signing_in.safe_next(request.args.get("next"), otherwise="")
    return render_template("pages/login.html", next=target)


def ticket(token: str) -> ResponseReturnValue:
    """Show a citizen's own ticket on their phone; whether the token is right the API says."""
    return render_template("pages/ticket.html", token=token)


def ticket_help(token: str) -> ResponseReturnValue:
    """Let whoever holds a ticket ask for help, and see who comes."""
    return render_template("pages/ticket_help.html", token=token)


def feedback() -> ResponseReturnValue:
    """Let citizens complain, suggest and praise, and read the answer; `?hall=1&from=kiosk`."""
    return render_template(
        "pages/feedback.html",
        hall_id=request.args.get("hall", type=int),
        channel="kiosk" if request.args.get("from") == "kiosk" else "online",
    )


def own_notice(token: str) -> ResponseReturnValue:
    """Show a notice to whoever holds its code; whether the token is right the API says."""
    return render_template("pages/notice.html", token=token)


def guide(hall_id: int, item_id: int) -> ResponseReturnValue:
    """Show everybody the guide of an item; whether there is one the API says."""
    return render_template("pages/guide.html", hall_id=hall_id, item_id=item_id)


def no_such_page(error: HTTPException) -> ResponseReturnValue:
    """Answer 404: a page to people, the error document to programs."""
    if request.path.startswith("/api/"):
        return jsonify(code="not_found", detail=str(error.description)), HTTPStatus.NOT_FOUND
    return error_page(HTTPStatus.NOT_FOUND)


def error_page(status: int, *, reference: str | None = None) -> ResponseReturnValue:
    """Render a calm page for an HTTP error; reference is what a person can quote to support."""
    kind = str(status) if status in (403, 404) else "500" if status >= 500 else "other"
    return render_template("pages/error.html", kind=kind, reference=reference), int(status)
