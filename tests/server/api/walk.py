"""A day in the hall that needs every endpoint once, and meets a refusal here and there."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from server.domain.clock import to_wire
from server.store.forwarding_tables import forwards
from tests.server.acting import FakeClock, SmallHall
from tests.server.api.asking import PASSWORD, Caller, People
from tests.server.booking import Bookings, beijing
from tests.server.publishing import WATER
from tests.server.rated import refused_by_a_platform
from tests.server.showing import picture


def walk_through_everything(people: People, hall: SmallHall, clock: FakeClock) -> None:
    """Ask every endpoint; the answers are for whoever listens on the wire."""
    office = sign_in(people)
    look_around(people.stranger(), hall, office)
    clerk, keypad = people.clerk(1), people.station("window", window="1")
    kiosk, speaker = people.station("kiosk"), people.station("hall")
    for _ in range(6):
        kiosk.issue("A")
    kiosk.post(kiosk.hall("/tickets"), {"package_id": hall.packages["both"], "channel": "kiosk"})
    kiosk.post(kiosk.hall("/tickets"), {"item_id": hall.items["CARD1"]})
    kiosk.about("A001", "slip", state="failed", reason="paper_out")
    open_and_pause(clerk, people.clerk(2), hall)
    serve(clerk, speaker, clock)
    rate(clerk, keypad, clock)
    move_tickets_about(clerk, office, hall)
    serve_out_of_turn(clerk, office, hall)
    print_again_and_close(kiosk, office, hall)
    own_ticket(people.stranger(), hall)
    come_by_appointment(kiosk, office, hall)
    know_by_card(kiosk, office, hall)
    give_alone(kiosk, hall)
    report(keypad, hall)
    manage_stations(people, office)
    press_every_key(keypad, office, hall)
    follow_up_a_bad_rating(clerk, keypad, office, hall, clock)
    look_at_ratings(office, hall)
    rate_by_every_channel(people, clerk, kiosk, hall, clock)
    complain(people.stranger(), office)
    fill_displays(people.stranger(), office)
    ask_for_help(kiosk, people.stranger(), office, hall)
    tell_what_is_missing(clerk, office, hall)
    publish_an_item(people, office)
    grow(office, hall)
    clerk.at("1", "close")
    clerk.get(clerk.window("1", "desk"))


def grow(office: Caller, hall: SmallHall) -> None:
    """Go without ratings, ask for ratings without consoles, and use everything again."""
    path = office.hall("/stages")
    every = {"consoles": True, "displays": True, "ratings": True}
    office.post(path, every | {"ratings": False})
    office.post(path, every | {"consoles": False})
    office.post(path, every | {"called_out": [{"queue_id": hall.queues["A"], "number": "A9"}]})
    office.post(path, every)
    office.post(office.hall("/visitors"), {"undo": False})
    office.post(office.hall("/desk-options"), {"window_slip": True, "count_visitors": True})
    office.post(office.hall("/visitors"), {"undo": False})
    office.get(office.hall("/visitors"))


def publish_an_item(people: People, office: Caller) -> None:
    """Write an item down, send it through both steps, take it away; and all by workbook."""
    department = people.staff("department")
    written = {"content": WATER}
    office.post(office.hall("/items"), {"content": WATER | {"code": "CARD1"}})
    item = office.post(office.hall("/items"), written).body
    path = office.hall(f"/items/{item['item_id']}")

    def step(who: Caller, step: str, **more: Any) -> None:
        latest = office.get(path).body["versions"][0]
        seen = {name: latest[name] for name in ("version", "revision")}
        who.post(f"{path}/step", {**seen, "step": step, **more})

    office.get(f"{path}/guide")
    office.post(f"{path}/draft", {**written, "revision": 7})
    office.post(f"{path}/draft", {**written, "revision": 1})
    step(office, "submit")
    step(office, "approve")
    step(department, "send_back")
    step(department, "approve")
    step(office, "file")
    people.stranger().get(f"{path}/guide")
    office.post(f"{path}/versions")
    office.post(f"{path}/versions")
    step(office, "withdraw", words="不改了")
    office.get(office.hall("/items"))
    packed = office.get(office.hall("/items/export")).body["content"]
    office.post(office.hall("/items/import"), {"file": packed})
    office.post(office.hall("/items/import"), {"file": "bm90aGluZw=="})


def sign_in(people: People) -> Caller:
    """Enrol the office and let it sign in."""
    people.enrol("office")
    stranger = people.stranger()
    stranger.post("/login", {"login": "office", "password": "wrong"})
    token = stranger.post("/login", {"login": "office", "password": PASSWORD}).body["token"]
    return people.bearer(token)


def look_around(anybody: Caller, hall: SmallHall, office: Caller) -> None:
    """What is to be seen before anything happens."""
    for path in ("", "/catalogue", "/board", "/waits"):
        anybody.get(anybody.hall(path))
    anybody.get("/halls")
    for path in ("/halls/77", "/halls/77/board", "/halls/77/catalogue", "/halls/77/events"):
        anybody.get(path)
    office.get(office.hall("/alarms"))
    office.get(office.hall("/wait-accuracy"))
    office.get(office.hall("/tickets/77"))
    office.get(office.hall("/tickets?number=A001"))


def open_and_pause(clerk: Caller, other: Caller, hall: SmallHall) -> None:
    """Sit down, be in the way of somebody, pause."""
    clerk.at("1", "call-next")
    clerk.at("1", "open")
    other.at("1", "open")
    other.at("1", "recall")
    clerk.at("1", "pause", reason="取材料", until=to_wire(hall.clock.now() + timedelta(minutes=5)))
    clerk.get(clerk.window("1", "desk"))
    clerk.at("1", "call-next")
    clerk.at("1", "unpause")


def serve(clerk: Caller, speaker: Caller, clock: FakeClock) -> None:
    """Call, recall, announce, pass, suspend, resume."""
    current = clerk.at("1", "call-next").body["current"]
    clerk.at("1", "call-next")
    clerk.at("1", "recall")
    speaker.post(
        speaker.hall("/announcements"),
        {"visit_id": current["visit_id"], "calls": 2, "outcome": "spoken"},
    )
    clerk.at("1", "pass", reason="三次未到")
    clerk.at("1", "call-next")
    clerk.at("1", "pass")
    clerk.at("1", "call-next")
    clock.forward(seconds=30)
    clerk.at("1", "start")
    desk = clerk.at("1", "suspend", kind="without_documents").body
    clerk.at("1", "resume", code=desk["suspended"][0]["code"])
    clerk.at("1", "recall")


def rate(clerk: Caller, keypad: Caller, clock: FakeClock) -> None:
    """Finish the visit and have it rated."""
    clerk.at("1", "finish", outcome="accepted")
    keypad.get("/stations/me")
    job = keypad.get("/stations/me/jobs").body["jobs"][0]
    armed_at = clock.now()
    pressed_at = clock.forward(seconds=4)
    pressed = {
        "value": 5,
        "level": "very_satisfied",
        "armed_at": to_wire(armed_at),
        "pressed_at": to_wire(pressed_at),
        "device": "keypad",
    }
    answer_job(keypad, job["job_id"], {"level": "splendid"})
    answer_job(keypad, job["job_id"], pressed)
    answer_job(keypad, "no-such-job", pressed)
    clerk.get(clerk.window("1", "desk"))


def answer_job(keypad: Caller, job_id: str, body: dict[str, Any]) -> None:
    keypad.post(f"/stations/me/jobs/{job_id}/result", {"outcome": "done", "body": body})


def move_tickets_about(clerk: Caller, office: Caller, hall: SmallHall) -> None:
    """Transfer, return, bring back, cancel, void."""
    clerk.at("1", "call-next")
    clerk.at("1", "transfer", queue_id=hall.queues["B"])
    clerk.at("1", "call-next")
    clerk.at("1", "transfer", zone_id=hall.zones["east"])
    clerk.at("1", "transfer", window_id=hall.windows["4"])
    clerk.at("1", "call-next")
    clerk.at("1", "return")
    clerk.about("A001", "bring-back")
    clerk.about("A001", "bring-back")
    office.get(office.hall(f"/tickets/{hall.ticket('A001').id}"))
    clerk.about("A001", "cancel")
    clerk.about("A005", "void")


def serve_out_of_turn(clerk: Caller, office: Caller, hall: SmallHall) -> None:
    """Call a chosen ticket, serve somebody without a number, begin an item."""
    letter = {"item_ids": [hall.items["CARD1"]], "valid_from": "2026-01-01", "letter_no": "1"}
    office.post(office.hall(f"/accounts/{hall.clerks[0]}/authorisations"), letter)
    clerk.get(clerk.hall("/accounts/me/authorisations"))
    clerk.at("1", "call", ticket_id=hall.ticket("A006").id, reason="带小孩")
    office.at("2", "open")
    office.at("2", "call", ticket_id=hall.ticket("A006").id, reason="带小孩")
    office.at("2", "begin-item", item_id=hall.items["CARD1"])
    office.at("2", "return")
    clerk.at("1", "admit", queue_id=hall.queues["A"])
    clerk.at("1", "begin-item", item_id=hall.items["CARD1"])
    clerk.at("1", "finish", outcome="consulted")


def print_again_and_close(kiosk: Caller, office: Caller, hall: SmallHall) -> None:
    """Print a second slip, draw as a known person, close a queue and open it."""
    kiosk.about("A006", "reprint")
    kiosk.about("A005", "reprint")
    drawn = {"queue_id": hall.queues["B"], "channel": "kiosk", "person": "13800001234"}
    kiosk.post(kiosk.hall("/tickets"), drawn)
    kiosk.post(kiosk.hall("/tickets"), {**drawn, "person": "12345"})
    this = f"/queues/{hall.queues['B']}"
    office.post(office.hall(f"{this}/close"), {"reason": "系统维护"})
    office.get(office.hall())
    office.post(office.hall(f"{this}/open"))


def own_ticket(owner: Caller, hall: SmallHall) -> None:
    """What the owner of a slip does with a telephone."""
    missed = hall.ticket("A002").token
    owner.post(f"/tickets/{missed}/return")
    owner.post(f"/tickets/{missed}/return")
    token = hall.ticket("A006").token
    owner.get(f"/tickets/{token}")
    owner.post(f"/tickets/{token}/cancel")
    owner.post(f"/tickets/{token}/cancel")
    owner.get("/tickets/no-such-token")


def come_by_appointment(kiosk: Caller, office: Caller, hall: SmallHall) -> None:
    """Book, move, check in, take it back, call it off."""
    Bookings(hall, late="refuse")
    appointments = office.hall("/appointments")
    book = {"queue_id": hall.queues["A"], "starts_at": to_wire(beijing("09:20"))}
    kiosk.get(kiosk.hall(f"/queues/{hall.queues['A']}/slots?days=2"))
    first, second = (office.post(appointments, book).body for _ in range(2))
    office.post(appointments, book)
    one = f"{appointments}/{first['appointment_id']}"
    office.post(f"{one}/change", {"starts_at": to_wire(beijing("09:40"))})
    office.post(f"{one}/change", {"starts_at": to_wire(beijing("09:41"))})
    kiosk.post(f"{appointments}/check-in", {"code": first["code"]})
    kiosk.post(f"{appointments}/check-in", {"code": second["code"]})
    other = f"{appointments}/{second['appointment_id']}"
    office.post(f"{other}/undo-check-in")
    office.post(f"{other}/undo-check-in")
    office.post(f"{other}/cancel")
    kiosk.post(appointments, book | {"person": "13800001234"})
    office.get(appointments)


def know_by_card(kiosk: Caller, office: Caller, hall: SmallHall) -> None:
    """Find a person's number and check in by who it is; the station makes the hash."""
    Bookings(hall, issuing={"identification": "optional"})
    said = {"person": "13800001234"}
    starts_at = to_wire(beijing("09:20", day="2026-11-25"))
    kiosk.get("/stations/me/person-key")
    office.get("/stations/me/person-key")
    kiosk.post(kiosk.hall("/tickets"), {"queue_id": hall.queues["A"], **said})
    book = {"queue_id": hall.queues["A"], "starts_at": starts_at, **said}
    office.post(office.hall("/appointments"), book)
    kiosk.post(kiosk.hall("/persons/find"), said)
    kiosk.post(kiosk.hall("/persons/find"), {"person_hash": "0" * 64})
    kiosk.post(kiosk.hall("/appointments/check-in"), said)


