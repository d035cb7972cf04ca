from __future__ import annotations

import io
import re

import httpx
import pytest
from PIL import Image

from bot.portal.case_files import headers_for
from cases.model import Case
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed, path_of

HANDLER = "manager@example.org"


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "JPEG")
    return held.getvalue()


@pytest.fixture
def case(live: Live, reporter: str) -> Case:
    return filed(live, "filming_permission", reporter, consent="later")


def send(
    browser: httpx.Client, case: Case, *files: tuple[str, bytes], **data: str
) -> httpx.Response:
    return browser.post(
        f"{path_of(case)}/files",
        data={"do": "attach", **data},
        files=[("files", each) for each in files],
    )


def address_of(page: str, name: str) -> str:
    found = re.search(rf'href="([^"]+/files/\w+)"[^>]*>{re.escape(name)}', page)
    assert found
    return found.group(1)


def test_a_picture_is_shown_and_anything_else_is_saved(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    browser = live.browser(reporter)
    taken = send(browser, case, ("hall.jpg", picture()), ("a “plan”.txt", b"The plan\n"))
    assert (taken.status_code, taken.headers["location"]) == (
        303,
        f"{path_of(case)}?done=attached#files",
    )
    page = manager.get(path_of(case)).text
    shown = manager.get(address_of(page, "hall.jpg"))
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert f'<img src="{address_of(page, "hall.jpg")}"' in page
    saved = manager.get(address_of(page, "a “plan”.txt"))
    assert saved.content == b"The plan\n"
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment;")
    for answer in (shown, saved):
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.exe", b"MZ" + b"\0" * 64, "is a program"),
        ("drawing.svg", b"<svg onload='alert(1)'></svg>", "cannot be taken"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "cannot be taken"),
        ("empty.txt", b"", "is empty"),
    ],
)
def test_files_that_could_do_harm_are_refused_kindly(
    live: Live, reporter: str, case: Case, name: str, content: bytes, words: str
) -> None:
    answer = send(live.browser(reporter), case, (name, content))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#attach"' in answer.text
    assert case_now(live, case, HANDLER).attachments == ()


def test_one_refused_file_keeps_the_others_out_and_the_words_in(
    live: Live, reporter: str, case: Case
) -> None:
    answer = send(live.browser(reporter), case, ("a.txt", b"fine"), ("b.exe", b"MZ\0\0"))
    assert answer.status_code == 422
    assert case_now(live, case, HANDLER).attachments == ()


def test_files_have_a_size_and_a_number(live: Live, reporter: str, case: Case) -> None:
    browser = live.browser(reporter)
    large = b"a" * (live.gateway.settings.organisation.max_file_mb * 1024 * 1024 + 1)
    assert "too big: at most 10 MB" in send(browser, case, ("long.txt", large)).text
    many = [(f"{number}.txt", str(number).encode()) for number in range(6)]
    assert "at most 5 files at a time" in send(browser, case, *many).text
    assert case_now(live, case, HANDLER).attachments == ()


def test_no_file_chosen_is_said(live: Live, reporter: str, case: Case) -> None:
    answer = send(live.browser(reporter), case, ("", b""))
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_consent_that_came_later_ends_the_waiting(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    wanted = "written consent is still to come"
    browser = live.browser(reporter)
    assert wanted in browser.get(path_of(case)).text
    send(browser, case, ("consent.jpg", picture()), kind="consent")
    page = manager.get(path_of(case)).text
    assert wanted not in page
    assert "Member of staff added the written consent" in page


def test_who_only_looks_on_adds_nothing(live: Live, case: Case) -> None:
    head = live.browser("head@example.org")
    assert head.get(path_of(case)).status_code == 200
    assert "Add files" not in head.get(path_of(case)).text
    assert send(head, case, ("a.txt", b"words")).status_code == 404


def test_a_file_of_another_case_is_not_there(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    send(live.browser(reporter), case, ("a.txt", b"words"))
    other = filed(live, "filming_permission", reporter)
    file = address_of(manager.get(path_of(case)).text, "a.txt").rpartition("/")[2]
    assert manager.get(f"{path_of(other)}/files/{file}").status_code == 404


def test_the_address_of_the_files_leads_back_to_the_case(manager: httpx.Client, case: Case) -> None:
    answer = manager.get(f"{path_of(case)}/files")
    assert answer.headers["location"] == path_of(case)


def test_a_name_cannot_add_a_header() -> None:
    headers = headers_for('a"; x="\r\nSet-Cookie: b=c\\é.txt', "text/plain")
    assert "\r" not in headers["Content-Disposition"]
    assert headers["Content-Disposition"].count('"') == 2
    assert headers["Content-Disposition"].isascii()
