"""Files that people send: what kind each is, told by its content, and whether it may be taken.

A name is never believed: its ending is put right. Programs, pages with scripts, archives and Word
documents with macros are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import PurePosixPath

import puremagic

from cases.model import CaseError
from cases.pictures import clean_picture
from cases.word_file import is_harmless_word

LONGEST_NAME = 100
HEADERS_BYTES = 65_536
MARKUP_LENGTH = 4_096

PROGRAM = (
    "That file is a program, or has one inside, so it cannot be taken: please send a picture, a PDF"
    " or a Word document instead."
)
UNKNOWN = (
    "That kind of file cannot be taken: please send a picture, a PDF, a Word document, a text, an"
    " e-mail, a sound or a video."
)
PAGE = "Web pages cannot be taken: please send a PDF or a screenshot of it instead."
EMPTY = "That file is empty: please choose it again."

PROGRAM_STARTS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00", b"\0asm",
)  # fmt: skip
PROGRAM_ENDINGS = frozenset({
    ".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".exe", ".hta", ".htm", ".html",
    ".jar", ".js", ".jse", ".lnk", ".mjs", ".msi", ".pif", ".ps1", ".psm1", ".py", ".reg", ".scr",
    ".sh", ".svg", ".url", ".vb", ".vbe", ".vbs", ".wsf", ".wsh", ".xhtml", ".xml",
})  # fmt: skip
MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.I)
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file fit to be kept: a harmless name, the media type its content has, the content."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file that is taken. `found_as` are the endings `puremagic` knows it by."""

    ending: str
    media_type: str
    found_as: frozenset[str]
    holds: Callable[[bytes], bool]
    also: frozenset[str] = frozenset()  # other endings that may stay


def clean_file(name: str, content: bytes) -> CleanFile:
    """The file as it may be kept. Takes a second for a large picture: do it in no transaction.

    Raises:
        CaseError: it is empty, damaged, or of a kind that is not taken.
    """
    if not content:
        raise CaseError(422, EMPTY)
    if content.startswith(PROGRAM_STARTS):
        raise CaseError(422, PROGRAM)
    if picture := _picture_ending(content):
        picture_now = clean_picture(content, picture)
        also = frozenset({".jpeg"}) if picture_now.ending == ".jpg" else frozenset()
        kept_name = clean_name(name, picture_now.ending, also)
        return CleanFile(kept_name, picture_now.media_type, picture_now.content)
    if kind := _kind(content):
        return CleanFile(clean_name(name, kind.ending, kind.also), kind.media_type, content)
    return _text(name, content)


def clean_name(name: str, ending: str, also: frozenset[str] = frozenset()) -> str:
    """A name that is safe to show and to save under, with this ending (or one of `also`)."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFKC", name))[-1]
    # Invisible marks too, such as those that turn the direction of reading.
    plain = "".join(
        each for each in last if unicodedata.category(each)[0] not in "CZ" or each == " "
    )
    words = " ".join(NOT_IN_NAMES.sub(" ", plain).split()).strip(". ")
    stem, own = PurePosixPath(words or "file").stem, PurePosixPath(words or "file").suffix.lower()
    kept = own if own in also else ending
    while (inner := PurePosixPath(stem).suffix.lower()) in PROGRAM_ENDINGS or inner == kept:
        stem = stem[: -len(inner)]
    return f"{stem[: LONGEST_NAME - len(kept)].strip('. ') or 'file'}{kept}"


def _picture_ending(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ".webp"
    return ".heic" if _brand(content) in HEIC_BRANDS else None


def _kind(content: bytes) -> _Kind | None:
    try:
        found = {each.extension for each in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return None
    for kind in KINDS:
        if found & kind.found_as and kind.holds(content):
            return kind
    return None


def _text(name: str, content: bytes) -> CleanFile:
    words = _decoded(content)
    if words is None:
        raise CaseError(422, UNKNOWN)
    if words.lstrip().startswith("<") and MARKUP.search(words[:MARKUP_LENGTH]):
        raise CaseError(422, PAGE)
    if PurePosixPath(name.strip().lower()).suffix in PROGRAM_ENDINGS:
        raise CaseError(422, PROGRAM)
    if _is_mail(content):
        _check_parts(content)
        return CleanFile(clean_name(name, ".eml"), "message/rfc822", content)
    return CleanFile(clean_name(name, ".txt"), "text/plain", words.encode())


def _decoded(content: bytes) -> str | None:
    """The words of a text file; None when it is something else."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if NOT_IN_TEXT.search(words) else words
    return None


def _is_mail(content: bytes) -> bool:
    head = BytesParser().parsebytes(content[:HEADERS_BYTES], headersonly=True)
    return bool(head["From"] and (head["Date"] or head["Message-ID"] or head["Received"]))


def _check_parts(content: bytes) -> None:
    """An e-mail may carry files of the kinds that are taken by themselves, and no other."""
    for part in BytesParser().parsebytes(content).walk():
        if part.get_content_maintype() == "multipart" or not part.get_filename():
            continue
        inside = part.get_payload(decode=True)
        if isinstance(inside, bytes):
            clean_file(part.get_filename() or "", inside)


def _brand(content: bytes) -> bytes:
    """The kind that an MPEG-4 or HEIF file says it is; nothing for other files."""
    return content[8:12] if content[4:8] == b"ftyp" else b""


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_wave(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WAVE"


def _is_mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or (
        len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    )


HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
VIDEO_BRANDS = frozenset({b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4", b"3gp5"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = (
    _Kind(".pdf", "application/pdf", frozenset({".pdf"}), _is_pdf),
    _Kind(".docx", WORD, frozenset({".docx", ".zip"}), is_harmless_word),
    _Kind(".wav", "audio/wav", frozenset({".wav"}), _is_wave),
    _Kind(".mp3", "audio/mpeg", frozenset({".mp3", ".mpga"}), _is_mp3),
    _Kind(".m4a", "audio/mp4", frozenset({".m4a"}), lambda content: _brand(content) == b"M4A "),
    _Kind(
        ".mp4", "video/mp4", frozenset({".mp4", ".m4v", ".3gp"}),
        lambda content: _brand(content) in VIDEO_BRANDS,
    ),
    _Kind(
        ".mov", "video/quicktime", frozenset({".mov"}), lambda content: _brand(content) == b"qt  "
    ),
    _Kind(
        ".ogg", "audio/ogg", frozenset({".ogg", ".opus"}),
        lambda content: content.startswith(b"OggS"), frozenset({".opus", ".oga"}),
    ),
)  # fmt: skip