def follow_up_a_bad_rating(
    clerk: Caller, keypad: Caller, office: Caller, hall: SmallHall, clock: FakeClock
) -> None:
    """Somebody is dissatisfied; the office follows it up."""
    responsible = {"account_id": hall.clerks[1]}
    office.post(office.hall(f"/windows/{hall.windows['1']}/responsible"), responsible)
    office.issue("A")
    clerk.at("1", "unpause")
    for step, body in (("call-next", {}), ("start", {}), ("finish", {"outcome": "accepted"})):
        clerk.at("1", step, **body)
    armed_at, pressed_at = clock.now(), clock.forward(seconds=4)
    pressed = {"value": 1, "level": "dissatisfied", "device": "keypad"}
    times = {"armed_at": to_wire(armed_at), "pressed_at": to_wire(pressed_at)}
    answer_job(keypad, keypad.get("/stations/me/jobs").body["jobs"][0]["job_id"], pressed | times)
    reason = {"channel": "phone", "labels": ["213"], "contact": "5551234"}
    path = office.hall("/cases")
    case = office.get(path).body["cases"][0]
    office.post(f"/tickets/{hall.ticket(case['number']).token}/rating-reason", reason)
    one = f"{path}/{case['case_id']}"
    for alert in office.get(office.hall("/alerts")).body["alerts"]:
        office.post(office.hall(f"/alerts/{alert['alert_id']}/seen"))
    office.post(f"{one}/step", {"step": "verify"})
    office.post(f"{one}/step", {"step": "close"})
    office.post(f"{one}/step", {"step": "confirm", "words": "属实"})
    office.post(f"{one}/extend", {"until": "2027-11-24T01:20:00Z", "reason": "等设备"})
    office.post(f"{one}/assign", responsible)
    office.get(one)
    office.post(f"{one}/contact")
    office.get(f"{one}/file")
    clerk.get(path)
    clerk.get(f"{path}?ended=true")
    office.get(office.hall("/accounts"))


