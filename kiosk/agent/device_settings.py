"""The devices of a station file, one class a kind."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from drivers.transports.urls import is_keyboard
from kiosk.agent.settings_errors import Refusal

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
BusAddress = Annotated[int, Field(ge=1, le=255)]


def _each_once(voices: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(voices)) < len(voices):
        raise Refusal("同一种语音只能写一次", "names a voice twice")
    return voices


class Part(BaseModel):
    """A table of the file; what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PrinterDevice(Part):
    """A slip printer.

    address is `tcp://host:port`, `serial:///dev/...`, `usb://0416:5011`, `file:///dev/usb/lp0`, or
    a table in the printer driver's own form. profile is a paper width or the name of a kind of
    printer; profiles, a file with the site's own kinds. poll_s: seconds between two questions
    after its state. logo: a picture file. roll_m: metres of paper on a new roll.
    """

    kind: Literal["printer"]
    name: Name
    address: Text | dict[str, Any]
    profile: Text = "80mm"
    profiles: Path | None = None
    poll_s: Annotated[float, Field(ge=0.2, le=60)] = 2.0
    logo: Path | None = None
    roll_m: Annotated[float, Field(gt=0, le=1000)] | None = None


class EvaluatorDevice(Part):
    """A satisfaction keypad, or several on one line.

    port is `/dev/serial/by-path/...`, `tcp://host:port`, or `evdev:/dev/input/by-path/...` for a
    USB keypad that types. profile: how it speaks, or how it types; a shipped one by name, or a
    file. keymap: likewise what its keys mean; without it, the profile's own, but a keypad that
    types has none. window: the number of its window, where a station has several keypads.
    addresses: on a shared line, the window of each address.
    """

    kind: Literal["evaluator"]
    name: Annotated[Name, StringConstraints(max_length=28)]  # an address may follow
    port: Text
    profile: Text | None = None
    keymap: Text | None = None
    address: BusAddress = 1
    window: Text | None = None
    addresses: dict[BusAddress, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.addresses and self.model_fields_set & {"address", "window"}:
            raise Refusal("addresses 已写明窗口与地址", "addresses names windows and addresses")
        if self.types and self.model_fields_set & {"address", "addresses"}:
            raise Refusal("USB 按键没有地址", "a keypad that types has no address")
        if self.types and self.keymap is None:
            raise Refusal("须写 keymap：按键各是什么意思", "say with keymap what its keys mean")
        return self

    @property
    def types(self) -> bool:
        """True for a keypad that is a keyboard to its computer."""
        return is_keyboard(self.port)

    @property
    def windows(self) -> list[str | None]:
        """The window of each keypad on the line; None is one whose window is not named."""
        return [*self.addresses.values()] if self.addresses else [self.window]


class SpeakerDevice(Part):
    """A loudspeaker.

    scale: how long a simulated clip takes, as a share of its length. voices: which may speak, the
    best first: `natural` says what it has made before the call, `pack` puts sentences together
    from clips, `espeak` says anything. pack: a folder of the hall's own clips instead of those
    that ship. natural: where the natural voice is installed, if not in its usual place.

    Words, repeats, volume and quiet hours are the hall's, not a station's: see `[voice]` in the
    hall's own file.
    """

    kind: Literal["speaker"]
    name: Name
    sink: Literal["simulated", "player"] = "player"
    scale: Annotated[float, Field(ge=0, le=2)] = 1.0
    voices: Annotated[
        tuple[Literal["natural", "pack", "espeak"], ...],
        Field(min_length=1),
        AfterValidator(_each_once),
    ] = ("natural", "pack", "espeak")
    pack: Path | None = None
    natural: Path | None = None


class GuidanceDevice(Part):
    """The voice of the touch page in its care mode; the kiosk's browser plays it.

    volume: percent of full level.
    """

    kind: Literal["guidance"]
    name: Name
    volume: Annotated[int, Field(strict=True, ge=1, le=100)] = 80


class CardReaderDevice(Part):
    """An ID-card reader with a SAM-V module. baud: as the reader was set, 115200 when new."""

    kind: Literal["idcard"]
    name: Name
    port: Text
    baud: Literal[115200, 57600, 38400, 19200, 9600] = 115200


class ScannerDevice(Part):
    """A barcode scanner.

    port is `/dev/serial/by-path/...` or `tcp://host:port` for a serial one, and
    `evdev:/dev/input/by-path/...-event-kbd` for one that types like a keyboard. prefix: what it
    was set to send before each code.
    """

    kind: Literal["scanner"]
    name: Name
    port: Text
    baud: Annotated[int, Field(strict=True, ge=1200, le=921600)] = 9600
    prefix: Annotated[str, StringConstraints(max_length=16)] = ""


class CallerDevice(Part):
    """A clerk's caller pad, or several on one line; keypads may share port and addresses.

    addresses: on a shared line, the window of each address.

    What a pad cannot ask is said here. suspend: the kind of suspension its key means. transfer to
    a queue by its code or a window by its number: without either the key is refused. outcome: how
    a visit ends that the key 评价 ends; without it the key is refused.
    """

    kind: Literal["caller"]
    name: Annotated[Name, StringConstraints(max_length=28)]  # an address may follow
    port: Text
    profile: Text = "ff68-keypad"
    address: BusAddress = 1
    addresses: dict[BusAddress, Text] = Field(default_factory=dict)
    suspend: Literal["without_documents", "with_documents", "awaiting_step"] = "without_documents"
    transfer_to_queue: Text | None = None
    transfer_to_window: Text | None = None
    outcome: Literal["accepted", "collected", "consulted", "wrong_item", "other"] | None = None

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if self.addresses and "address" in self.model_fields_set:
            raise Refusal("addresses 已写明窗口与地址", "addresses names windows and addresses")
        return self

    @property
    def windows(self) -> dict[int, str | None]:
        """The window at each address; None is the one where the station stands."""
        return {**self.addresses} if self.addresses else {self.address: None}

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if None not in (self.transfer_to_queue, self.transfer_to_window):
            raise Refusal("转移只能有一个去向", "a transfer goes to a queue or to a window")
        return self


class SignArea(Part):
    """A dynamic area of a BX-5 card, in pixels."""

    id: Annotated[int, Field(strict=True, ge=0, le=254)] = 0
    x: Annotated[int, Field(strict=True, ge=0, le=32767)] = 0
    y: Annotated[int, Field(strict=True, ge=0, le=32767)] = 0
    width: Annotated[int, Field(strict=True, ge=8, le=32767)]
    height: Annotated[int, Field(strict=True, ge=8, le=32767)]


class SignPlace(Part):
    """Where one text goes. combined: an AA..FF sign that is a combined screen of its own.

    register: of a Modbus sign, where its text begins.
    """

    address: Annotated[int, Field(strict=True, ge=0, le=65533)]
    combined: bool = False
    area: SignArea | None = None
    register_: Annotated[int, Field(strict=True, ge=0, le=65535, alias="register")] = 0


class Sign(Part):
    """A strip over a window, or a combined screen of several rows, the top one first.

    cells: how wide, in half-width characters. zone_only: the screen shows the calls of the
    station's own zone.
    """

    cells: Annotated[int, Field(strict=True, ge=2, le=200)]
    window: Text | None = None
    at: SignPlace | None = None
    rows: tuple[SignPlace, ...] = ()
    zone_only: bool = False

    @model_validator(mode="after")
    def _strip_or_screen(self) -> Self:
        is_strip = self.window is not None and self.at is not None and not self.rows
        is_screen = self.window is None and self.at is None and bool(self.rows)
        if not (is_strip or is_screen):
            raise Refusal(
                "窗口屏写 window 与 at，综合屏写 rows",
                "a strip has window and at, a combined screen has rows",
            )
        return self


class SignsDevice(Part):
    """The LED signs on one line.

    port is `/dev/serial/by-path/...` or `tcp://host:port`. baud: as the signs are set; without
    it, what is usual for them. pause_ms: silence between two frames. texts: a file with the
    hall's own wordings.
    """

    kind: Literal["signs"]
    name: Name
    port: Text
    protocol: Literal["strip", "bx5", "plain", "modbus"]
    baud: Annotated[int, Field(strict=True, ge=1200, le=921600)] | None = None
    pause_ms: Annotated[float, Field(ge=0, le=5000)] = 100
    texts: Path | None = None
    sign: Annotated[tuple[Sign, ...], Field(min_length=1)]


Device = Annotated[
    PrinterDevice
    | EvaluatorDevice
    | SpeakerDevice
    | GuidanceDevice
    | CardReaderDevice
    | ScannerDevice
    | CallerDevice
    | SignsDevice,
    Field(discriminator="kind"),
]
