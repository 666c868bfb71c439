import pytest
from PIL import Image, ImageDraw

from drivers.printer.decoder import Decoder
from drivers.printer.document import Cut, Document
from drivers.printer.encoder import encode
from drivers.printer.logo import read_logo
from drivers.printer.printed import Fault, Picture
from drivers.printer.profile import own_profiles


@pytest.fixture
def file_of(tmp_path):
    def keep(image):
        image.save(tmp_path / "logo.png")
        return tmp_path / "logo.png"

    return keep


def ink(picture):
    """The rows of a picture as text, # for a burnt dot."""
    bits = "".join(f"{byte:08b}" for byte in picture.dots)
    side = picture.across * 8
    return [
        bits[at : at + side].replace("0", ".").replace("1", "#") for at in range(0, len(bits), side)
    ]


def test_black_is_burnt_and_white_and_transparent_stay_paper(file_of):
    image = Image.new("RGBA", (8, 3), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 4, 1))
    image.paste((255, 255, 255, 255), (0, 1, 8, 2))

    assert ink(read_logo(file_of(image), dots=576)) == ["####....", "........", "........"]


def test_a_width_that_is_no_multiple_of_eight_is_filled_up_with_paper(file_of):
    picture = read_logo(file_of(Image.new("L", (10, 1), 0)), dots=576)

    assert (picture.across, ink(picture)[0].count("#")) == (2, 10)


def test_a_large_logo_is_made_to_fit_and_a_small_one_is_left_as_it_is(file_of):
    large = read_logo(file_of(Image.new("L", (2000, 1000), 0)), dots=384)
    small = read_logo(file_of(Image.new("L", (40, 30), 0)), dots=384)

    assert (large.across * 8, large.down) == (320, 160)
    assert (small.across, small.down) == (5, 30)


def test_greys_become_a_pattern(file_of):
    picture = read_logo(file_of(Image.new("L", (80, 80), 128)), dots=576)

    burnt = sum(row.count("#") for row in ink(picture))
    assert 0.4 < burnt / 6400 < 0.6


def test_a_logo_comes_out_of_every_printer_as_it_was(file_of):
    image = Image.new("L", (64, 32), 255)
    ImageDraw.Draw(image).ellipse((4, 4, 60, 28), fill=0)
    for profile in own_profiles().values():
        logo = read_logo(file_of(image), dots=profile.dots)

        events = Decoder(profile.dots, presenter=True).feed(
            encode(Document((logo, Cut())), profile).data
        )

        assert Picture(logo.across, logo.down, logo.dots, "center") in events
        assert [event for event in events if isinstance(event, Fault)] == []


def test_a_file_that_holds_no_picture_is_refused(tmp_path):
    path = tmp_path / "logo.png"
    path.write_text("not a picture")

    with pytest.raises(OSError, match="cannot identify"):
        read_logo(path, dots=576)
