"""Files of every kind, as people send them and as they should not."""

from __future__ import annotations

import base64
import wave
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "SecretCamera"
ORIENTATION, MAKE = 0x0112, 0x010F
GPS, GPS_LATITUDE = 0x8825, 2

# Made once with libheif: 32 × 16 pixels, red, with the camera's name in its metadata.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4QABAAAAAAAAACgAAgAAAAACCQABAAAAAAAAAD4AAAA4aWluZgAAAAAAAgAAABVp"
    "bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/GlwcnAAAADcaXBjbwAAAHVo"
    "dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AAAAMAkAAA"
    "AwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAA"
    "AABAAAAAQAAAAChjbGFwAAAAIAAAAAEAAAAQAAAAAf///+AAAAAC////0AAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlwbWEA"
    "AAAAAAAAAQABBYECAwWEAAAAGmlyZWYAAAAAAAAADmNkc2MAAgABAAEAAABubWRhdAAAACQoAa8LSE5DgPX9Olf/ygW+fpBn"
    "3kSF5ajValaAnJI5epArgLAAAAAGRXhpZgAATU0AKgAAAAgAAgEPAAIAAAANAAAAJgESAAMAAAABAAEAAAAAAABTZWNyZXRD"
    "YW1lcmEAAA=="
)


def picture(kind: str, size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def photo(kind: str = "JPEG", turned: int = 1) -> bytes:
    """As a phone makes it: with the camera's name, the place, and how it was held."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = SECRET, turned
    exif.get_ifd(GPS)[GPS_LATITUDE] = (53.0, 24.0, 0.0)
    more: dict[str, Any] = {"exif": exif}
    if kind == "JPEG":
        more["comment"] = SECRET
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", SECRET)
        more["pnginfo"] = words
    return picture(kind, **more)


def moving(kind: str, frames: int = 3) -> bytes:
    images = [Image.new("RGB", (10, 10), (60 * number, 0, 0)) for number in range(frames)]
    more = {"comment": SECRET.encode()} if kind == "GIF" else {}
    written = BytesIO()
    images[0].save(
        written, kind, save_all=True, append_images=images[1:], duration=200, loop=0, **more
    )
    return written.getvalue()


def word(changes: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document, with parts of it added or changed."""
    document = Document()
    document.add_paragraph("Consent")
    written = BytesIO()
    document.save(written)
    if not changes:
        return written.getvalue()
    parts = {}
    with ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return archive_of(parts | changes)


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def sound() -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\1" * 400)
    return written.getvalue()


def mpeg4(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0isommp42" + b"\0\0\0\x08mdat" + b"\0" * 200


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MP3 = b"ID3\x03\0\0\0\0\0\x0a" + b"\0" * 10 + b"\xff\xfb\x90\x64" + b"\0" * 400
OGG = b"OggS\0\2" + b"\0" * 20 + b"\x01\x13OpusHead" + b"\0" * 60
EXE = b"MZ\x90\0\3\0\0\0" + b"\0" * 200
ELF = b"\x7fELF\2\1\1\0" + b"\0" * 200


def mail(name: str = "", content: bytes = b"") -> bytes:
    """An e-mail, with a file in it."""
    part = (
        "--x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
        f"{base64.b64encode(content).decode()}\r\n"
    )
    return (
        "From: someone@example.org\r\nTo: staff@example.org\r\nSubject: hello\r\n"
        "Date: Tue, 1 Sep 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/html\r\n\r\n<html><body>hello</body></html>\r\n"
        f"{part if name else ''}--x--\r\n"
    ).encode()
