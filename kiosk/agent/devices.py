"""From the words of a station file to devices. It and window_devices alone name the drivers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.keyboard_keypad import KeyboardKeypad
from drivers.evaluator.keymap import KeyMap
from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.profile_files import (
    load_keyboard,
    load_keymap,
    load_profile,
    read_keyboard,
    read_keymap,
    read_profile,
)
from drivers.evaluator.question import Press
from drivers.idcard.device import CardReader
from drivers.printer.address import Address, read_address
from drivers.printer.connection import Connection
from drivers.printer.device import Printer
from drivers.printer.document import Picture
from drivers.printer.fonts import find_face
from drivers.printer.logo import read_logo
from drivers.printer.profile import Profile, load_profiles, own_profiles
from drivers.scanner.device import KeyboardScanner, Scanner
from drivers.transports.transport import Transport
from drivers.transports.urls import is_keyboard, line_for
from kiosk.agent.alarms import Alarms
from kiosk.agent.caller import CallerDesk
from kiosk.agent.cards import CardDesk
from kiosk.agent.device_settings import (
    CallerDevice,
    CardReaderDevice,
    EvaluatorDevice,
    GuidanceDevice,
    PrinterDevice,
    ScannerDevice,
    SignsDevice,
    SpeakerDevice,
)
from kiosk.agent.guidance import GuidanceVoice
from kiosk.agent.lines import FramedLines
from kiosk.agent.loudspeaker import SimulatedSink
from kiosk.agent.making import Surroundings, WrongDevice, from_name_or_file
from kiosk.agent.paper import PaperCounter
from kiosk.agent.printer_upkeep import PrinterUpkeep
from kiosk.agent.printing import SlipPrinter
from kiosk.agent.rating import Keypad, RatingDesk
from kiosk.agent.rendering import Rendering
from kiosk.agent.scans import ScanDesk
from kiosk.agent.settings import StationFile
from kiosk.agent.signs import HallSigns
from kiosk.agent.speaker import HallSpeaker
from kiosk.agent.speaking import make_guidance, make_rendering, make_speaker
from kiosk.agent.supervisor import Runner
from kiosk.agent.window_devices import caller_desks, framed_lines, hall_signs

PAPER_WIDTHS = {"80mm": "escpos-80", "58mm": "escpos-58"}


@dataclass(slots=True)
class Devices:
    """The devices of one station: at most one of a kind, but keypads, pads and signs.

    logo is for its slips.
    """

    printer: SlipPrinter | None = None
    logo: Picture | None = None
    keypads: list[RatingDesk] = field(default_factory=list)
    speaker: HallSpeaker | None = None
    speech: SimulatedSink | None = None
    rendering: Rendering | None = None
    guidance: GuidanceVoice | None = None
    cards: CardDesk | None = None
    scans: ScanDesk | None = None
    pads: list[CallerDesk] = field(default_factory=list)
    signs: list[HallSigns] = field(default_factory=list)

    def runners(self) -> list[Runner]:
        every: list[Runner | None] = [self.printer, *self.keypads, self.speaker, self.guidance]
        every += [self.cards, self.scans, *self.pads, *self.signs]
        return [runner for runner in every if runner is not None]


def make_devices(file: StationFile, around: Surroundings) -> Devices:
    """Return the devices of a station; none is opened yet.

    Raises:
        WrongDevice: an address, profile or key map that does not exist. It names the key.
    """
    devices = Devices()
    lines = framed_lines(file.device)
    for place, settings in enumerate(file.device, start=1):
        key = f"device[{place}]"
        match settings:
            case PrinterDevice():
                devices.printer = _printer(settings, key, around)
                devices.logo = _logo(settings, key)
            case EvaluatorDevice():
                devices.keypads += _keypads(settings, key, around, lines)
            case SpeakerDevice():
                if settings.sink == "simulated":
                    devices.speech = SimulatedSink(scale=settings.scale)
                devices.speaker = make_speaker(settings, devices.speech, around, key=key)
                devices.rendering = make_rendering(settings, around)
            case GuidanceDevice():
                devices.guidance = make_guidance(settings, around)
            case CardReaderDevice():
                devices.cards = _card_reader(settings, around)
            case ScannerDevice():
                devices.scans = _scanner(settings)
            case CallerDevice():
                devices.pads += caller_desks(settings, key, around, lines)
            case SignsDevice():
                devices.signs.append(hall_signs(settings, key, around))
    return devices


def _printer(settings: PrinterDevice, key: str, around: Surroundings) -> SlipPrinter:
    address = _printer_address(settings, f"{key}.address")
    profile = _printer_profile(settings, key)
    driver = Printer(Connection(address), profile, face=find_face())
    roll_mm = None if settings.roll_m is None else settings.roll_m * 1000
    upkeep = PrinterUpkeep(
        settings.name,
        bell=Alarms(around.journal, tell=around.tell),
        paper=PaperCounter(around.state_dir / f"paper-{settings.name}.json", roll_mm=roll_mm),
    )
    return SlipPrinter(settings.name, driver, poll_s=settings.poll_s, upkeep=upkeep)


def _printer_address(settings: PrinterDevice, key: str) -> Address:
    try:
        return read_address(settings.address)
    except ValueError as error:
        raise WrongDevice(
            key,
            "请写 tcp://主机:端口、serial:///dev/…、usb://厂商:产品、file:///dev/…，或写成表",
            'write "tcp://host:port", "serial:///dev/...", "usb://vendor:product",'
            f' "file:///dev/...", or a table ({" ".join(str(error).split())})',
        ) from None


def _printer_profile(settings: PrinterDevice, key: str) -> Profile:
    profiles = own_profiles()
    if settings.profiles is not None:
        try:
            profiles = profiles | load_profiles(settings.profiles)
        except (OSError, ValueError) as error:
            raise WrongDevice(f"{key}.profiles", "不能使用", f"cannot be used: {error}") from None
    profile = profiles.get(PAPER_WIDTHS.get(settings.profile, settings.profile))
    if profile is None:
        known = ", ".join([*PAPER_WIDTHS, *profiles])
        raise WrongDevice(
            f"{key}.profile", f"没有这种打印机，可选 {known}", f"is not one of {known}"
        )
    return profile


def _logo(settings: PrinterDevice, key: str) -> Picture | None:
    if settings.logo is None:
        return None
    try:
        return read_logo(settings.logo, dots=_printer_profile(settings, key).dots)
    except OSError as error:
        raise WrongDevice(f"{key}.logo", "图片打不开", f"is no picture: {error}") from None


def _keypads(
    settings: EvaluatorDevice, key: str, around: Surroundings, lines: FramedLines
) -> list[RatingDesk]:
    if settings.types:
        return [_typing_keypad(settings, key, around)]
    profile = from_name_or_file(
        settings.profile or "ff68-keypad", load_profile, read_profile, f"{key}.profile"
    )
    keymap = _keymap(settings.keymap or profile.default_keymap, key)

    def desk(name: str, address: int, window: str | None) -> RatingDesk:
        new_line = lines.keypad(settings.port, address=address, profile=profile)
        new_keypad = partial(_framed_keypad, profile=profile, address=address)
        return _desk(name, new_line, new_keypad, keymap=keymap, window=window, around=around)

    if not settings.addresses:
        return [desk(settings.name, settings.address, settings.window)]
    return [
        desk(f"{settings.name}-{address}", address, window)
        for address, window in settings.addresses.items()
    ]


def _typing_keypad(settings: EvaluatorDevice, key: str, around: Surroundings) -> RatingDesk:
    rules = from_name_or_file(
        settings.profile or "digits-enter", load_keyboard, read_keyboard, f"{key}.profile"
    )
    assert settings.keymap is not None, "the station file's own rule"
    return _desk(
        settings.name,
        partial(line_for, settings.port),
        lambda line, on_stray: KeyboardKeypad(line, rules=rules, on_stray=on_stray),
        keymap=_keymap(settings.keymap, key),
        window=settings.window,
        around=around,
    )


def _framed_keypad(
    line: Transport, on_stray: Callable[[Press], None], *, profile: FrameProfile, address: int
) -> Keypad:
    return EvaluatorKeypad(line, profile=profile, address=address, on_stray=on_stray)


def _desk(
    name: str,
    new_line: Callable[[], Transport],
    new_keypad: Callable[[Transport, Callable[[Press], None]], Keypad],
    *,
    keymap: KeyMap,
    window: str | None,
    around: Surroundings,
) -> RatingDesk:
    return RatingDesk(
        name,
        new_line=new_line,
        new_keypad=new_keypad,
        keymap=keymap,
        window=window,
        journal=around.journal,
        tell=around.tell,
    )


def _keymap(written: str, key: str) -> KeyMap:
    return from_name_or_file(written, load_keymap, read_keymap, f"{key}.keymap")


def _card_reader(settings: CardReaderDevice, around: Surroundings) -> CardDesk:
    return CardDesk(
        settings.name,
        new_line=lambda: line_for(settings.port, baud=settings.baud),
        new_reader=CardReader,
        key=around.person_key,
        today=around.today,
    )


def _scanner(settings: ScannerDevice) -> ScanDesk:
    kind = KeyboardScanner if is_keyboard(settings.port) else Scanner
    return ScanDesk(
        settings.name,
        new_line=lambda: line_for(settings.port, baud=settings.baud),
        new_scanner=lambda line: kind(line, prefix=settings.prefix.encode()),
    )
