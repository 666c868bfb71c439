"""Who signs in, and which stations are known."""

import stat

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select, update

from server.domain.errors import InvalidInput, NotFound, TooManyAttempts, Unauthenticated
from server.services import accounts, demonstration, enrolment, stations
from server.store import people_tables, station_tables
from server.store.engine import open_engine, transaction
from server.store.keypads import keypad_at

PASSWORD = "a long and secret word"


@pytest.fixture(scope="module")
def password_hash():
    """Hashed with little effort: how much it takes to verify is written in the hash."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def conn(hall, hall_url):
    engine = open_engine(hall_url, writes=True)
    with transaction(engine) as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def sign_in(hall, hall_url, database, clock, password_hash):
    """Clerk `small-1` has a password."""
    engine = open_engine(hall_url, writes=True)
    with transaction(engine) as connection:
        this = people_tables.accounts.c.login == "small-1"
        connection.execute(
            update(people_tables.accounts).where(this).values(password_hash=password_hash)
        )
    engine.dispose()
    return accounts.SignIn(database, clock)


def fail(sign_in, login="small-1", *, times=1):
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            sign_in(login, "a wrong word")


def test_login_and_password_open_the_door(hall, sign_in):
    account = sign_in("small-1", PASSWORD)

    assert (account.id, account.role) == (hall.clerks[0], "clerk")


def test_a_refusal_does_not_say_which_of_the_two_was_wrong(sign_in):
    with pytest.raises(Unauthenticated) as wrong_password:
        sign_in("small-1", "a wrong word")
    with pytest.raises(Unauthenticated) as unknown_login:
        sign_in("nobody", PASSWORD)

    assert wrong_password.value.to_json() == unknown_login.value.to_json()


def test_five_failures_lock_a_login_for_five_minutes(sign_in, clock):
    fail(sign_in, times=5)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in("small-1", PASSWORD)
    assert refused.value.fields == {"minutes": 5}

    clock.forward(minutes=4, seconds=59)
    with pytest.raises(TooManyAttempts):
        sign_in("small-1", PASSWORD)
    clock.forward(seconds=2)
    assert sign_in("small-1", PASSWORD).login == "small-1"


def test_four_failures_lock_nobody_and_success_forgets_them(sign_in):
    fail(sign_in, times=4)
    sign_in("small-1", PASSWORD)
    fail(sign_in, times=4)

    assert sign_in("small-1", PASSWORD).login == "small-1"


def test_slow_failures_lock_nobody(sign_in, clock):
    for _ in range(6):
        fail(sign_in)
        clock.forward(minutes=2)

    assert sign_in("small-1", PASSWORD).login == "small-1"


def test_an_unknown_login_is_locked_like_any_other(sign_in):
    fail(sign_in, "nobody", times=5)

    with pytest.raises(TooManyAttempts):
        sign_in("nobody", PASSWORD)
    assert sign_in("small-1", PASSWORD).login == "small-1"


def test_an_account_that_was_switched_off_does_not_sign_in(hall, sign_in, hall_url):
    engine = open_engine(hall_url, writes=True)
    with transaction(engine) as connection:
        connection.execute(update(people_tables.accounts).values(is_active=False))
    engine.dispose()

    with pytest.raises(Unauthenticated):
        sign_in("small-1", PASSWORD)


def test_of_a_password_only_a_slow_hash_is_kept():
    kept = enrolment.new_password(PASSWORD)

    assert kept.startswith("$argon2id$")
    assert extract_parameters(kept).memory_cost >= 19 * 1024  # KiB, the least OWASP advises
    assert PASSWORD not in kept


def test_a_password_has_ten_characters():
    with pytest.raises(InvalidInput):
        enrolment.new_password("九个字的口令不够长")


def test_a_login_belongs_to_one_person(hall, conn):
    person = {"name": "窗口人员", "staff_no": "099", "role": "clerk", "password_hash": "-"}

    with pytest.raises(InvalidInput):
        enrolment.add_account(conn, hall_id=hall.hall_id, login="small-1", **person)


def test_a_station_is_known_by_its_token_of_which_only_a_hash_is_kept(hall, conn):
    token = stations.new_token()
    enrolment.put_station(
        conn, hall_id=hall.hall_id, code="w1", kind="window", window="1", token=token
    )

    station = stations.by_token(conn, token)

    assert (station.code, station.window_id) == ("w1", hall.windows["1"])
    assert token not in str(conn.execute(select(station_tables.stations)).all())


def test_a_new_token_ends_the_old_one(hall, conn):
    for token in ("st_old", "st_new"):
        enrolment.put_station(conn, hall_id=hall.hall_id, code="k1", kind="kiosk", token=token)

    assert stations.by_token(conn, "st_new").code == "k1"
    with pytest.raises(Unauthenticated):
        stations.by_token(conn, "st_old")


def test_a_revoked_station_is_unknown(hall, conn, clock):
    enrolment.put_station(conn, hall_id=hall.hall_id, code="k1", kind="kiosk", token="st_x")
    conn.execute(update(station_tables.stations).values(revoked_at=clock.now()))

    with pytest.raises(Unauthenticated):
        stations.by_token(conn, "st_x")


def test_a_station_of_a_window_that_is_not_there_is_refused(hall, conn):
    with pytest.raises(NotFound):
        enrolment.put_station(
            conn, hall_id=hall.hall_id, code="w99", kind="window", window="99", token="st_x"
        )


@pytest.mark.parametrize(
    ("keypads_at", "windows"),
    [((), ["1", "4"]), (("4", "2"), ["2", "4"])],
    ids=["a token renewed without a word on keypads", "other windows than before"],
)
def test_the_keypads_that_hang_on_a_station(hall, conn, keypads_at, windows):
    station = {"hall_id": hall.hall_id, "code": "hall-bus", "kind": "hall"}
    enrolment.put_station(conn, **station, token="st_old", keypads_at=("1", "4"))
    enrolment.put_station(conn, **station, token="st_new", keypads_at=keypads_at)

    found = [keypad_at(conn, window_id) for window_id in hall.windows.values()]
    assert sorted(keypad.window for keypad in found if keypad) == windows


def test_a_window_changes_over_to_the_station_that_has_its_keypad_now(hall, conn):
    for code in ("old", "new"):
        enrolment.put_station(
            conn, hall_id=hall.hall_id, code=code, kind="hall", token=code, keypads_at=["1"]
        )

    station = stations.by_token(conn, "new")
    assert keypad_at(conn, hall.windows["1"]).station_id == station.id


def test_a_station_says_how_its_devices_are(hall, clock):
    keypad = hall.add_keypad("1")

    hall.run(
        stations.note_health, station_id=keypad.station_id, devices={"keypad": {"state": "ok"}}
    )

    with hall.database.read() as conn:
        row = conn.execute(select(station_tables.stations)).one()
    assert (row.health, row.seen_at) == ({"devices": {"keypad": {"state": "ok"}}}, clock.now())


def test_a_demonstrations_tokens_are_for_their_owners_eyes_only(hall, conn, tmp_path):
    folder = tmp_path / "tokens"

    demonstration.seed(conn, folder, at_windows=["1"])

    files = sorted(folder.iterdir())
    assert [f.name for f in files] == ["hall-1.token", "kiosk-1.token", "window-1.token"]
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    for file in files:
        assert stations.by_token(conn, file.read_text()).code == file.stem


def test_seeding_a_demonstration_again_keeps_tokens_and_people(hall, conn, tmp_path):
    demonstration.seed(conn, tmp_path, at_windows=["1"])
    token = (tmp_path / "kiosk-1.token").read_text()
    people = conn.execute(select(people_tables.accounts.c.id)).all()

    demonstration.seed(conn, tmp_path, at_windows=["1", "2"])

    assert stations.by_token(conn, token).code == "kiosk-1"
    assert conn.execute(select(people_tables.accounts.c.id)).all() == people
    assert (tmp_path / "window-2.token").exists()


def test_a_database_says_whether_a_demonstration_is_in_it(hall, conn, tmp_path):
    assert demonstration.holds_demonstration(conn) is False

    demonstration.seed(conn, tmp_path, at_windows=[])

    assert demonstration.holds_demonstration(conn) is True