def tell_what_is_missing(clerk: Caller, office: Caller, hall: SmallHall) -> None:
    """A notice, its paper, the way back with it, and what is handed in."""
    clerk.at("1", "admit", queue_id=hall.queues["A"])
    told = {
        "kind": "deferral",
        "item_id": hall.items["CARD1"],
        "materials": [{"position": 1, "fault": "missing"}],
        "due_days": 5,
    }
    clerk.at("1", "notices", **told, due_days_=1)
    clerk.at("1", "notices", **{**told, "due_days": None})
    made = clerk.at("1", "notices", **told, suspend="without_documents").body
    one = clerk.hall(f"/notices/{made['notice_id']}")
    clerk.post(f"{one}/print", {"how": "page"})
    clerk.post(f"{one}/print", {"how": "slip"})
    clerk.post(f"{one}/print", {"how": "slip", "window_id": hall.windows["1"]})
    clerk.get(one)
    clerk.get(clerk.hall("/notices/77"))
    clerk.get(clerk.hall("/notices"))
    clerk.post(f"{one}/hand-in", {"positions": [1]})
    clerk.post(f"{one}/hand-in", {"positions": [2]})
    office.get(office.hall("/notice-counts?first=2026-11-01&last=2026-11-30"))
    token = made["url"].rpartition("/")[2]
    clerk.get(f"/notices/{token}")
    clerk.get("/notices/no-such-token")
    clerk.at("1", "resume", token=token)
    clerk.at("1", "finish", outcome="accepted")


