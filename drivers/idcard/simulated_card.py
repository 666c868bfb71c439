"""Cards to lay on the simulated reader: examples of nobody, in the layouts of true cards."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from drivers.idcard.protocol import TEXT_BYTES

PHOTO_BYTES = 1024
_RESIDENT = (("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70),
             ("number", 36), ("authority", 30), ("valid_from", 16), ("valid_until", 16),
             ("reserve", 28), ("mark", 2))  # fmt: skip
_FOREIGNER = (("english_name", 120), ("sex", 2), ("number", 30), ("nationality", 6), ("name", 30),
              ("valid_from", 16), ("valid_until", 16), ("birth", 16), ("version", 4),
              ("authority", 8), ("mark", 2))  # fmt: skip
_LAYOUTS = {"resident": _RESIDENT, "foreigner": _FOREIGNER}


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCard:
    """A card: the name of the example, what people call it, and the text in its chip."""

    code: str
    zh: str
    en: str
    text: bytes

    def answer(self) -> bytes:
        """Return the data of the answer to READ: two lengths, the text, a photo of nothing."""
        sizes = TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        return sizes + self.text + bytes(PHOTO_BYTES)


def example_cards() -> dict[str, SimulatedCard]:
    """Return the cards that ship with the simulator, by code."""
    text = files("drivers.idcard").joinpath("example_cards.toml").read_text("utf-8")
    return {code: _card(code, fields) for code, fields in tomllib.loads(text).items()}


def card_text(layout: str, fields: dict[str, str]) -> bytes:
    """Return the 256 bytes of a card.

    Args:
        layout: `resident` or `foreigner`.
        fields: those that are missing are blank, as are the ends of those that are short.

    Raises:
        ValueError: a field does not fit its place.
    """
    places = _LAYOUTS[layout]
    parts = [_filled(fields.get(name, ""), size=size) for name, size in places]
    return _filled_up(b"".join(parts))


def _card(code: str, fields: dict[str, str]) -> SimulatedCard:
    own = {key: fields.pop(key) for key in ("layout", "zh", "en")}
    text = card_text(own["layout"], fields)
    return SimulatedCard(code=code, zh=own["zh"], en=own["en"], text=text)


def _filled(value: str, *, size: int) -> bytes:
    encoded = value.encode("utf-16-le")
    if len(encoded) > size:
        raise ValueError(f"{value!r} does not fit {size} bytes")
    return encoded + " ".encode("utf-16-le") * ((size - len(encoded)) // 2)


def _filled_up(text: bytes) -> bytes:
    return text + " ".encode("utf-16-le") * ((TEXT_BYTES - len(text)) // 2)
