"""One station, wired: devices, journal, link to the server, local interface."""

import logging
import time
from pathlib import Path

from display.board import Board, to_json
from kiosk.agent.background import Background
from kiosk.agent.board_feed import BoardFeed
from kiosk.agent.booking import Booking
from kiosk.agent.catalogue import Catalogue, CatalogueKeeper
from kiosk.agent.check_slips import read_check_texts, self_test_slip
from kiosk.agent.clock import to_wire, utc_now
from kiosk.agent.devices import make_devices
from kiosk.agent.finding import Finding
from kiosk.agent.hall_rules import HallRules
from kiosk.agent.health import HealthReporter
from kiosk.agent.help_api import HelpDesk
from kiosk.agent.identity import StationIdentity
from kiosk.agent.issuing import Issuing
from kiosk.agent.job_desk import JobDesk
from kiosk.agent.journal import Journal
from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_app import Pages
from kiosk.agent.local_server import LocalServer
from kiosk.agent.making import Surroundings
from kiosk.agent.nearby import Nearby
from kiosk.agent.papers import Papers
from kiosk.agent.persons import PersonKey
from kiosk.agent.printing import SlipResult
from kiosk.agent.rating_desks import RatingDesks
from kiosk.agent.remote import Remote
from kiosk.agent.reporter import Reporter
from kiosk.agent.server_client import ServerClient
from kiosk.agent.settings import StationFile
from kiosk.agent.slip import compose, read_slip_texts
from kiosk.agent.standby import Standby, make_standby
from kiosk.agent.supervisor import Supervised
from kiosk.agent.uplink import Uplink
from kiosk.agent.voice_trials import VoiceTrials
from kiosk.agent.window_link import WindowLink
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

_PRODUCT = Path(__file__).resolve().parents[2]
PAGES = Pages(web=_PRODUCT / "kiosk" / "web", kit=_PRODUCT / "display" / "kit")
STOP_WITHIN_S = 1.8


