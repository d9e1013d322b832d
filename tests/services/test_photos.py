"""Photos of phones, drawn again: what is left in them, and what is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from mapping.domain.errors import ContributionError
from mapping.services.photos import SIDE_MAX_PX, clean_picture, photo_of


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def read(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_kind_becomes_a_jpeg_without_anything_else(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    options = {} if kind == "GIF" else {"exif": exif}
    kept = clean_picture(written(Image.new("RGB", (30, 20), "blue"), kind, **options))
    image = read(kept.content)
    assert (image.format, image.size, kept.width, kept.height) == ("JPEG", (30, 20), 30, 20)
    assert not image.getexif()
    assert b"SECRET" not in kept.content


def test_a_large_photo_becomes_small_and_keeps_its_shape() -> None:
    kept = clean_picture(written(Image.new("RGB", (4000, 3000)), "JPEG"))
    assert (kept.width, kept.height) == (SIDE_MAX_PX, 1200)


def test_a_small_photo_is_not_made_larger() -> None:
    kept = clean_picture(written(Image.new("RGB", (3, 2)), "PNG"))
    assert (kept.width, kept.height) == (3, 2)


@pytest.mark.parametrize(("orientation", "top_left"), [(1, "red"), (3, "blue"), (2, "blue")])
def test_a_photo_is_turned_as_it_was_held(orientation: int, top_left: str) -> None:
    image = Image.new("RGB", (64, 32), "red")
    image.paste("blue", (32, 0, 64, 32))
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = read(clean_picture(written(image, "JPEG", exif=exif, quality=95)).content)
    red, _green, blue = kept.getpixel((4, 4))
    assert ("red" if red > blue else "blue") == top_left


def test_what_is_transparent_becomes_white() -> None:
    kept = read(clean_picture(written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")).content)
    assert min(kept.getpixel((4, 4))) > 250


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert clean_picture(written(Image.new(mode, (8, 8)), kind)).width == 8


def test_a_picture_that_pretends_to_be_immense_is_refused_before_it_fills_the_memory() -> None:
    for side in (9000, 60_000):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        with pytest.raises(ContributionError, match="trop grande"):
            clean_picture(bomb)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"<svg/>", b"%PDF-1.4", b"\xff\xd8\xff", written(Image.new("RGB", (90, 90)), "JPEG")[:200]],
)
def test_what_cannot_be_read_is_a_sentence(content: bytes) -> None:
    with pytest.raises(ContributionError, match="ne peut pas être lue"):
        clean_picture(content)


def test_a_kind_that_phones_do_not_send_is_not_even_tried() -> None:
    with pytest.raises(ContributionError, match="ne peut pas être lue"):
        clean_picture(written(Image.new("RGB", (8, 8)), "BMP"))


def test_the_same_photo_of_the_same_contribution_has_one_identifier() -> None:
    content = written(Image.new("RGB", (8, 8)), "PNG")
    assert photo_of("a", content).id == photo_of("a", content).id
    assert photo_of("a", content).id != photo_of("b", content).id
