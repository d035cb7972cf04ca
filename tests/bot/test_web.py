from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from bot.turns import KEPT, SLOWLY
from bot.web.chat_page import SUGGESTIONS
from bot.words import EMPTY
from tests.bot.crowd import Crowd, gathered
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa

SCRIPT = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with gathered(tmp_path_factory.mktemp("web")) as crowd:
        yield crowd


@pytest.fixture
def live(crowd: Crowd) -> Live:
    return crowd.live


@pytest.fixture
def email(crowd: Crowd) -> str:
    return crowd.person()


@pytest.fixture
def browser(crowd: Crowd, email: str) -> httpx.Client:
    return crowd.live.browser(email)


@pytest.fixture
def stub(crowd: Crowd) -> StubRasa:
    return crowd.stub


def tokens(page: str) -> list[str]:
    return re.findall(r'name="press" value="(~[^"]+)"', page)


def told(answer: httpx.Response) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(answer.headers["hx-trigger"])
    return found


def test_whoever_is_not_signed_in_is_sent_to_do_so(live: Live) -> None:
    stranger = live.browser()
    for answer in (stranger.get("/"), stranger.post("/messages", data={"message": "Hello"})):
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_a_first_visitor_is_welcomed_with_suggestions(browser: httpx.Client) -> None:
    page = browser.get("/").text
    assert "<title>Chat – ArtForms assistant</title>" in page
    for suggestion in SUGGESTIONS:
        assert f'value="{suggestion}"' in page
    assert "Member of staff" in page


