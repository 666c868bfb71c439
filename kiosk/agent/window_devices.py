"""From the words of a station file to caller pads and LED signs."""

from collections.abc import Iterable
from functools import partial

from drivers.caller.device import CallerPad
from drivers.evaluator.profile_files import load_profile, read_profile
from drivers.sign.bx5 import Area
from drivers.sign.device import SignDriver
from drivers.sign.makes import MAKES, Make, Place
from drivers.transports.paced import PacedLine
from drivers.transports.transport import Transport
from drivers.transports.urls import line_for
from kiosk.agent.caller import CallerDesk, pad_keys
from kiosk.agent.device_settings import (
    CallerDevice,
    Device,
    EvaluatorDevice,
    Sign,
    SignArea,
    SignPlace,
    SignsDevice,
)
from kiosk.agent.lines import FramedLines
from kiosk.agent.making import Surroundings, WrongDevice, from_name_or_file
from kiosk.agent.sign_wording import TEXTS, SignWording, read_wording
from kiosk.agent.signs import REFRESH_S, CombinedScreen, HallSigns, Strip
from kiosk.agent.wire import Json

FORGET_AFTER_REFRESHES = 4  # missed ones, after which a sign that can shows nothing


def framed_lines(devices: Iterable[Device]) -> FramedLines:
    """Return the lines of a station's keypads and pads."""
    uses: list[tuple[str, int]] = []
    for device in devices:
        if isinstance(device, CallerDevice):
            uses += [(device.port, address) for address in device.windows]
        elif isinstance(device, EvaluatorDevice) and not device.types:
            uses += [(device.port, address) for address in device.addresses or (device.address,)]
    return FramedLines(uses)


def caller_desks(
    settings: CallerDevice, key: str, around: Surroundings, lines: FramedLines
) -> list[CallerDesk]:
    """Return the caller pads of a line; none is opened yet.

    Raises:
        WrongDevice: a profile that does not exist.
    """
    profile = from_name_or_file(settings.profile, load_profile, read_profile, f"{key}.profile")
    keys = pad_keys(
        suspend_kind=settings.suspend,
        transfer_to=_target(settings),
        finish_outcome=settings.outcome,
    )
    return [
        CallerDesk(
            settings.name if window is None else f"{settings.name}-{address}",
            new_line=lines.pad(settings.port, address=address, profile=profile),
            new_pad=partial(CallerPad, profile=profile, address=address),
            keys=keys,
            link=around.window(window),
            board=around.board,
        )
        for address, window in settings.windows.items()
    ]


def _target(settings: CallerDevice) -> Json | None:
    if settings.transfer_to_queue is not None:
        return {"queue": settings.transfer_to_queue}
    if settings.transfer_to_window is not None:
        return {"window": settings.transfer_to_window}
    return None


def hall_signs(settings: SignsDevice, key: str, around: Surroundings) -> HallSigns:
    """Return the signs of a line; it is not opened yet.

    Raises:
        WrongDevice: an address that these signs cannot have, or wordings that cannot be used.
    """
    make = MAKES[settings.protocol]
    baud = settings.baud or make.baud
    signs: list[Strip | CombinedScreen] = []
    places: dict[str, Place] = {}
    for n, sign in enumerate(settings.sign, start=1):
        made, its_places = _sign(sign, n)
        signs.append(made)
        places |= its_places
        for place in its_places.values():
            _check(make, place, f"{key}.sign[{n}]")

    def new_line() -> Transport:
        line = line_for(settings.port, baud=baud)
        return PacedLine(line, pause_s=settings.pause_ms / 1000, baud=baud)

    forget_after_s = int(REFRESH_S * FORGET_AFTER_REFRESHES)
    return HallSigns(
        settings.name,
        new_line=new_line,
        new_driver=partial(
            SignDriver, make=make, places=places, baud=baud, forget_after_s=forget_after_s
        ),
        signs=signs,
        wording=_wording(settings, f"{key}.texts"),
        board=around.board,
        zone_id=around.zone_id,
    )


def _sign(sign: Sign, n: int) -> tuple[Strip | CombinedScreen, dict[str, Place]]:
    if sign.window is not None and sign.at is not None:
        name = f"sign {n}, window {sign.window}"
        strip = Strip(place=name, window=sign.window, cells=sign.cells)
        return strip, {name: _place(sign.at, sign.cells)}
    names = [f"sign {n}, row {row}" for row in range(1, len(sign.rows) + 1)]
    places = [_place(row, sign.cells) for row in sign.rows]
    screen = CombinedScreen(places=tuple(names), cells=sign.cells, of_zone=sign.zone_only)
    return screen, dict(zip(names, places, strict=True))


def _place(at: SignPlace, cells: int) -> Place:
    return Place(
        address=at.address,
        cells=cells,
        combined=at.combined,
        area=None if at.area is None else _area(at.area),
        register=at.register_,
    )


def _area(area: SignArea) -> Area:
    return Area(area_id=area.id, x=area.x, y=area.y, width=area.width, height=area.height)


def _check(make: Make, place: Place, key: str) -> None:
    try:
        make.frame(place, b" " * place.cells)
    except ValueError as error:
        raise WrongDevice(key, "这种屏没有这样的地址或宽度", f"is no such sign: {error}") from None


def _wording(settings: SignsDevice, key: str) -> SignWording:
    try:
        return read_wording(settings.texts or TEXTS)
    except (OSError, ValueError) as error:
        raise WrongDevice(key, "不能使用", f"cannot be used: {error}") from None
