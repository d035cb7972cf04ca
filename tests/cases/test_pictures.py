from __future__ import annotations

import contextlib
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cases.model import CaseError
from cases.pictures import DAMAGED, TOO_LARGE, clean_picture
from tests.cases import sample_files as samples

ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    found = image.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return found[0] > 150 and found[2] < 100


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_picture_still_shows_what_it_showed(kind: str) -> None:
    cleaned = clean_picture(samples.picture(kind), ENDINGS[kind])
    image = opened(cleaned.content)
    assert (image.format, image.size) == (kind, (40, 20))
    assert is_red(image, (5, 10))
    assert not is_red(image, (35, 10))
    assert cleaned.ending == ENDINGS[kind]
    assert cleaned.media_type == f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_when_and_by_what_it_was_taken_is_gone(kind: str) -> None:
    taken = samples.photo(kind)
    assert samples.SECRET.encode() in taken
    content = clean_picture(taken, ENDINGS[kind]).content
    image = opened(content)
    assert dict(image.getexif()) == {}
    assert not set(image.info) & {"exif", "comment", "Comment", "xmp", "icc_profile"}
    assert samples.SECRET.encode() not in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("turned", "red_at"), [(3, (35, 10)), (6, (10, 5)), (8, (10, 35))])
def test_a_picture_held_another_way_is_turned_upright(
    kind: str, turned: int, red_at: tuple[int, int]
) -> None:
    image = opened(clean_picture(samples.photo(kind, turned), ENDINGS[kind]).content)
    assert image.size == ((40, 20) if turned == 3 else (20, 40))
    assert is_red(image, red_at)


def test_a_picture_of_an_iphone_becomes_one_that_everybody_can_open() -> None:
    assert samples.SECRET.encode() in samples.HEIC
    cleaned = clean_picture(samples.HEIC, ".heic")
    image = opened(cleaned.content)
    assert (image.format, image.size, cleaned.ending) == ("JPEG", (32, 16), ".jpg")
    assert is_red(image, (16, 8))
    assert samples.SECRET.encode() not in cleaned.content


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_still_moves(kind: str) -> None:
    content = clean_picture(samples.moving(kind), ENDINGS[kind]).content
    image = opened(content)
    assert getattr(image, "n_frames", 1) == 3
    image.seek(1)
    image.load()
    assert image.info["duration"] == 200
    assert samples.SECRET.encode() not in content


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "I;16", "1"])
def test_pictures_of_all_modes_are_kept(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (8, 8)).save(written, "PNG")
    assert opened(clean_picture(written.getvalue(), ".png").content).size == (8, 8)


def test_what_is_clear_stays_clear() -> None:
    written = BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(written, "PNG")
    image = opened(clean_picture(written.getvalue(), ".png").content)
    assert image.convert("RGBA").getpixel((4, 4)) == (1, 2, 3, 0)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_001, 10_000, 15_000, 60_000])
def test_a_picture_that_would_fill_memory_is_refused(side: int) -> None:
    with pytest.raises(CaseError) as error:
        clean_picture(bomb(side, side), ".png")
    assert (error.value.status, error.value.message) == (422, TOO_LARGE)


def test_very_many_frames_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.pictures.MOST_PIXELS", 250)
    with pytest.raises(CaseError, match="too large"):
        clean_picture(samples.moving("GIF"), ".gif")


@pytest.mark.parametrize("kind", ENDINGS)
def test_half_a_picture_is_told_kindly(kind: str) -> None:
    content = samples.picture(kind, (400, 300))
    with pytest.raises(CaseError) as error:
        clean_picture(content[: len(content) // 2], ENDINGS[kind])
    assert error.value.message == DAMAGED


@pytest.mark.parametrize("ending", [*ENDINGS.values(), ".heic"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_in_it_nothing_but_a_kind_sentence_comes_of_it(
    ending: str, data: st.DataObject
) -> None:
    kinds = {ending: kind for kind, ending in ENDINGS.items()}
    content = bytearray(samples.HEIC if ending == ".heic" else samples.picture(kinds[ending]))
    changes = st.lists(st.tuples(st.integers(4, len(content) - 1), st.integers(0, 255)), max_size=8)
    for place, value in data.draw(changes):
        content[place] = value
    with contextlib.suppress(CaseError):
        clean_picture(bytes(content), ending)
