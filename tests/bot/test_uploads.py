"""Files sent in a conversation, by the REST interface and by the chat page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Connection

from bot.uploads import NONE_SENT
from cases.form.model import Draft
from tests.bot.crowd import Crowd, gathered

SCRIPT = {"HX-Request": "true"}
NOTE = ("file", ("note.txt", b"what happened"))
IDS = re.compile(r'^/files_sent\{"ids": "([0-9a-f,]+)"\}$')


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with gathered(tmp_path_factory.mktemp("uploads")) as crowd:
        yield crowd


@pytest.fixture
def email(crowd: Crowd) -> str:
    """Somebody who is in the middle of a form."""
    person = crowd.person()
    gateway = crowd.live.gateway

    def begin(connection: Connection) -> None:
        draft = Draft(uuid4().hex, person, "confidentiality_concern")
        gateway.services.office.context.drafts.save(connection, draft)

    gateway.database.write_now(begin)
    return person


@pytest.fixture
def client(crowd: Crowd, email: str) -> httpx.Client:
    return crowd.live.client(email)


@pytest.fixture
def browser(crowd: Crowd, email: str) -> httpx.Client:
    return crowd.live.browser(email)


def sent(crowd: Crowd, email: str) -> list[list[str]]:
    """The ids that the form was told of, message by message."""
    found = [IDS.match(each) for each in crowd.heard(email)]
    return [match[1].split(",") for match in found if match]


def kept(crowd: Crowd, email: str, ids: list[str]) -> list[str]:
    """The names of those of these files that are kept."""
    gateway = crowd.live.gateway
    attachments = gateway.services.office.context.attachments
    files = gateway.database.read_now(lambda connection: attachments.find(connection, email, ids))
    return [each.name for each in files]


def test_a_file_is_kept_and_its_form_told(crowd: Crowd, client: httpx.Client, email: str) -> None:
    answer = client.post("/api/files", files=[NOTE])
    assert answer.status_code == 200
    assert answer.json()[0]["text"].startswith("You pressed /files_sent")
    ((file,),) = sent(crowd, email)
    assert kept(crowd, email, [file]) == ["note.txt"]
    history = client.get("/api/messages").json()
    assert history[0]["text"] == "Sent a file"
    assert "note.txt" not in json.dumps(history)


def test_several_files_are_one_message(crowd: Crowd, client: httpx.Client, email: str) -> None:
    client.post("/api/files", files=[NOTE, ("file", ("b.txt", b"more of it"))])
    (ids,) = sent(crowd, email)
    assert kept(crowd, email, ids) == ["note.txt", "b.txt"]
    assert client.get("/api/messages").json()[0]["text"] == "Sent 2 files"


def test_the_same_id_twice_is_one_message_and_one_file(
    crowd: Crowd, client: httpx.Client, email: str
) -> None:
    first, second = (client.post("/api/files", files=[NOTE], data={"id": "once"}) for _ in range(2))
    assert first.json() == second.json()
    assert len(sent(crowd, email)) == 1


def test_one_that_may_not_be_taken_leaves_none_behind(
    crowd: Crowd, client: httpx.Client, email: str
) -> None:
    answer = client.post("/api/files", files=[NOTE, ("file", ("b.exe", b"MZ and more"))])
    assert answer.status_code == 422
    assert "program" in answer.json()["message"]
    assert sent(crowd, email) == []
    assert client.get("/api/messages").json() == []


def test_without_a_form_nothing_is_kept(crowd: Crowd) -> None:
    email = crowd.person()
    answer = crowd.live.client(email).post("/api/files", files=[NOTE])
    assert answer.status_code == 200
    assert crowd.heard(email) == ["/files_sent"]


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("file", ("big.txt", b"a" * (10 * 1024 * 1024 + 1)))], 422),
        ([("other", ("note.txt", b"words"))], 422),
        ([NOTE] * 6, 400),
        ([("file", (f"{number}.txt", b"a" * (11 * 1024 * 1024))) for number in range(6)], 413),
    ],
)
def test_too_much_or_nothing_is_refused(
    client: httpx.Client, files: list[tuple[str, tuple[str, bytes]]], status: int
) -> None:
    assert client.post("/api/files", files=files).status_code == status


def test_a_stranger_sends_no_file(crowd: Crowd) -> None:
    assert crowd.live.client(None).post("/api/files", files=[NOTE]).status_code == 401
    answer = crowd.live.browser().post("/files", files=[NOTE])
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_something_else_than_a_form_is_refused(client: httpx.Client) -> None:
    assert client.post("/api/files", json={"file": "x"}).status_code == 415


def test_while_rasa_is_gone_the_file_is_kept(
    crowd: Crowd, client: httpx.Client, email: str
) -> None:
    crowd.stub.gone = True
    answer = client.post("/api/files", files=[NOTE])
    assert answer.status_code == 503
    assert answer.json()["kept"] is True
    crowd.stub.gone = False
    crowd.until_told(email, "You pressed")
    ((file,),) = sent(crowd, email)[-1:]
    assert kept(crowd, email, [file]) == ["note.txt"]


def test_the_page_sends_files_with_its_script(browser: httpx.Client) -> None:
    answer = browser.post("/files", files=[NOTE], data={"after": "0"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert "Sent a file" in answer.text
    assert "You pressed" in answer.text


def test_the_page_sends_files_without_its_script(browser: httpx.Client) -> None:
    answer = browser.post("/files", files=[NOTE])
    assert (answer.status_code, answer.headers["location"]) == (303, "/#latest")
    page = browser.get("/").text
    assert "Sent a file" in page
    assert 'action="/files"' in page


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("file", ("b.exe", b"MZ and more"))], "program"),
        ([("file", ("", b""))], NONE_SENT),
        ([NOTE] * 6, "5 files at most"),
    ],
)
def test_the_page_says_why_a_file_is_not_taken(
    browser: httpx.Client, files: list[tuple[str, tuple[str, bytes]]], told: str
) -> None:
    plain = browser.post("/files", files=files)
    assert plain.status_code == 422
    assert told in plain.text
    by_script = browser.post("/files", files=files, headers=SCRIPT)
    event = json.loads(by_script.headers["hx-trigger"])["assistant:refused"]
    assert told in event["wording"]
