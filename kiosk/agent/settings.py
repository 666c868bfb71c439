"""The station file: what a station is, whom it belongs to, which devices hang on it."""

import stat
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)

from kiosk.agent.settings_errors import Refusal, StationFileError, from_validation


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise Refusal("须以 http:// 或 https:// 开头", "must begin with http:// or https://")
    return value.rstrip("/")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Url = Annotated[Text, AfterValidator(_http_url)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Port = Annotated[int, Field(strict=True, ge=0, le=65535)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Station(_Part):
    """Exactly one of token and token_file is given; after reading, token holds the token."""

    server: Url
    token: SecretStr | None = None
    token_file: Path | None = None
    state_dir: Path
    kind: Literal["kiosk", "window", "hall"]

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if (self.token is None) == (self.token_file is None):
            raise Refusal("token 与 token_file 须且只须写一个", "give either token or token_file")
        return self


class Local(_Part):
    """Where the agent's own page listens. Port 0 takes any free port.

    names are further host names under which a browser may open the page; a page is otherwise
    served to its own machine only.
    """

    host: Text = "127.0.0.1"
    port: Port
    names: tuple[Text, ...] = ()


class Screen(_Part):
    """px_per_mm: pixels in a millimetre of this screen. slot: where the printer's mouth is."""

    px_per_mm: Annotated[float, Field(gt=0.5, lt=50)] | None = None
    slot: Literal["right-below", "left-below", "below", "right", "left"] = "right-below"


class PrinterDevice(_Part):
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


class EvaluatorDevice(_Part):
    """keymap: a shipped key map by name, or a file; without it, the profile's own."""

    kind: Literal["evaluator"]
    name: Name
    port: Text
    profile: Text = "ff68-keypad"
    keymap: Text | None = None
    address: Annotated[int, Field(strict=True, ge=1, le=255)] = 1


class SpeakerDevice(_Part):
    """A loudspeaker.

    scale: how long a simulated clip takes, as a share of its length. repeats: how often the
    Chinese sentence is said. yao: 幺 for 1 in numbers.
    """

    kind: Literal["speaker"]
    name: Name
    sink: Literal["simulated", "player"] = "player"
    scale: Annotated[float, Field(ge=0, le=2)] = 1.0
    repeats: Annotated[int, Field(strict=True, ge=1, le=3)] = 2
    english: bool = False
    yao: bool = False


Device = Annotated[PrinterDevice | EvaluatorDevice | SpeakerDevice, Field(discriminator="kind")]


class StationFile(_Part):
    station: Station
    local: Local
    screen: Screen = Screen()
    device: tuple[Device, ...] = ()

    @model_validator(mode="after")
    def _one_of_a_kind(self) -> Self:
        # A job says "rate", a press says "print": neither names a device.
        kinds = [device.kind for device in self.device]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise Refusal(
                f"每种设备只能有一台：{'、'.join(twice)}",
                f"a station has one device of a kind: {', '.join(twice)}",
            )
        return self

    @model_validator(mode="after")
    def _names_apart(self) -> Self:
        names = [device.name for device in self.device]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise Refusal(
                f"设备重名：{'、'.join(twice)}", f"two devices share a name: {', '.join(twice)}"
            )
        return self

    @property
    def token(self) -> str:
        """The station's token, read from its file if it has one."""
        assert self.station.token is not None, "read_station_file puts the token here"
        return self.station.token.get_secret_value()


def read_station_file(path: Path) -> StationFile:
    """Return the station described in a TOML file; its relative paths start at that file.

    Raises:
        StationFileError: the file or the token's file cannot be read, is no TOML, or a key is
            missing, unknown or wrong. It names file, key and reason.
    """
    raw = _toml(path)
    try:
        file = StationFile.model_validate(raw)
    except ValidationError as error:
        raise from_validation(path, error) from None
    return _resolved(file, folder=path.resolve().parent)


def token_is_open_to_others(file: StationFile) -> bool:
    """Return True if other accounts of this machine can read the token's file."""
    token_file = file.station.token_file
    return token_file is not None and bool(
        token_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise StationFileError(
            path, "", "读不了这个文件", f"cannot be read: {error.strerror}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StationFileError(path, "", "不是正确的 TOML", f"is not valid TOML: {error}") from None


def _resolved(file: StationFile, *, folder: Path) -> StationFile:
    station = file.station
    changes: dict[str, Any] = {"state_dir": folder / station.state_dir}
    if station.token_file is not None:
        changes["token_file"] = folder / station.token_file
        changes["token"] = SecretStr(_token_in(folder / station.token_file))
    devices = tuple(_device_resolved(device, folder=folder) for device in file.device)
    station = station.model_copy(update=changes)
    return file.model_copy(update={"station": station, "device": devices})


def _device_resolved(device: Device, *, folder: Path) -> Device:
    if not isinstance(device, PrinterDevice):
        return device
    files = {"logo": device.logo, "profiles": device.profiles}
    return device.model_copy(update={k: folder / file for k, file in files.items() if file})


def _token_in(path: Path) -> str:
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise StationFileError(
            path, "station.token_file", "读不了令牌文件", "the token's file cannot be read"
        ) from None
    if not token:
        raise StationFileError(
            path, "station.token_file", "令牌文件是空的", "the token's file is empty"
        )
    return token
