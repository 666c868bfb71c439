"""The station file: what a station is, whom it belongs to, which devices hang on it."""

import stat
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from kiosk.agent.device_settings import (
    Device,
    Part,
    PrinterDevice,
    SignsDevice,
    SpeakerDevice,
    Text,
)
from kiosk.agent.settings_errors import Refusal, StationFileError, from_validation


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise Refusal("须以 http:// 或 https:// 开头", "must begin with http:// or https://")
    return value.rstrip("/")


Url = Annotated[Text, AfterValidator(_http_url)]
Port = Annotated[int, Field(strict=True, ge=0, le=65535)]


class Station(Part):
    """Exactly one of token and token_file is given; after reading, token holds the token.

    A token_file that does not exist yet is made by pairing. hall: the hall's code, needed for
    pairing where the server has several halls.
    """

    server: Url
    hall: Text | None = None
    token: SecretStr | None = None
    token_file: Path | None = None
    state_dir: Path
    kind: Literal["kiosk", "window", "hall"]

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if (self.token is None) == (self.token_file is None):
            raise Refusal("token 与 token_file 须且只须写一个", "give either token or token_file")
        return self


class Local(Part):
    """Where the agent's own page listens. Port 0 takes any free port.

    names are further host names under which a browser may open the page; a page is otherwise
    served to its own machine only.
    """

    host: Text = "127.0.0.1"
    port: Port
    names: tuple[Text, ...] = ()


class Screen(Part):
    """What the touch page is told of this machine and its place.

    px_per_mm: pixels in a millimetre of this screen. slot: where the printer's mouth is. progress:
    the page of the case system where citizens look up 办件进度; shown as a QR code for telephones.
    """

    px_per_mm: Annotated[float, Field(gt=0.5, lt=50)] | None = None
    slot: Literal["right-below", "left-below", "below", "right", "left"] = "right-below"
    progress: Url | None = None

    def state(self) -> dict[str, float | str | None]:
        """Its part of `/api/state`."""
        return {"mm_px": self.px_per_mm, "slot": self.slot, "progress": self.progress}


class StationFile(Part):
    station: Station
    local: Local
    screen: Screen = Screen()
    device: tuple[Device, ...] = ()

    @model_validator(mode="after")
    def _one_of_a_kind(self) -> Self:
        # A press says "print", a call "speak": neither names a device.
        several = ("evaluator", "caller", "signs")
        kinds = [device.kind for device in self.device if device.kind not in several]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise Refusal(
                f"每种设备只能有一台：{'、'.join(twice)}",
                f"a station has one device of a kind: {', '.join(twice)}",
            )
        return self

    @model_validator(mode="after")
    def _keypads_apart(self) -> Self:
        keypads = [device for device in self.device if device.kind == "evaluator"]
        windows = [window for keypad in keypads for window in keypad.windows]
        if len(windows) > 1 and (None in windows or len(set(windows)) < len(windows)):
            raise Refusal(
                "有多个评价器时，每个须写明各自的窗口",
                "where there are several keypads, each says its own window",
            )
        return self

    @model_validator(mode="after")
    def _pads_apart(self) -> Self:
        pads = [device for device in self.device if device.kind == "caller"]
        windows = [window for pad in pads for window in pad.windows.values()]
        if len(windows) > 1 and (None in windows or len(set(windows)) < len(windows)):
            raise Refusal(
                "有多个呼叫器时，须用 addresses 写明各自的窗口",
                "where there are several caller pads, addresses says the window of each",
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
    def is_paired(self) -> bool:
        """Whether the computer is a station already: whether it has a token."""
        return self.station.token is not None

    @property
    def token(self) -> str:
        """The station's token, read from its file if it has one."""
        assert self.station.token is not None, "asked of paired stations only"
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
    return (
        token_file is not None
        and file.is_paired
        and bool(token_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
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
        token_file = changes["token_file"] = folder / station.token_file
        if token_file.exists() or not token_file.parent.is_dir():
            changes["token"] = SecretStr(_token_in(token_file))
    devices = tuple(_device_resolved(device, folder=folder) for device in file.device)
    station = station.model_copy(update=changes)
    return file.model_copy(update={"station": station, "device": devices})


def _device_resolved(device: Device, *, folder: Path) -> Device:
    files: dict[str, Path | None] = {}
    if isinstance(device, PrinterDevice):
        files = {"logo": device.logo, "profiles": device.profiles}
    elif isinstance(device, SignsDevice):
        files = {"texts": device.texts}
    elif isinstance(device, SpeakerDevice):
        files = {"pack": device.pack, "natural": device.natural}
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
