"""Pictures that people send: opened, turned upright, and written anew without metadata.

What is kept is only what a picture shows: no place, no time, no camera, and nothing hidden in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pi_heif
from PIL import Image, ImageOps, ImageSequence

from cases.model import CaseError

MOST_PIXELS = (
    64_000_000  # all frames together: more than a phone makes, less than would fill memory
)
JPEG_QUALITY = 90
SHOWN = ("transparency", "duration", "loop", "disposal", "background")

DAMAGED = "That picture cannot be opened: please save it again, or send a screenshot of it."
TOO_LARGE = "That picture is too large to open: please send a smaller copy, or a screenshot of it."


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: its content, and the ending and media type that go with it."""

    content: bytes
    ending: str
    media_type: str


def clean_picture(content: bytes, ending: str) -> Picture:
    """The picture written anew. `ending` (".jpg", ".png", ".gif", ".webp", ".heic") says how.

    Raises:
        CaseError: it is damaged, or would fill memory.
    """
    try:
        return _CLEANERS[ending](content)
    except CaseError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise CaseError(422, TOO_LARGE) from error
    except Exception as error:  # decoders raise all kinds of errors on crafted files
        raise CaseError(422, DAMAGED) from error


def _jpeg(content: bytes) -> Picture:
    with _opened(content, "JPEG") as image:
        _check_size(image)
        return _as_jpeg(ImageOps.exif_transpose(image))


def _heic(content: bytes) -> Picture:
    found = pi_heif.open_heif(BytesIO(content))
    width, height = found.size
    _check_pixels(width * height)
    return _as_jpeg(found.to_pillow())  # it is upright already


def _as_jpeg(image: Image.Image) -> Picture:
    shown = image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")
    shown.info = {}
    written = BytesIO()
    shown.save(written, "JPEG", quality=JPEG_QUALITY)
    return Picture(written.getvalue(), ".jpg", "image/jpeg")


def _png(content: bytes) -> Picture:
    with _opened(content, "PNG") as image:
        _check_size(image)
        upright = ImageOps.exif_transpose(image)
        _forget(upright)
        written = BytesIO()
        upright.save(written, "PNG")
    return Picture(written.getvalue(), ".png", "image/png")


def _moving(kind: str) -> Callable[[bytes], Picture]:
    """GIF and WebP may move."""

    def clean(content: bytes) -> Picture:
        with _opened(content, kind) as image:
            count = getattr(image, "n_frames", 1)
            _check_size(image, count)
            frames = [ImageOps.exif_transpose(frame) for frame in ImageSequence.Iterator(image)]
        for frame in frames:
            _forget(frame)
        more: dict[str, Any] = {}
        if count > 1:
            times = [frame.info.get("duration", 100) for frame in frames]
            more = {"save_all": True, "append_images": frames[1:], "duration": times}
            more["loop"] = frames[0].info.get("loop", 0)
        written = BytesIO()
        frames[0].save(written, kind, **more)
        name = kind.lower()
        return Picture(written.getvalue(), f".{name}", f"image/{name}")

    return clean


def _opened(content: bytes, kind: str) -> Image.Image:
    return Image.open(BytesIO(content), formats=(kind,))


def _check_size(image: Image.Image, frames: int = 1) -> None:
    _check_pixels(image.width * image.height * frames)


def _check_pixels(count: int) -> None:
    if count > MOST_PIXELS:
        raise CaseError(422, TOO_LARGE)


def _forget(image: Image.Image) -> None:
    """Loads the pixels, then drops all that is not shown, so that nothing else is written."""
    image.load()
    image.info = {name: value for name, value in image.info.items() if name in SHOWN}


_CLEANERS: dict[str, Callable[[bytes], Picture]] = {
    ".jpg": _jpeg,
    ".png": _png,
    ".gif": _moving("GIF"),
    ".webp": _moving("WEBP"),
    ".heic": _heic,
}
