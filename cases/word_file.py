"""Word documents that people send: a look inside, without unpacking what would fill the disk."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from cases.model import CaseError

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes
LONGEST_PART = 4 * 1024 * 1024  # bytes, of those read here

TYPES = "[Content_Types].xml"
DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ACTIVE = re.compile(
    r"vbaproject|vbadata|/activex/|/embeddings/|/macros?/|\.(exe|dll|js|vbs)$", re.I
)
# A template fetched from elsewhere brings its macros along.
EXTERNAL = rb"TargetMode\s*=\s*.External"
FETCHED = re.compile(
    rb"<[^>]*attachedTemplate[^>]*" + EXTERNAL + rb"|<[^>]*" + EXTERNAL + rb"[^>]*attachedTemplate"
)

MACROS = (
    "That document can run programs (macros, or something embedded), so it cannot be taken: please"
    " save it as a PDF and send that."
)
BROKEN = "That document cannot be opened: please save it again, or send it as a PDF."


def is_harmless_word(content: bytes) -> bool:
    """Whether this is a Word document; False for any other archive.

    Raises:
        CaseError: it is one, but with something in it that runs, or it is damaged.
    """
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _look_into(archive)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise CaseError(422, BROKEN) from error


def _look_into(archive: ZipFile) -> bool:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if TYPES not in names or "word/document.xml" not in names:
        return False
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise CaseError(422, BROKEN)
    types = _read(archive, TYPES)
    if b"macroEnabled" in types or any(ACTIVE.search(name) for name in names):
        raise CaseError(422, MACROS)
    if any(FETCHED.search(_read(archive, name)) for name in names if name.endswith(".rels")):
        raise CaseError(422, MACROS)
    return DOCUMENT in types


def _read(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(LONGEST_PART + 1)
    if len(content) > LONGEST_PART:
        raise CaseError(422, BROKEN)
    return content
