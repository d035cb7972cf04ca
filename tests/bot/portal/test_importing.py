from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import (
    ADMINISTRATOR,
    audited,
    declared,
    file_of,
    person_of,
    problems_in,
    stamp_of,
)

IMPORT = "/portal/people/import"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def send(browser: httpx.Client, text: str | bytes, **fields: str) -> httpx.Response:
    """Chooses a file and sends it, as a browser does."""
    return browser.post(IMPORT, data=fields, files={"list": ("people.csv", text, "text/csv")})


def confirm(browser: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Presses the button that carries out what the page shows."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    fields = {name: unescape(value) for name, value in fields.items()}
    return browser.post(IMPORT, data={**fields, "confirm": "yes"})


def whole_list(crowd: Crowd) -> str:
    return "email,name,roles,line_manager\n" + "".join(
        f"{each.email},{each.name},{' '.join(each.roles)},{each.line_manager or ''}\n"
        for each in declared(crowd).people
    )


def test_nothing_changes_before_it_is_confirmed(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    email = crowd.person()
    text = f"email;name;roles\n{email};Zoë's “name”;volunteer\nlist@example.org;=New;\n"
    before = file_of(crowd).read_bytes()
    shown = send(browser, text.encode("cp1252"))
    assert shown.status_code == 200
    assert "1 would be added, 1 changed, 0 taken out; 0 stay" in shown.text
    assert "roles: Member of staff → Volunteer" in shown.text
    assert file_of(crowd).read_bytes() == before
    done = confirm(browser, shown)
    assert done.headers["location"] == "/portal/people?done=imported"
    changed, added = person_of(crowd, email), person_of(crowd, "list@example.org")
    assert changed is not None
    assert added is not None
    assert (changed.name, changed.roles) == ("Zoë's “name”", ("volunteer",))
    assert (added.name, added.roles) == ("=New", ("staff",))
    assert (
        ADMINISTRATOR,
        {"added": ["list@example.org"], "changed": [email], "removed": []},
    ) in audited(live, "people_imported", "people")


def test_every_faulty_row_is_told_with_its_line(crowd: Crowd, browser: httpx.Client) -> None:
    before = file_of(crowd).read_bytes()
    shown = send(browser, "email,name\nnobody,Name\nok@example.org,Name\nx@example.org,\n")
    assert shown.status_code == 422
    assert "Line 2: &#39;nobody&#39; is not an e-mail address." in shown.text
    assert "Line 4: No name." in shown.text
    assert 'name="confirm"' not in shown.text
    answer = browser.post(IMPORT, data={"content": "email,name\nnobody,Name\n", "confirm": "yes"})
    assert answer.status_code == 422
    assert file_of(crowd).read_bytes() == before


def test_whoever_is_not_in_a_whole_list_is_taken_out(crowd: Crowd, browser: httpx.Client) -> None:
    email = crowd.person()
    text = "".join(
        line for line in whole_list(crowd).splitlines(keepends=True) if not line.startswith(email)
    )
    assert "0 taken out" in send(browser, text + "also@example.org,Name,,\n").text
    shown = send(browser, text, complete="yes")
    assert "0 would be added, 0 changed, 1 taken out" in shown.text
    assert confirm(browser, shown).status_code == 303
    assert person_of(crowd, email) is None


def test_who_has_cases_in_hand_is_not_taken_out_by_a_list(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    filed(live, "online_safety_concern", crowd.person())
    text = "".join(
        line
        for line in whole_list(crowd).splitlines(keepends=True)
        if not line.startswith("safeguarding@")
    )
    shown = send(browser, text, complete="yes")
    assert shown.status_code == 422
    assert "safeguarding@example.org is not in the list but handles" in shown.text


def test_nobody_takes_themselves_out_or_changes_their_own_roles(
    crowd: Crowd, browser: httpx.Client
) -> None:
    text = "".join(
        line
        for line in whole_list(crowd).splitlines(keepends=True)
        if not line.startswith(ADMINISTRATOR)
    )
    assert "You are not in the list" in send(browser, text, complete="yes").text
    own = f"email,name,roles\n{ADMINISTRATOR},Guidance owner,staff head\n"
    assert "You cannot change your own roles" in send(browser, own).text


def test_a_change_in_between_shows_what_the_list_would_do_now(
    crowd: Crowd, browser: httpx.Client
) -> None:
    email = crowd.person()
    shown = send(browser, f"email,name\n{email},Another name\n")
    file = file_of(crowd)
    file.write_text(file.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    again = confirm(browser, shown)
    assert again.status_code == 422
    assert "Somebody else changed this meanwhile" in problems_in(again)["main"]
    assert stamp_of(again.text) != stamp_of(shown.text)
    assert confirm(browser, again).status_code == 303


def test_no_list_or_one_that_is_too_large_is_said(browser: httpx.Client) -> None:
    assert problems_in(browser.post(IMPORT, data={})) == {"list": "Choose a list (a CSV file)"}
    assert "list" in problems_in(send(browser, b""))
    large = send(browser, b"email,name\n" + b"x" * 205_000)
    assert "larger than 200 kB" in problems_in(large)["list"]


def test_a_list_that_changes_nothing_says_so(crowd: Crowd, browser: httpx.Client) -> None:
    shown = send(browser, whole_list(crowd))
    assert "Nothing: everybody in the list is here already" in shown.text