class Station:
    """Everything that runs at one station. start() once, stop() once.

    Raises, on construction:
        WrongDevice: a device of the file cannot be made.
        OSError: the local port is taken.
        sqlite3.Error: the journal cannot be opened.
    """

    def __init__(self, file: StationFile, *, pages: Pages = PAGES) -> None:
        self._file = file
        state_dir = file.station.state_dir
        self.server = ServerClient(file.station.server, token=file.token)
        self.person_key = PersonKey(self.server, has_reader=lambda: self.devices.cards is not None)
        self.identity = StationIdentity(state_dir / "identity.json", server=self.server)
        self.journal = Journal(state_dir / "journal.sqlite3")
        self.reporter = Reporter(self.journal, self.server)
        self.devices = make_devices(
            file,
            Surroundings(
                journal=self.journal,
                tell=self.reporter.wake,
                zone_id=lambda: self.identity.zone_id,
                state_dir=state_dir,
                person_key=self.person_key.get,
                board=self._board_now,
                hall_voice=lambda: self.hall_rules(),
                windows=lambda: self.hall_rules.windows(),
                window=lambda number: WindowLink(self.server, window=number),
                today=lambda: utc_now().astimezone(self.catalogue.time_zone).date(),
            ),
        )
        self.rating = RatingDesks(self.devices.keypads)
        self.supervised = [Supervised(runner) for runner in self.devices.runners()]
        self.health = HealthReporter(self.supervised, server=self.server)
        self.catalogue = Catalogue(state_dir / "catalogue.json", server=self.server)
        self.hall_rules = HallRules(self.catalogue)
        self.keeper = CatalogueKeeper(self.catalogue, hall_id=lambda: self.identity.hall_id)
        self.standby = self._standby()
        self.remote = Remote(
            state_dir / "remote.json",
            journal=self.journal,
            tell=self.reporter.wake,
            self_test=self._self_test if self.devices.printer else None,
        )
        self.papers = Papers(
            self.devices.printer,
            journal=self.journal,
            catalogue=lambda: self.catalogue.document,
            time_zone=lambda: self.catalogue.time_zone,
            tell=self.reporter.wake,
        )
        self.nearby = Nearby(
            cards=self.devices.cards,
            scans=self.devices.scans,
            finding=Finding(self.server, hall_id=lambda: self.identity.hall_id),
        )
        self.jobs = JobDesk(
            self.journal,
            rating=self.rating,
            remote=self.remote,
            papers=self.papers,
            tell=self.reporter.wake,
        )
        self.feed = self._board_feed()
        self.uplink = self._uplink()
        self.local = self._local_server(pages)

    def start(self) -> None:
        """Begin; returns at once."""
        interrupted = self.journal.end_interrupted_slips()
        if interrupted:
            logger.warning("%s slips were under way when the agent ended", interrupted)
        for device in self.supervised:
            device.start()
        for part in (self.reporter, self.keeper, self.uplink, self.health, self.local):
            part.start()
        for extra in self._extras():
            extra.start()

    def stop(self) -> None:
        """End within STOP_WITHIN_S, whatever the server and the devices do."""
        until_s = time.monotonic() + STOP_WITHIN_S
        for device in self.supervised:
            device.ask_to_stop()
        ended = True
        for part in (self.local, self.uplink, self.health, self.keeper, self.reporter):
            ended &= part.stop(timeout_s=_left(until_s))
        for extra in self._extras():
            ended &= extra.stop(timeout_s=_left(until_s))
        for device in self.supervised:
            ended &= device.join(_left(until_s))
        if not ended:
            # The journal stays open for whoever is still at work; every commit is on disk.
            logger.warning("not everything ended in time; what is journaled is safe")
            return
        self.server.close()
        self.journal.close()
        if self.standby:
            self.standby.book.close()

    def _extras(self) -> list[Background]:
        """Return what runs beside the rest at some stations only."""
        keeper = self.standby.keeper if self.standby else None
        return [part for part in (keeper, self.devices.rendering) if part]

    def state(self) -> Json:
        """Return the document of `/api/state`."""
        printer = self.devices.printer
        ready = printer.readiness() if printer else None
        board = self._board_now()
        alone = None
        if self.standby and not self.uplink.is_online:
            alone = self.standby.reserve.state()
        return {
            "now": to_wire(utc_now()),
            "station": {"code": self.identity.code, "kind": self._file.station.kind},
            "server": "online" if self.uplink.is_online else "away",
            "printer": {
                "can_print": ready.can_print if ready else "no",
                "reason": ready.reason if ready else "no_printer",
            },
            # An old count of people waiting would be shown as the count of now.
            "board": to_json(board) if board else None,
            "open": alone["open"] if alone else self.catalogue.open,
            "alone": alone and alone["queues"],
            "waits": self.catalogue.waits if board else None,
            "catalogue": self.catalogue.etag,
            **self._file.screen.state(),
            "guidance": self.devices.guidance is not None and self.devices.guidance.is_ready,
            "remote": self.remote.state(),
            **self.nearby.state(),
        }

    def _board_now(self) -> Board | None:
        """Return the board, unless the server is away: it may be out of date then."""
        return self.feed.board if self.uplink.is_online else None

    def _board_feed(self) -> BoardFeed:
        speaker = self.devices.speaker
        if speaker is None:
            return BoardFeed()
        return BoardFeed(on_live=speaker.see, on_resumed=speaker.resume, on_event=self._hear_event)

    def _hear_event(self, event: Json) -> None:
        if self.devices.speaker:
            self.devices.speaker.hear(event)
        if self.devices.rendering:
            self.devices.rendering.hear(event)

    def _uplink(self) -> Uplink:
        return Uplink(
            self._file.station.server,
            token=self._file.token,
            identify=self.identity.ask,
            feed=self.feed,
            on_job=self.jobs.take,
            on_withdrawn=self.jobs.withdraw,
            on_online=self._came_online,
            on_hall_changed=self._hall_changed,
        )

    def _local_server(self, pages: Pages) -> LocalServer:
        local = self._file.local
        texts = read_slip_texts()
        issuing = Issuing(
            server=self.server,
            printer=self.devices.printer,
            journal=self.journal,
            hall_id=lambda: self.identity.hall_id,
            compose=lambda ticket: compose(
                ticket, texts=texts, zone=self.catalogue.time_zone, logo=self.devices.logo
            ),
            tell=self._tell,
            alone=self.standby.reserve if self.standby else None,
        )
        services = LocalServices(
            kind=self._file.station.kind,
            names=frozenset({"127.0.0.1", "localhost", "::1", local.host, *local.names}),
            state=self.state,
            catalogue=lambda: self.catalogue.document,
            issuing=issuing,
            papers=self.papers,
            nearby=self.nearby,
            help=HelpDesk(self.server, hall_id=lambda: self.identity.hall_id),
            booking=Booking(
                self.server, self.devices.printer, identity=self.identity, catalogue=self.catalogue
            ),
            guidance=self.devices.guidance,
            is_locked=lambda: self.remote.is_locked,
            speech=self.devices.speech,
            voice=self._voice_trials(),
            paper=self.devices.printer.paper if self.devices.printer else None,
        )
        return LocalServer(
            create_local_app(services, pages=pages), host=local.host, port=local.port
        )

    def _voice_trials(self) -> VoiceTrials | None:
        if self.devices.speaker is None:
            return None
        return VoiceTrials(
            self.devices.speaker,
            rules=self.hall_rules,
            rendering=self.devices.rendering,
        )

    def _self_test(self) -> SlipResult:
        printer = self.devices.printer
        assert printer is not None, "asked of stations with a printer only"
        slip = self_test_slip(
            station=self.identity.code or self._file.station.kind,
            printer=printer.name,
            at=utc_now().astimezone(self.catalogue.time_zone),
            texts=read_check_texts(),
        )
        return printer.print(slip)

    def _standby(self) -> Standby | None:
        if self._file.station.kind != "kiosk":
            return None
        return make_standby(
            self._file.station.state_dir,
            server=self.server,
            journal=self.journal,
            catalogue=self.catalogue,
        )

    def _tell(self) -> None:
        self.reporter.wake()
        if self.standby:
            self.standby.keeper.wake()

    def _hall_changed(self) -> None:
        self.keeper.wake()
        if self.standby:
            self.standby.keeper.hurry()

    def _came_online(self) -> None:
        if self.standby:
            self.standby.came_online()
        self.reporter.hurry()
        self.keeper.wake()
        self.person_key.refresh()


def _left(until_s: float) -> float:
    return max(0.05, until_s - time.monotonic())
