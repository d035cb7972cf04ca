"""Every procedure walked through in many manners, over the real stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from actions.wording import WHICH_FORM
from cases.model import Answer
from tests.journeys.conftest import Stack
from tests.journeys.walking import KINDS, Reply, Script, Walker, differences, scripts

SCRIPTS = scripts()
MOST_LEFT = 5
Clients = Callable[[str], httpx.Client]


class RestTalk:
    """A conversation over `POST /api/messages`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def say(self, words: str) -> list[Reply]:
        response = self._client.post("/api/messages", json={"message": words})
        assert response.status_code == 200, response.text
        replies: list[Reply] = response.json()
        return replies

    def press(self, payload: str) -> list[Reply]:
        return self.say(payload)


@pytest.fixture(scope="module")
def clients(stack: Stack) -> Iterator[Clients]:
    """A client for each person, signed in once."""
    made: dict[str, httpx.Client] = {}

    def client(email: str) -> httpx.Client:
        if email not in made:
            made[email] = stack.client(email)
        return made[email]

    yield client
    for each in made.values():
        each.close()


@pytest.mark.stack
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_a_form(clients: Clients, script: Script) -> None:
    client = clients(script.person)
    talk = RestTalk(client)
    before = references(client)
    walker = Walker(script, talk)
    try:
        walked = walker.walk()
    except AssertionError:
        throw_away(talk)
        raise
    told = "\n".join(walker.said)
    if script.filed is None:
        assert walked.reference is None, told
        assert references(client) == before, told
        return
    assert walked.reference is not None, f"Nothing was filed:\n{told}"
    case = client.get(f"/api/cases/{walked.reference}").json()
    try:
        check_case(script, case, told)
        for person in [script.expects.get("unseen_by"), _other(script, case)]:
            if person is not None:
                answer = clients(person).get(f"/api/cases/{walked.reference}")
                assert answer.status_code == 404, (person, told)
        if script.kind == "happy":
            assert walked.turns <= script.most_turns, told
    finally:
        # So that the next script's is no second, similar one.
        client.post(f"/api/cases/{walked.reference}/withdraw", json={})


def check_case(script: Script, case: dict[str, Any], told: str) -> None:
    wanted = script.expects
    assert case["procedure"] == script.procedure.id
    assert case["reporter"] == script.person
    assert case["state"] == "submitted"
    assert not differences(script, case["answers"]), (differences(script, case["answers"]), told)
    handlers = wanted["handler"] if isinstance(wanted["handler"], list) else [wanted["handler"]]
    if "not_handler" in wanted:
        assert case["handler"] != wanted["not_handler"], told
    else:
        assert case["handler"] in handlers, told
    checks = {each["id"] for each in case["checks"]}
    assert set(wanted.get("checks", [])) <= checks, told
    # What an approval is bound to is known before it, from the declaration and the answers.
    conditions = {each.id for each in script.procedure.conditions_for(_as_answers(case["answers"]))}
    assert set(wanted.get("conditions", [])) <= conditions, told


def _as_answers(filed: dict[str, Any]) -> dict[str, Answer]:
    return {slot: Answer(value, str(value)) for slot, value in filed.items()}


def _other(script: Script, case: dict[str, Any]) -> str | None:
    """Somebody whom a confidential case is no business of."""
    if not script.procedure.confidential or script.kind != "happy":
        return None
    people = ("owner@example.org", "starter@example.org")
    return next(each for each in people if each not in (case["handler"], script.person))


def references(client: httpx.Client) -> set[str]:
    """The cases that this person can see."""
    answer = client.get("/api/cases").json()
    cases = answer["cases"] if isinstance(answer, dict) else answer
    return {each["reference"] for each in cases}


def throw_away(talk: RestTalk) -> None:
    """Cancels all forms that a script left when it failed."""
    for _ in range(MOST_LEFT):
        replies = talk.say("continue my form")
        choice = [button for each in replies for button in each.get("buttons") or []]
        if any(reply.get("text") == WHICH_FORM for reply in replies):
            talk.press(choice[0]["payload"])
        elif not choice:
            return
        talk.say("cancel")
        talk.say("yes")


def test_there_are_scripts_of_every_kind_for_every_procedure() -> None:
    found = Counter((each.procedure.id, each.kind) for each in SCRIPTS)
    procedures = {each.procedure.id for each in SCRIPTS}
    assert len(procedures) == 11
    assert all(found[procedure, kind] for procedure in procedures for kind in KINDS)
    assert len(SCRIPTS) >= 120


def test_no_question_hides_in_another_one() -> None:
    for procedure in {each.procedure.id: each.procedure for each in SCRIPTS}.values():
        asks = [each.ask for each in procedure.questions]
        assert all(sum(ask in other for other in asks) == 1 for ask in asks), procedure.id
