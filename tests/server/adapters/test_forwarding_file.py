"""The file that says to which platforms a site's ratings go."""

import json

import pytest

from server.adapters.platform_file import FilePlatform
from server.adapters.platform_http import HttpPlatform
from server.adapters.platforms import NotAForwardingFile, read_platforms
from server.settings import Settings
from tests.server.acting import FakeClock

HTTP = """
[[platform]]
name = "province"
kind = "http"
dialect = "national"
url = "https://platform.example/evaluate"
app_mark = "hall"
halls = ["county"]
"""
FILES = """
[[platform]]
name = "files"
kind = "file"
dialect = "promise-first"
folder = "ratings"
"""


@pytest.fixture
def read(tmp_path):
    """Reads a file of this text; the province has a secret."""

    def read(text):
        file = tmp_path / "forwarding.toml"
        file.write_text(text, "utf-8")
        settings = Settings(
            database_url="sqlite://",
            secret_key="s" * 32,
            forwarding=file,
            forwarding_secrets=json.dumps({"province": "s"}),
        )
        return read_platforms(settings, clock=FakeClock())

    return read


def test_a_site_without_a_file_forwards_nothing():
    settings = Settings(database_url="sqlite://", secret_key="s" * 32)

    assert read_platforms(settings, clock=FakeClock()) == []


def test_each_platform_takes_what_its_dialect_has_words_for(read):
    province, files = read(HTTP + FILES)

    assert isinstance(province, HttpPlatform)
    assert isinstance(files, FilePlatform)
    assert province.recipient.serves("county")
    assert not province.recipient.serves("township")
    assert files.recipient.serves("township")
    assert [p.recipient.takes_defaults for p in (province, files)] == [False, True]
    assert "paper" not in province.recipient.channels
    assert "keypad" in province.recipient.channels


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[platform", "forwarding.toml: "),
        ("", "a name of its own"),
        (HTTP + HTTP, "a name of its own"),
        (HTTP.replace("national", "klingon"), "no dialect 'klingon'"),
        (HTTP.replace('"http"', '"fax"'), "kind"),
        (HTTP.replace("https://", "ftp://"), "url"),
        (HTTP.replace("province", "Province!"), "name"),
        (HTTP.replace('"province"', '"city"'), "city has no secret"),
        (HTTP + 'secret = "s"\n', "secret"),
        ("people = 3\n" + HTTP, "nobody knows people"),
        (HTTP + "[dialect.ours]\nlevels = 5\n", "ours|levels"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(read, text, says):
    with pytest.raises(NotAForwardingFile, match=says) as refused:
        read(text)

    assert "\n" not in str(refused.value)
