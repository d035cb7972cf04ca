"""The scripts of `tests/journeys/forms`, as far as they need no Rasa: the form itself, in memory.

What only the assistant as a whole can answer (questions in the middle, danger, a person to talk to)
is answered here by a line and the pending question; `tests/journeys/test_forms.py` plays all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import ROOT
from cases.form.desk import FormDesk
from cases.form.model import Draft, Heard, Press, Said, Step
from cases.organisation import Organisation, read_organisation
from cases.procedures import Procedures
from nlu.instructions import heard
from tests.journeys.walking import Reply, Script, Walker, differences, scripts

GOES_ON = r"continue|carry on|back to|resume|where was|can I finish|i'm back"
GUIDE = (ROOT / "docs" / "adding-a-procedure.md").read_text(encoding="utf-8")
PROCEDURES = Procedures.load()
SCRIPTS = scripts()
# What `FormDesk.take` hears; all else is answered elsewhere.
OURS = {
    "answer", "affirm", "deny", "cancel", "go_back", "skip", "why", "restart_form",
    "change_answer", "pause_form", "confirm",
}  # fmt: skip


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return read_organisation(ROOT / "organisation.yml")


class DeskTalk:
    """A conversation with nothing but a form in it."""

    def __init__(
        self, organisation: Organisation, procedures: Procedures, procedure: str, person: str
    ) -> None:
        self._people = organisation.people
        self._person = next(each for each in self._people if each.email == person)
        self._procedures = procedures
        self._procedure = procedure
        self._desk = FormDesk(procedures, lambda: self._people, organisation, self._now)
        self._pressed: dict[str, Press] = {}
        self._messages = 0
        self._paused = False
        self.draft: Draft | None = None
        self.filed: Draft | None = None

    def say(self, words: str) -> list[Reply]:
        self._messages += 1
        if self.draft is None:
            return self._told(self._start(words))
        if self._paused:
            if not re.match(GOES_ON, words):
                return [{"text": "(answered)"}]
            self._paused = False
            return self._told(self._desk.resume(self.draft))
        intent = heard(words, "answer", 0.0, self._desk.expects(self.draft))
        if intent not in OURS:
            return self._replies([Said("(answered)"), *self._desk.ask_again(self.draft)])
        return self._take(Heard(words, intent, message=str(self._messages)))

    def press(self, payload: str) -> list[Reply]:
        self._messages += 1
        press = self._pressed[payload]
        return self._take(Heard("", press.intent, dict(press.values), message=str(self._messages)))

    def _start(self, words: str) -> Step:
        return self._desk.start(
            self._procedures.find(self._procedure),
            self._person,
            words=words,
            channel="web",
            message=str(self._messages),
            submission="0123456789abcdef" * 2,
        )

    def _take(self, said: Heard) -> list[Reply]:
        assert self.draft is not None
        return self._told(self._desk.take(self.draft, said))

    def _told(self, step: Step) -> list[Reply]:
        before, self.draft = self.draft, step.draft
        if step.end == "file":
            self.filed, self.draft = step.draft or before, None
            return [{"text": "Filed.", "custom": {"case": {"reference": "filed"}}}]
        self._paused = step.end == "paused"
        return self._replies(step.said)

    def _replies(self, said: Sequence[Said]) -> list[Reply]:
        self._pressed = {}
        for reply in said:
            for button in reply.buttons:
                self._pressed[str(len(self._pressed))] = button
        payloads = iter(self._pressed)
        return [
            {
                "text": reply.text,
                "buttons": [
                    {"title": each.title, "payload": next(payloads)} for each in reply.buttons
                ],
                "custom": {"kind": reply.kind},
            }
            for reply in said
        ]

    def _now(self) -> datetime:
        return datetime.now(UTC)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_a_script(organisation: Organisation, script: Script) -> None:
    talk = DeskTalk(organisation, PROCEDURES, script.procedure.id, script.person)
    walker = Walker(script, talk, looks_at_kinds=False)
    walked = walker.walk()
    told = "\n".join(walker.said)
    if script.filed is None:
        assert talk.filed is None, told
        assert talk.draft is None, told
        return
    assert talk.filed is not None, f"Nothing was filed:\n{told}"
    filed = script.procedure.counted(talk.filed.answers)
    values = {slot: answer.value for slot, answer in filed.items()}
    assert not differences(script, values), (differences(script, values), told)
    conditions = {each.id for each in script.procedure.conditions_for(filed)}
    assert set(script.expects.get("conditions", [])) <= conditions
    checks = {each.id for each in script.procedure.checks_for(filed)}
    assert set(script.expects.get("checks", [])) <= checks
    if script.kind == "happy":
        assert walked.turns <= script.most_turns, told


def test_a_twelfth_procedure_is_one_declaration(organisation: Organisation, tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    (tmp_path / "instrument_photo_permission.yml").write_text(found[1], encoding="utf-8")
    procedures = Procedures.load(tmp_path)
    talk = DeskTalk(organisation, procedures, "instrument_photo_permission", "staff@example.org")
    for words in ("insurance photo permission", "the second cello", "tomorrow", "yes", "waiting"):
        replies = talk.say(words)
    assert "the second cello" in "".join(each["text"] for each in replies)
    talk.say("yes")
    assert talk.filed is not None
    procedure = procedures.find("instrument_photo_permission")
    assert procedure is not None
    answers = procedure.counted(talk.filed.answers)
    assert answers["consent"].value == "later"
    assert procedure.role_for(answers) == ("head",)
    assert [each.id for each in procedure.conditions_for(answers)] == ["consent-first"]
