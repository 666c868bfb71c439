"""A hall's logo as dots: any picture file, made to fit the head."""

from pathlib import Path

from PIL import Image, ImageOps

from drivers.printer.document import Picture

MOST_DOWN = 160  # dots: 20 mm; a slip is paper, and the number is what matters on it


def read_logo(path: Path, *, dots: int) -> Picture:
    """Return the picture of a file in black and white, at most as wide as `dots`.

    What is transparent stays paper; greys become a pattern of dots. It is made smaller where it
    does not fit, never larger.

    Raises:
        OSError: the file cannot be read, or holds no picture.
    """
    with Image.open(path) as opened:
        image = opened.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    grey = Image.alpha_composite(paper, image).convert("L")
    grey.thumbnail((dots, MOST_DOWN))
    across = (grey.width + 7) // 8
    padded = ImageOps.pad(grey, (across * 8, grey.height), color=255)
    ink = ImageOps.invert(padded).convert("1")
    return Picture(across, ink.tobytes())