def look_at_ratings(office: Caller, hall: SmallHall) -> None:
    """What ratings come to, and one that a platform has refused."""
    for by in ("window", "zone", "person", "item", "queue", "day"):
        office.get(office.hall(f"/rating-statistics?by={by}"))
    office.get(office.hall("/rating-statistics?from=2026-11-25&to=2026-11-24"))
    refused = refused_by_a_platform(hall)
    path = office.hall("/rating-forwards")
    office.get(path)
    for _ in range(2):
        office.post(f"{path}/{refused}/resend")
    waiting = update(forwards).where(forwards.c.id == refused).values(state="number_missing")
    hall.set_up(waiting)
    office.post(f"{path}/{refused}/case-number", {"case_number": "AH-7"})
    office.get(f"{path}?state=pending")


def manage_stations(people: People, office: Caller) -> None:
    """Pair a new computer, look at it, tell it something, send it away."""
    asked = {"kind": "kiosk", "host": "pc", "token_hash": "0" * 64}
    code = people.stranger().post(office.hall("/pairings"), asked).body["code"]
    stations = office.hall("/stations")
    office.post(stations, {"code": "000000", "station": "kiosk-9"})
    station = office.post(stations, {"code": code, "station": "kiosk-9"}).body["station_id"]
    office.get(stations)
    office.get(office.hall("/screens"))
    office.post(f"{stations}/{station}/messages", {"message": "station.lock", "zh": "维护中"})
    office.post(f"{stations}/{station}/messages", {"message": "station.show"})
    office.post(f"{stations}/{station}/keypads", {"window_ids": []})
    office.post(f"{stations}/{station}/revoke")


