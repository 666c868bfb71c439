"""Reads keypad profiles and key maps from TOML: the shipped ones by name, a hall's own by path."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.evaluator.checksum import ChecksumKind
from drivers.evaluator.keyboard_entry import Confirm, KeyboardRules
from drivers.evaluator.keymap import KeyMap, Level
from drivers.evaluator.profile import (
    AckMode,
    AckRules,
    CommandTemplate,
    FrameLayout,
    FrameProfile,
    KeyEvent,
    PadKeys,
    Polling,
    Side,
)
from drivers.evaluator.profile import Field as Part

Byte = Annotated[int, Field(ge=0, le=255)]
_PACKAGE = files("drivers.evaluator")


class UnknownName(LookupError):
    """No profile or key map of this name is shipped; the message lists those that are."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Port(_File):
    baud: int = Field(gt=0)
    inter_frame_ms: float = Field(ge=0)


class _Checksum(_File):
    kind: ChecksumKind
    over: list[Part]
    order: Literal["little", "big"] = "little"


class _Frame(_File):
    head: list[Byte] = Field(min_length=1)
    parts: list[Part | Byte]
    tail: list[Byte]
    counted: list[Part]
    checksum: _Checksum

    @model_validator(mode="after")
    def _can_be_read_from_left_to_right(self) -> Self:
        order = [part for part in self.parts if isinstance(part, Part)]
        once = [Part.ADDRESS, Part.FUNCTION, Part.DATA]
        if Part.LENGTH not in order or any(order.count(part) != 1 for part in once):
            raise ValueError("parts: len at least once; addr, func and data once each")
        if order.index(Part.LENGTH) > order.index(Part.DATA):
            raise ValueError("parts: len must stand before data")
        if Part.DATA not in self.counted or not set(self.counted) <= set(once):
            raise ValueError("counted: data, and beside it only addr and func")
        needs_cs = self.checksum.kind is not ChecksumKind.NONE
        if order.count(Part.CHECKSUM) != int(needs_cs):
            raise ValueError("parts: cs once if there is a checksum, else not at all")
        before_cs = order[: order.index(Part.CHECKSUM)] if needs_cs else order
        if not set(self.checksum.over) <= set(before_cs):
            raise ValueError("checksum: all it covers must stand before it")
        return self

    def value(self) -> FrameLayout:
        return FrameLayout(
            head=bytes(self.head),
            parts=tuple(p if isinstance(p, Part) else bytes([p]) for p in self.parts),
            tail=bytes(self.tail),
            counted=frozenset(self.counted),
            checked=frozenset(self.checksum.over),
            checksum=self.checksum.kind,
            checksum_order=self.checksum.order,
        )


class _Ack(_File):
    mode: AckMode
    timeout_ms: float = Field(gt=0)
    retries: int = Field(ge=0)
    repeat_window_ms: float = Field(ge=0)

    def value(self) -> AckRules:
        return AckRules(
            mode=self.mode,
            timeout_s=self.timeout_ms / 1000,
            retries=self.retries,
            repeat_window_s=self.repeat_window_ms / 1000,
        )


class _Polling(_File):
    every_ms: float = Field(gt=0)
    every_offline_ms: float = Field(gt=0)
    timeout_ms: float = Field(gt=0)

    def value(self) -> Polling:
        return Polling(
            every_s=self.every_ms / 1000,
            every_offline_s=self.every_offline_ms / 1000,
            timeout_s=self.timeout_ms / 1000,
        )


class _KeyEvent(_File):
    func: Byte
    value_at: int = Field(ge=0)
    acknowledge: bool = False


class _Command(_File):
    func: Byte
    data: list[Byte | str]


class _PadKeys(_File):
    last: dict[str, Byte] = {}
    whole: dict[str, list[Byte]] = {}

    def value(self) -> PadKeys:
        return PadKeys(
            last={key: action for action, key in self.last.items()},
            whole={bytes(keys): action for action, keys in self.whole.items()},
        )


