from __future__ import annotations

import httpx
import pytest

from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.managing import (
    ADMINISTRATOR,
    MANAGER,
    audited,
    declared,
    file_of,
    look_again,
    person_of,
    post_form,
    problems_in,
    stamp_of,
)

NEW = "/portal/people/new"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def edit(email: str) -> str:
    return f"/portal/people/edit?person={email}"


def test_somebody_new_is_added_and_can_sign_in(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    email = "another@example.org"
    sent = post_form(
        browser, NEW, email="Another@Example.org", name="  Another   teacher ",
        roles=["staff", "volunteer"], line_manager=MANAGER,
    )  # fmt: skip
    assert (sent.status_code, sent.headers["location"]) == (303, "/portal/people?done=added")
    found = person_of(crowd, email)
    assert found is not None
    assert (found.name, found.roles, found.line_manager) == (
        "Another teacher",
        ("staff", "volunteer"),
        MANAGER,
    )
    page = browser.get("/portal/people?q=another+teacher&done=added").text
    assert "They can sign in now." in page
    assert email in page
    look_again(live)
    assert live.browser(email).get("/portal/mine").status_code == 200
    assert audited(live, "person_added", email) == [
        (ADMINISTRATOR, {"roles": ["staff", "volunteer"], "line_manager": MANAGER})
    ]


def test_roles_and_line_manager_change_at_once_and_comments_stay(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    email = crowd.person()
    assert live.browser(email).get("/portal/people").status_code == 404
    before = file_of(crowd).read_text(encoding="utf-8")
    sent = post_form(
        browser, edit(email), name="Senior teacher", roles=["staff", "administrator"],
        line_manager=MANAGER,
    )  # fmt: skip
    assert sent.status_code == 303
    look_again(live)
    assert live.browser(email).get("/portal/people").status_code == 200
    after = file_of(crowd).read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if "#" in line] == [
        line for line in after.splitlines() if "#" in line
    ]
    (entry,) = audited(live, "person_changed", email)
    assert entry == (
        ADMINISTRATOR,
        {
            "was": {"roles": ["staff"], "line_manager": None},
            "now": {"roles": ["staff", "administrator"], "line_manager": MANAGER},
            "name": "changed",
        },
    )


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    crowd: Crowd, browser: httpx.Client
) -> None:
    before = file_of(crowd).read_bytes()
    sent = post_form(browser, NEW, email="no address", name="", line_manager="nobody@example.org")
    assert sent.status_code == 422
    assert set(problems_in(sent)) == {"email", "name", "roles", "line_manager"}
    assert 'value="no address"' in sent.text
    assert "<title>Error: Add a person" in sent.text
    taken = post_form(browser, NEW, email=MANAGER, name="Kept name", roles=["staff", "head"])
    assert problems_in(taken) == {"email": "Somebody has this address already"}
    assert 'value="Kept name"' in taken.text
    assert taken.text.count(" checked>") == 2
    odd = post_form(browser, NEW, email="x@example.org", name="Name", roles=["king"])
    assert problems_in(odd) == {"roles": "Choose roles from the list"}
    assert file_of(crowd).read_bytes() == before


def test_nobody_is_their_own_line_manager(crowd: Crowd, browser: httpx.Client) -> None:
    email = crowd.person()
    sent = post_form(browser, edit(email), name="Name", roles=["staff"], line_manager=email)
    assert "line_manager" in problems_in(sent)


def test_a_role_that_the_start_wants_stays_held(crowd: Crowd, browser: httpx.Client) -> None:
    sent = post_form(
        browser, edit("safeguarding@example.org"), name="Lead", roles=["staff"], line_manager=""
    )
    assert sent.status_code == 422
    assert "nobody has the role safeguarding_lead" in problems_in(sent)["main"]
    found = person_of(crowd, "safeguarding@example.org")
    assert found is not None
    assert "safeguarding_lead" in found.roles


def test_nobody_changes_their_own_roles(crowd: Crowd, browser: httpx.Client) -> None:
    own = person_of(crowd, ADMINISTRATOR)
    assert own is not None
    sent = post_form(
        browser, edit(ADMINISTRATOR), name=own.name, roles=[*own.roles, "head"],
        line_manager=own.line_manager,
    )  # fmt: skip
    assert "another administrator" in problems_in(sent)["roles"]
    assert person_of(crowd, ADMINISTRATOR) == own


def test_a_change_in_between_is_told_and_not_overwritten(
    crowd: Crowd, browser: httpx.Client
) -> None:
    email, other = crowd.person(), crowd.person()
    stamp = stamp_of(browser.get(edit(email)).text)
    post_form(browser, edit(other), name="First", roles=["staff"])
    fields = {"name": "Second", "roles": ["staff"]}
    sent = browser.post(edit(email), data={"stamp": stamp, **fields})
    assert sent.status_code == 422
    assert "Somebody else changed this meanwhile" in problems_in(sent)["main"]
    assert 'value="Second"' in sent.text
    again = browser.post(edit(email), data={"stamp": stamp_of(sent.text), **fields})
    assert again.status_code == 303
    names = {each.email: each.name for each in declared(crowd).people}
    assert (names[email], names[other]) == ("Second", "First")


def test_pressed_twice_somebody_is_added_once(crowd: Crowd, browser: httpx.Client) -> None:
    fields = {"email": "twice@example.org", "name": "Twice", "roles": ["staff"]}
    fields["stamp"] = stamp_of(browser.get(NEW).text)
    assert browser.post(NEW, data=fields).status_code == 303
    assert problems_in(browser.post(NEW, data=fields)) == {
        "email": "Somebody has this address already"
    }
    assert [each.email for each in declared(crowd).people].count("twice@example.org") == 1


def test_the_list_is_searched_and_paged(browser: httpx.Client) -> None:
    page = browser.get("/portal/people?role=safeguarding_lead").text
    assert "safeguarding@example.org" in page
    assert "manager@example.org" not in page
    assert "Nobody fits that." in browser.get("/portal/people?q=zzz").text
    first = browser.get("/portal/people?q=person-").text
    assert "1 to 20 of 80" in first
    assert "21 to 40 of 80" in browser.get("/portal/people?q=person-&page=2").text


def test_what_people_are_called_is_text(crowd: Crowd, browser: httpx.Client) -> None:
    email = crowd.person()
    post_form(browser, edit(email), name='<b>"x"</b> & {{ 1 }}: #', roles=["staff"])
    page = browser.get(f"/portal/people?q={email}").text
    assert "&lt;b&gt;&#34;x&#34;&lt;/b&gt; &amp; {{ 1 }}: #" in page


def test_somebody_unknown_has_no_form(browser: httpx.Client) -> None:
    assert browser.get(edit("nobody@example.org")).status_code == 404


def test_a_file_broken_by_hand_is_told(crowd: Crowd, browser: httpx.Client) -> None:
    good = file_of(crowd).read_text(encoding="utf-8")
    try:
        file_of(crowd).write_text(good.replace("people:", "people: ["), encoding="utf-8")
        page = browser.get("/portal/people")
        assert page.status_code == 422
        assert "this is not YAML" in page.text
    finally:
        file_of(crowd).write_text(good, encoding="utf-8")