def fill_displays(anybody: Caller, office: Caller) -> None:
    """What displays show beside calls."""
    office.send_bytes(office.hall("/media"), b"no picture")
    medium = office.send_bytes(office.hall("/media"), picture()).body["medium"]
    added = office.post(office.hall("/slides"), {"medium": medium, "duration_s": 10})
    slide = added.body["slides"][0]["slide_id"]
    office.post(office.hall(f"/slides/{slide}"), {"duration_s": 20, "last_on": "2026-12-31"})
    office.post(office.hall("/slides/order"), {"slide_ids": [slide]})
    office.post(office.hall("/marquee"), {"lines": [{"zh": "明日停电"}]})
    layout = {"title": "门口", "definition": {"shows": ["calls", "slides"], "slides": "main"}}
    office.post(office.hall("/layouts/entrance"), layout)
    anybody.get(office.hall("/signage"))
    office.get(office.hall("/signage/all"))
    office.post(office.hall("/layouts/entrance/remove"))
    office.post(office.hall(f"/slides/{slide}/remove"))


def press_every_key(pad: Caller, office: Caller, hall: SmallHall) -> None:
    """What a caller pad does, one key after another."""
    me = "/stations/me/window"
    for _ in range(3):
        office.issue("A")
    for step, body in (
        ("call-next", {}),
        ("recall", {}),
        ("start", {}),
        ("transfer", {"queue": "no-such-queue"}),
        ("suspend", {"kind": "awaiting_step"}),
        ("call-back", {}),
        ("finish", {"outcome": "accepted"}),
        ("call-next", {}),
        ("transfer", {"queue": "homes"}),
        ("call-next", {}),
        ("pass", {}),
        ("pause", {}),
        ("pause", {}),
    ):
        pad.post(f"{me}/{step}", body)
    pad.get(me)


def give_alone(kiosk: Caller, hall: SmallHall) -> None:
    """Hold numbers, give one of them and one that is not held, and say so twice."""
    Bookings(hall).book("09:20", day="2026-11-25")
    held = kiosk.post("/stations/me/leases", {"holder": "a" * 32}).body
    lease = held["days"][0]["queues"][0]["leases"][0]
    given = {
        "request_id": "press-0001",
        "lease_id": lease["lease_id"],
        "serial": lease["first"],
        "number": f"A{lease['first']}",
        "token": "a-token-of-the-kiosk",
        "joined_at": to_wire(hall.clock.now()),
        "slip": "printed",
    }
    foreign = {**given, "request_id": "press-0002", "serial": 1, "number": "A001"}
    for _ in range(2):
        kiosk.post("/stations/me/tickets", {"tickets": [given, foreign]})


def report(station: Caller, hall: SmallHall) -> None:
    """What a station says of itself."""
    station.post("/stations/me/alarms", {"kind": "paper_out", "device": "slip"})
    station.post("/stations/me/health", {"devices": {"keypad": {"state": "ready"}}})
    station.get(station.hall("/events?since=3"))


