"""A server in this process, and everybody who may ask it something."""

import pytest

from server.app import create_app
from server.settings import Settings
from tests.server.api.asking import People, in_process

SECRET = "a secret of thirty-two characters"


@pytest.fixture
def server(hall_url, clock, tmp_path):
    """The whole server on the small hall, without a port."""
    settings = Settings(database_url=hall_url, secret_key=SECRET, media_folder=tmp_path / "media")
    server = create_app(settings, clock=clock)
    yield server
    server.close()


@pytest.fixture
def database(server):
    """The server's own database, so that what happens in the hall wakes its relay."""
    return server.wiring.database


@pytest.fixture
def people(server, hall):
    return People(in_process(server.app), hall, server.wiring.tokens)


@pytest.fixture
def clerk(people):
    """Clerk 1, who sits at window 1."""
    clerk = people.clerk(1)
    assert clerk.at("1", "open").status == 200
    return clerk


@pytest.fixture
def kiosk(people):
    return people.station("kiosk")
