"""How the simulation asks a server that falters; the server here is ours and falters on demand."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from server.simulation.client import Client, Fault, Refused, ServerAway


class FalteringServer:
    """Answers with the statuses it was told, one a request, and remembers the request ids."""

    def __init__(self):
        self.statuses = []
        self.keys = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.keys.append(self.headers["Idempotency-Key"])
                status = outer.statuses.pop(0)
                if status is None:
                    self.close_connection = True  # hangs up without a word
                    return
                body = {"code": "queue_empty"} if status == 409 else {"number": "A001"}
                payload = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server():
    server = FalteringServer()
    yield server
    server.close()


@pytest.fixture
def client(server):
    client = Client(server.url)
    yield client
    client.close()


@pytest.mark.parametrize("trouble", [500, 503, None], ids=["500", "503", "hangs up"])
def test_a_command_is_sent_again_with_the_same_request_id(server, client, trouble):
    server.statuses = [trouble, 201]

    assert client.post("/tickets") == {"number": "A001"}

    assert len(server.keys) == 2
    assert len(set(server.keys)) == 1
    assert client.traffic.requests == 2
    assert client.traffic.retries == 1
    assert sum(client.traffic.faults.values()) == 1


def test_two_commands_have_two_request_ids(server, client):
    server.statuses = [201, 201]

    client.post("/tickets")
    client.post("/tickets")

    assert len(set(server.keys)) == 2


def test_a_refusal_is_told_by_its_code_and_not_sent_again(server, client):
    server.statuses = [409]

    with pytest.raises(Refused) as refused:
        client.post("/call-next")

    assert refused.value.code == "queue_empty"
    assert client.traffic.refusals == {"queue_empty": 1}
    assert len(server.keys) == 1


def test_a_fault_that_stays_is_told(server, client):
    server.statuses = [500, 500, 500]

    with pytest.raises(Fault):
        client.post("/tickets")

    assert client.traffic.faults == {"500": 3}


def test_a_server_that_is_not_there_is_told():
    gone = FalteringServer()
    gone.close()
    client = Client(gone.url, patience_s=0.2)

    with pytest.raises(ServerAway):
        client.get("/halls")

    client.close()