def rate_by_every_channel(
    people: People, clerk: Caller, kiosk: Caller, hall: SmallHall, clock: FakeClock
) -> None:
    """The ticket's page, a kiosk, a paper form typed in, and a tablet in place of the keypad."""
    citizen, office = people.stranger(), people.staff("reception")
    admin, tablet = people.staff("admin"), people.bearer("st_" + "t" * 43)
    citizen.get(citizen.hall("/rating-labels"))
    own, at_kiosk, on_paper = (serve_one(clerk, kiosk, clock) for _ in range(3))
    rating = f"/tickets/{own['token']}/rating"
    qr = {"channel": "qr"}
    citizen.post(rating, {"level": "dissatisfied", "again": True, **qr})
    citizen.post(rating, {"level": "dissatisfied", "labels": ["517"], **qr})
    citizen.post(rating, {"level": "dissatisfied", **qr})
    citizen.post(rating, {"level": "dissatisfied", **qr})
    citizen.get(f"/tickets/{own['token']}")
    reason = {"labels": ["214"], "contact": "13800001234", **qr}
    citizen.post(f"{rating}-reason", reason)
    citizen.post(f"{rating}-reason", reason)
    office.get(office.hall("/cases"))
    kiosk.post("/stations/me/ratings", {"token": at_kiosk["token"], "level": "basic"})
    tablet.post("/stations/me/ratings", {"token": at_kiosk["token"], "level": "basic"})
    paper = office.hall(f"/tickets/{on_paper['ticket_id']}/paper-rating")
    office.post(paper, {"level": "satisfied", "words": "纸质"})
    office.post(paper, {"level": "satisfied"})
    admin.post(admin.window("1", "tablet"), {"token": tablet.token})
    serve_one(clerk, kiosk, clock)
    tablet.get("/stations/me")
    job = tablet.get("/stations/me/jobs").body["jobs"][0]
    now = to_wire(clock.now())
    answer_job(tablet, job["job_id"], {"level": "basic", "armed_at": now, "pressed_at": now})
    job = tablet.get("/stations/me/jobs").body["jobs"][0]
    answer_job(tablet, job["job_id"], {"labels": ["307"], "words": "还行"})
    tablet.get("/stations/me/window")
    tablet.issue("A")


def serve_one(clerk: Caller, kiosk: Caller, clock: FakeClock) -> dict[str, Any]:
    """Whoever comes next is served; returns the ticket."""
    kiosk.issue("A")
    clerk.at("1", "call-next")
    served = clerk.at("1", "start").body["current"]["ticket"]
    clock.forward(minutes=2)
    clerk.at("1", "finish", outcome="accepted")
    return dict(clerk.get(clerk.hall(f"/tickets/{served['ticket_id']}")).body)


def complain(citizen: Caller, office: Caller) -> None:
    """A citizen complains, the office answers; somebody guesses codes."""
    path = office.hall("/feedback")
    citizen.get(f"{path}/address")
    pdf = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
    said = {"kind": "complaint", "text": "等了太久", "attachments": [pdf], "contact": "5551234"}
    given = citizen.post(path, said).body
    citizen.post(path, {**said, "attachments": ["R0lGODlh"]})
    office.post(f"{path}/entries", {"kind": "praise", "text": "好", "channel": "phone"})
    office.get(path)
    office.get(f"{path}/figures?first=2026-11-24&last=2026-11-30")
    one = f"{path}/{given['feedback_id']}"
    office.get(one)
    office.get(f"{one}/attachments/1")
    office.post(f"{one}/contact")
    office.post(f"{one}/step", {"step": "answer", "words": "太早"})
    office.post(f"{one}/step", {"step": "handle"})
    office.post(f"{one}/step", {"step": "answer", "words": "已增开窗口"})
    both = {"receipt": given["receipt"], "code": given["code"]}
    citizen.post(f"{path}/look-up", both)
    for _ in range(6):
        citizen.post(f"{path}/look-up", {**both, "code": "22222-22222"})


def ask_for_help(kiosk: Caller, citizen: Caller, office: Caller, hall: SmallHall) -> None:
    """Somebody asks at the kiosk, somebody else with a ticket; staff come."""
    path = office.hall("/help")
    asked = kiosk.post(path, {"kind": "at_kiosk"}).body["help_id"]
    kiosk.get(f"{path}/{asked}")
    office.get(path)
    office.post(f"{path}/{asked}/step", {"step": "take"})
    office.post(f"{path}/{asked}/step", {"step": "take"})
    kiosk.post(f"{path}/{asked}/withdraw")
    own = f"/tickets/{kiosk.issue('A').body['token']}/help"
    citizen.post(f"{own}/withdraw")
    citizen.get(own)
    second = citizen.post(own, {"kind": "guide"}).body["help_id"]
    office.post(f"{path}/{second}/step", {"step": "take"})
    office.post(f"{path}/{second}/step", {"step": "finish"})
    citizen.post(f"{own}/feedback", {"has_helped": True})
    citizen.get(own)
    citizen.post(own)
    citizen.post(f"{own}/withdraw")
