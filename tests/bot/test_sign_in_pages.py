from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.credentials import Kind
from bot.settings import Settings
from bot.sign_in_pages import SENT
from tests.bot.live import Live


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def link_in(folder: Path) -> str:
    """The address in the one message of the mail folder, once it is there."""
    while not (found := list(folder.glob("*.eml"))):
        pass
    message = email.message_from_bytes(found[0].read_bytes(), policy=email.policy.default)
    body = message.get_body()
    assert body is not None
    (link,) = re.findall(r"http://\S+", body.get_content())
    return str(link)


def test_a_link_by_email_signs_in(live: Live, settings: Settings) -> None:
    browser = live.browser()
    assert browser.get("/").headers["Location"] == "/sign-in"
    assert "e-mail" in browser.get("/sign-in").text
    answer = browser.post("/sign-in", data={"email": " Staff@Example.org "})
    assert SENT in answer.text

    link = link_in(settings.var / "mail")
    assert link.startswith(f"{settings.public_url}/sign-in/")
    path = link.removeprefix(settings.public_url)
    for _ in range(2):  # opening it does not use it up
        assert "Member of staff" in browser.get(path).text
    signed_in = browser.post(path)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/")
    cookie = signed_in.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert browser.get("/").status_code == 200
    used = browser.get(path)
    assert used.status_code == 410
    assert "/sign-in" in used.text

    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    assert browser.get("/").headers["Location"] == "/sign-in"


def test_an_unknown_address_is_told_the_same_and_sent_nothing(
    live: Live, settings: Settings
) -> None:
    browser = live.browser()
    unknown = browser.post("/sign-in", data={"email": "nobody@example.org"})
    known = browser.post("/sign-in", data={"email": "head@example.org"})
    assert unknown.text == known.text
    assert link_in(settings.var / "mail")
    assert len(list((settings.var / "mail").glob("*.eml"))) == 1


@pytest.mark.parametrize("typed", ["", "staff", "x" * 400 + "@example.org"])
def test_what_is_no_address_is_told_with_an_example(live: Live, typed: str) -> None:
    answer = live.browser().post("/sign-in", data={"email": typed})
    assert answer.status_code == 422
    assert "name@example.org" in answer.text


def test_a_form_that_cannot_be_read_is_told_the_same(live: Live) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = live.browser().post("/sign-in", content=b"--x\r\nodd", headers=headers)
    assert answer.status_code == 422


def test_asking_and_trying_too_often_is_slowed_down(live: Live) -> None:
    browser = live.browser()
    asked = [browser.post("/sign-in", data={"email": "staff@example.org"}) for _ in range(4)]
    assert [one.status_code for one in asked] == [200, 200, 200, 429]
    tried = [browser.get(f"/sign-in/{number}").status_code for number in range(40)]
    assert tried[0] == 410
    assert tried[-1] == 429
    assert browser.post("/sign-in/guess").status_code == 429


def test_another_site_cannot_sign_somebody_in(live: Live) -> None:
    link = live.secret(Kind.LINK, "staff@example.org")
    browser = live.browser()
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert browser.post(f"/sign-in/{link}").status_code == 403
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    assert browser.post(f"/sign-in/{link}").status_code == 303


def test_the_token_of_a_link_is_in_no_log(
    live: Live, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    link = live.secret(Kind.LINK, "staff@example.org")
    live.browser().get(f"/sign-in/{link}")
    live.browser().post(f"/sign-in/{link}")
    printed = capfd.readouterr()
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    told = "".join(one.getMessage() for one in ours) + printed.out + printed.err
    assert "/sign-in/{secret}" in told
    assert link not in told


CASE = "/portal/cases/K7MP-4Q2D"


def test_a_link_in_a_notice_leads_straight_to_its_page(live: Live) -> None:
    browser = live.browser()
    path = f"/sign-in/{live.secret(Kind.LINK, 'staff@example.org')}?next={CASE}"
    assert "Member of staff" in browser.get(path).text
    assert browser.post(path).headers["Location"] == CASE
    # The same letter opened again, now that they are signed in: no page about used links.
    again = browser.get(path)
    assert (again.status_code, again.headers["Location"]) == (303, CASE)


def test_a_link_in_a_notice_is_not_used_up_by_whoever_is_signed_in(live: Live) -> None:
    path = f"/sign-in/{live.secret(Kind.LINK, 'staff@example.org')}?next={CASE}"
    assert live.browser("staff@example.org").get(path).headers["Location"] == CASE
    assert live.browser("head@example.org").get(path).status_code == 200  # to sign in as another
    assert live.browser().post(path).status_code == 303


def test_a_used_link_in_a_notice_offers_another_for_the_same_page(live: Live) -> None:
    path = f"/sign-in/{live.secret(Kind.LINK, 'staff@example.org')}?next={CASE}"
    live.browser().post(path)
    used = live.browser().get(path)
    assert used.status_code == 410
    assert f"/sign-in?next={CASE}" in used.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/portal",
        "//evil.example/portal",
        "/portal//evil.example",
        "/\\evil.example",
        "/portal\r\nSet-Cookie:a=b",
        "/portal/cases/K7MP-4Q2D?x=//evil.example",
        "javascript:alert(1)",
    ],
)
def test_a_link_leads_nowhere_else(live: Live, target: str) -> None:
    secret = live.secret(Kind.LINK, "staff@example.org")
    answer = live.browser().post(f"/sign-in/{secret}", params={"next": target})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