def test_it_works_without_javascript(browser: httpx.Client) -> None:
    sent = browser.post("/messages", data={"message": "Can I film my class?", "id": "one"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/#latest")
    page = browser.get("/").text
    assert "Can I film my class?" in page
    assert "Guidance, section 5: Your own phone or camera" in page
    assert "The exact words of the official document stand here." in page
    assert "edition 2023-09" in page
    assert not any(suggestion in page for suggestion in SUGGESTIONS[1:])

    browser.post("/messages", data={"press": tokens(page)[1]})
    page = browser.get("/").text
    assert "You pressed /more_on_section{" in page
    assert "More on section 5<span" in page
    assert page.count("disabled>") == 2


def test_a_suggestion_is_sent_by_a_plain_form_too(
    crowd: Crowd, browser: httpx.Client, email: str
) -> None:
    browser.post("/messages", data={"press": "What can you do?", "id": "two"})
    assert crowd.heard(email) == ["What can you do?"]


def test_sent_twice_is_said_once(crowd: Crowd, browser: httpx.Client, email: str) -> None:
    for _ in range(2):
        browser.post("/messages", data={"message": "Hello", "id": "same"})
    assert crowd.heard(email) == ["Hello"]
    browser.post("/messages", data={"message": "Can I film my class?", "id": "other"})
    token = tokens(browser.get("/").text)[0]
    for _ in range(2):
        browser.post("/messages", data={"press": token})
    assert len(crowd.heard(email)) == 3


def test_what_people_write_is_text(browser: httpx.Client) -> None:
    words = '<img src=x onerror=alert(1)> **bold** "quoted"\n  second line'
    browser.post("/messages", data={"message": words, "id": "one"})
    page = browser.get("/").text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; **bold** &#34;quoted&#34;\n  second line" in page


def test_the_script_gets_what_is_new_and_nothing_else(browser: httpx.Client) -> None:
    data = {"message": "Hello", "id": "one", "after": "0"}
    first = browser.post("/messages", data=data, headers=SCRIPT)
    ids = re.findall(r'data-id="(\d+)"', first.text)
    assert len(ids) == 2
    assert "You said: Hello" in first.text
    assert "<html" not in first.text
    data = {"message": "Again", "id": "two", "after": ids[-1]}
    second = browser.post("/messages", data=data, headers=SCRIPT).text
    assert "Hello" not in second
    assert "You said: Again" in second


def test_words_are_kept_while_rasa_is_gone(
    crowd: Crowd, browser: httpx.Client, stub: StubRasa, email: str
) -> None:
    stub.gone = True
    answer = browser.post("/messages", data={"message": "Hello", "id": "one"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert told(answer)["assistant:kept"]["wording"] == KEPT
    assert f'id="m{told(answer)["assistant:kept"]["id"]}"' in answer.text
    plain = browser.post("/messages", data={"message": "Hello again", "id": "two"})
    assert plain.status_code == 303
    assert browser.get("/").text.count("Kept. The reply will come here.") == 2
    stub.gone = False
    crowd.until_told(email, "You said: Hello again")
    assert "Kept. The reply will come here." not in browser.get("/").text


def test_an_empty_message_gets_one_kind_sentence(browser: httpx.Client) -> None:
    browser.post("/messages", data={"message": "  ", "id": "one"})
    assert EMPTY in browser.get("/").text


def test_too_many_messages_are_refused_and_the_words_given_back(browser: httpx.Client) -> None:
    for number in range(30):
        browser.post("/messages", data={"message": "again", "id": "x" * (number + 1)})
    plain = browser.post("/messages", data={"message": "Still <there>?", "id": "y"})
    assert plain.status_code == 429
    assert SLOWLY in plain.text
    assert "Still &lt;there&gt;?</textarea>" in plain.text
    by_script = browser.post("/messages", data={"message": "z", "id": "z"}, headers=SCRIPT)
    assert told(by_script)["assistant:refused"]["wording"] == SLOWLY


def test_a_session_that_ended_is_told_to_the_script(live: Live) -> None:
    answer = live.browser().post("/messages", data={"message": "Hello"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert "assistant:signed-out" in told(answer)


def test_a_form_that_cannot_be_read_is_said_kindly(browser: httpx.Client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = browser.post("/messages", content=b"--y", headers=headers)
    assert answer.status_code == 400
    assert "Please send it again" in answer.text
    by_script = browser.post("/messages", content=b"--y", headers=headers | SCRIPT)
    assert "Please send it again" in str(told(by_script))


@pytest.mark.parametrize(
    "data", [{"press": "~" + "a" * 22}, {"id": "x" * 500, "message": "hi"}, {}]
)
def test_odd_forms_do_no_harm(browser: httpx.Client, data: dict[str, str]) -> None:
    assert browser.post("/messages", data=data).status_code == 303


def test_older_messages_are_a_link_away(browser: httpx.Client) -> None:
    for number in range(2):
        browser.post("/messages", data={"message": f"Number {number}", "id": str(number)})
    page = browser.get("/", params={"last": "2"}).text
    assert "Number 0" not in page
    assert 'href="/?last=8"' in page
    assert "Number 0" in browser.get("/", params={"last": "8"}).text
    assert browser.get("/", params={"last": "-1x"}).status_code == 200


def events(answer: httpx.Response) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if line == "":
            if "event" in event:
                yield event
            event = {}
        elif name:
            event[name] = event[name] + "\n" + value if name in event else value


def test_the_stream_tells_what_happens_and_takes_up_where_it_broke(browser: httpx.Client) -> None:
    browser.post("/messages", data={"message": "Hello", "id": "one"})
    with browser.stream("GET", "/stream", params={"after": "0"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        told = events(answer)
        assert next(told)["event"] == "typing"
        mine = next(told)
        assert mine["event"] == "message"
        assert f'id="m{mine["id"]}"' in mine["data"]
        reply = next(told)
        assert "You said: Hello" in reply["data"]
    headers = {"Last-Event-ID": mine["id"]}
    with browser.stream("GET", "/stream", params={"after": "0"}, headers=headers) as answer:
        told = events(answer)
        next(told)
        assert next(told)["id"] == reply["id"]


def test_the_stream_says_when_the_session_is_over(live: Live) -> None:
    with live.browser().stream("GET", "/stream") as answer:
        assert [event["event"] for event in events(answer)] == ["signed_out"]


def test_nothing_in_a_page_is_inline(browser: httpx.Client) -> None:
    answer = browser.get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)


def test_the_first_load_is_small(browser: httpx.Client) -> None:
    page = browser.get("/")
    addresses = re.findall(r'(?:src|href)="(/(?:static|scripts)/[^"]+|/icon\.svg)"', page.text)
    total = 0
    for address in ["/", *dict.fromkeys(addresses)]:
        with browser.stream("GET", address) as answer:
            assert answer.status_code == 200, address
            total += sum(len(part) for part in answer.iter_raw())
    assert len(addresses) >= 6
    assert total < 150_000


def test_scripts_and_styles_are_kept_by_the_browser(browser: httpx.Client) -> None:
    page = browser.get("/").text
    for address in re.findall(r'(?:src|href)="(/(?:static|scripts)/[^"]+)"', page):
        assert "immutable" in browser.get(address).headers["cache-control"], address


def test_an_address_without_a_page_gets_a_page_in_a_browser_and_json_elsewhere(live: Live) -> None:
    page = live.browser().get("/nowhere")
    assert page.status_code == 404
    assert "<h1" in page.text
    assert "Page not found" in page.text
    assert live.browser().get("/api/nowhere").json()["error"] == "not_found"
    assert live.client(None).get("/nowhere").json()["error"] == "not_found"


def test_an_error_nobody_foresaw_gets_a_page_without_its_cause(
    live: Live, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("secret cause")

    monkeypatch.setattr(live.gateway.conversations, "history", fail)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret cause" not in answer.text
