"""What the server may be started with, and what it says of what it may not."""

import pytest

from server.settings import DEMONSTRATION_CONTACT_KEY, SettingsError, read_settings

SECRET = "s" * 32
GIVEN = {"BUDAYANG_DATABASE_URL": "sqlite:///hall.db", "BUDAYANG_SECRET_KEY": SECRET}


def test_a_database_and_a_secret_are_enough():
    settings = read_settings(GIVEN)

    assert settings.database_url == "sqlite:///hall.db"
    assert settings.secret_key.get_secret_value() == SECRET
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.demonstration is False


def test_variables_of_other_programs_do_not_matter():
    assert read_settings({**GIVEN, "PATH": "/bin", "PORT": "1"}).port == 8000


@pytest.mark.parametrize(
    ("public_url", "url"),
    [
        ("", "http://127.0.0.1:8123"),
        ("https://hall.example/", "https://hall.example"),
        ("https://hall.example/queue", "https://hall.example/queue"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(public_url, url):
    given = {**GIVEN, "BUDAYANG_PORT": "8123", "BUDAYANG_PUBLIC_URL": public_url}

    assert read_settings(given).url == url


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"DATABASE_URL": None}, "BUDAYANG_DATABASE_URL: "),
        ({"SECRET_KEY": None}, "BUDAYANG_SECRET_KEY: "),
        ({"SECRET_KEY": "short"}, "BUDAYANG_SECRET_KEY: "),
        ({"PORT": "eighty"}, "BUDAYANG_PORT: "),
        ({"PORT": "0"}, "BUDAYANG_PORT: "),
        ({"PORT": "65536"}, "BUDAYANG_PORT: "),
        ({"THREADS": "4"}, "BUDAYANG_THREADS: "),
        ({"DEMONSTRATION": "perhaps"}, "BUDAYANG_DEMONSTRATION: "),
        ({"DATABSE_URL": "x"}, "BUDAYANG_DATABSE_URL: "),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(changed, named):
    given = {**GIVEN, **{f"BUDAYANG_{name}": value for name, value in changed.items()}}

    with pytest.raises(SettingsError) as refused:
        read_settings({name: value for name, value in given.items() if value is not None})

    assert str(refused.value).startswith(named)
    assert "\n" not in str(refused.value)


def test_all_wrong_settings_are_named_at_once():
    with pytest.raises(SettingsError) as refused:
        read_settings({"BUDAYANG_PORT": "0"})

    for name in ("DATABASE_URL", "SECRET_KEY", "PORT"):
        assert f"BUDAYANG_{name}: " in str(refused.value)


def test_a_secret_is_not_repeated():
    with pytest.raises(SettingsError) as refused:
        read_settings({**GIVEN, "BUDAYANG_SECRET_KEY": "hunter2", "BUDAYANG_PORT": "0"})

    assert "hunter2" not in str(refused.value)
    assert SECRET not in repr(read_settings(GIVEN))


@pytest.mark.parametrize("yes", ["1", "true", "yes"])
def test_a_demonstration_makes_a_secret_of_its_own_at_each_start(yes):
    given = {"BUDAYANG_DATABASE_URL": "sqlite://", "BUDAYANG_DEMONSTRATION": yes}

    secrets = {read_settings(given).secret_key.get_secret_value() for _ in range(2)}

    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 32


def test_a_demonstration_may_be_given_a_secret():
    given = {**GIVEN, "BUDAYANG_DEMONSTRATION": "1"}

    assert read_settings(given).secret_key.get_secret_value() == SECRET


@pytest.mark.parametrize("no", ["0", "false", "no"])
def test_a_real_hall_must_be_given_its_secret(no):
    given = {"BUDAYANG_DATABASE_URL": "sqlite://", "BUDAYANG_DEMONSTRATION": no}

    with pytest.raises(SettingsError, match="BUDAYANG_SECRET_KEY"):
        read_settings(given)


def test_secrets_of_platforms_are_read_from_json_and_never_shown():
    given = {**GIVEN, "BUDAYANG_FORWARDING_SECRETS": '{"province": "between us"}'}

    settings = read_settings(given)

    assert settings.forwarding_secrets["province"].get_secret_value() == "between us"
    assert "between us" not in repr(settings)


@pytest.mark.parametrize("text", ["between us", '["between us"]', '{"province": 3}'])
def test_secrets_in_another_form_are_refused_without_being_repeated(text):
    with pytest.raises(SettingsError, match="BUDAYANG_FORWARDING_SECRETS") as refused:
        read_settings({**GIVEN, "BUDAYANG_FORWARDING_SECRETS": text})

    assert "between us" not in str(refused.value)


# Keys that seal telephones ----------------------------------------------------------------------


def test_telephones_are_sealed_by_the_newest_key_and_the_secret_key_comes_last():
    given = {**GIVEN, "BUDAYANG_CONTACT_KEYS": f"{'a' * 32} {'b' * 32}"}

    assert read_settings(given).sealing_secrets == ["a" * 32, "b" * 32, SECRET]
    assert read_settings(GIVEN).sealing_secrets == [SECRET]


def test_a_demonstration_opens_what_it_sealed_before_it_was_started_again():
    given = {"BUDAYANG_DATABASE_URL": "sqlite:///hall.db", "BUDAYANG_DEMONSTRATION": "1"}

    assert read_settings(given).sealing_secrets[0] == read_settings(given).sealing_secrets[0]


@pytest.mark.parametrize("variable", ["CONTACT_KEYS", "SECRET_KEY"])
def test_a_real_hall_does_not_start_with_the_demonstrations_key(variable):
    given = {**GIVEN, f"BUDAYANG_{variable}": DEMONSTRATION_CONTACT_KEY}

    with pytest.raises(SettingsError, match=r"^BUDAYANG_CONTACT_KEYS: .*demonstration"):
        read_settings(given)


def test_a_short_key_is_refused_and_not_repeated():
    with pytest.raises(SettingsError, match=r"^BUDAYANG_CONTACT_KEYS: ") as refused:
        read_settings({**GIVEN, "BUDAYANG_CONTACT_KEYS": f"{'a' * 32} short-one"})

    assert "short-one" not in str(refused.value)