class _ProfileFile(_File):
    name: str
    default_keymap: str
    port: _Port
    frame: _Frame
    lengths: dict[Side, tuple[Byte, Byte]]
    ack: _Ack
    key_event: _KeyEvent
    commands: dict[str, _Command]
    pad_keys: _PadKeys = _PadKeys()
    polling: _Polling | None = None

    @model_validator(mode="after")
    def _has_what_the_driver_needs(self) -> Self:
        if set(self.lengths) != set(Side):
            raise ValueError("lengths: device and host, each [least, most]")
        needed = {"arm"}
        if self.key_event.acknowledge:
            needed.add("acknowledge")
        if self.polling is not None:
            needed.add("poll")
        if missing := needed - set(self.commands):
            raise ValueError(f"commands: {', '.join(sorted(missing))} missing")
        overhead = self.frame.value().overhead
        if any(least < overhead or most < least for least, most in self.lengths.values()):
            raise ValueError("lengths: least must cover the counted fields and not exceed most")
        return self

    def value(self) -> FrameProfile:
        return FrameProfile(
            name=self.name,
            baud=self.port.baud,
            inter_frame_s=self.port.inter_frame_ms / 1000,
            layout=self.frame.value(),
            lengths={side: range(low, high + 1) for side, (low, high) in self.lengths.items()},
            ack=self.ack.value(),
            key_event=KeyEvent(**self.key_event.model_dump()),
            commands={
                name: CommandTemplate(func=command.func, data=tuple(command.data))
                for name, command in self.commands.items()
            },
            pad_keys=self.pad_keys.value(),
            default_keymap=self.default_keymap,
            polling=self.polling.value() if self.polling is not None else None,
        )


class _KeyboardFile(_File):
    name: str
    confirm: Confirm
    forget_after_ms: float = Field(gt=0)

    def value(self) -> KeyboardRules:
        return KeyboardRules(
            name=self.name, confirm=self.confirm, forget_after_s=self.forget_after_ms / 1000
        )


class _KeyMapFile(_File):
    name: str
    keys: dict[Byte, Level] = Field(min_length=1)


def profile_names() -> list[str]:
    """Return the names of the shipped profiles."""
    return _names("profiles")


def keymap_names() -> list[str]:
    """Return the names of the shipped key maps."""
    return _names("keymaps")


def keyboard_names() -> list[str]:
    """Return the names of the shipped kinds of USB keypads."""
    return _names("keyboards")


def load_profile(name: str) -> FrameProfile:
    """Return a shipped profile. Raises UnknownName."""
    return parse_profile(_shipped("profiles", name).read_text("utf-8"))


def load_keyboard(name: str) -> KeyboardRules:
    """Return a shipped kind of USB keypad. Raises UnknownName."""
    return parse_keyboard(_shipped("keyboards", name).read_text("utf-8"))


def load_keymap(name: str) -> KeyMap:
    """Return a shipped key map. Raises UnknownName."""
    return parse_keymap(_shipped("keymaps", name).read_text("utf-8"))


def read_profile(path: Path) -> FrameProfile:
    """Return a hall's own profile. Raises OSError, or ValueError that names the wrong field."""
    return parse_profile(path.read_text("utf-8"))


def read_keyboard(path: Path) -> KeyboardRules:
    """Return a hall's own kind of USB keypad. Raises OSError, or ValueError."""
    return parse_keyboard(path.read_text("utf-8"))


def read_keymap(path: Path) -> KeyMap:
    """Return a hall's own key map. Raises OSError, or ValueError that names the wrong field."""
    return parse_keymap(path.read_text("utf-8"))


def parse_profile(text: str) -> FrameProfile:
    """Return the profile written in TOML text. Raises ValueError that names the wrong field."""
    return _ProfileFile.model_validate(tomllib.loads(text)).value()


def parse_keyboard(text: str) -> KeyboardRules:
    """Return the kind of USB keypad written in TOML text. Raises ValueError."""
    return _KeyboardFile.model_validate(tomllib.loads(text)).value()


def parse_keymap(text: str) -> KeyMap:
    """Return the key map written in TOML text. Raises ValueError that names the wrong field."""
    parsed = _KeyMapFile.model_validate(tomllib.loads(text))
    return KeyMap(name=parsed.name, keys=parsed.keys)


def _names(folder: str) -> list[str]:
    entries = _PACKAGE.joinpath(folder).iterdir()
    return sorted(e.name.removesuffix(".toml") for e in entries if e.name.endswith(".toml"))


def _shipped(folder: str, name: str) -> Traversable:
    known = _names(folder)
    if name not in known:
        raise UnknownName(f"no {name!r} among the {folder}: {', '.join(known)}")
    return _PACKAGE.joinpath(folder, f"{name}.toml")
