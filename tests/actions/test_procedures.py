from __future__ import annotations

import pytest

from actions import wording
from actions.procedures import StartProcedureAction
from cases.procedures import Procedures
from nlu.encoder import SentenceEncoder
from tests.actions.stand_ins import ENCODER_FOLDER, run


@pytest.fixture(scope="module")
def action() -> StartProcedureAction:
    return StartProcedureAction(Procedures.load(), SentenceEncoder(ENCODER_FOLDER))


def named(said: dict[str, object]) -> list[str]:
    return [button["title"] for button in said["buttons"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "procedure"),
    [
        ("I'd like permission to film our winter concert please", "filming_permission"),
        ("start a photo permission request", "filming_permission"),
        ("a parent took back consent for pictures, please log it", "image_consent_withdrawn"),
        ("I need to report online bullying", "cyberbullying_report"),
        ("report that a pupil sent me a friend request", "student_contact_report"),
        ("ask the head for permission to message students", "student_contact_permission"),
        ("request to use my own tablet in school", "personal_device_permission"),
        ("can I ask to use my work email for private things", "work_email_private_use"),
        ("report a data breach", "confidentiality_concern"),
        ("raise an online safety concern about a child", "online_safety_concern"),
        ("report a colleague for breaking the guidance", "guidance_breach_concern"),
    ],
)
def test_the_procedure_meant_is_found(
    action: StartProcedureAction, words: str, procedure: str
) -> None:
    (said,), _ = run(action, words, "start_procedure")
    assert said["custom"]["next_steps"] == [procedure]


@pytest.mark.parametrize("procedure", list(Procedures.load()), ids=lambda each: each.id)
def test_each_is_honest_about_not_being_here_yet(
    action: StartProcedureAction, procedure: object
) -> None:
    known = Procedures.load().find(procedure.id)  # type: ignore[attr-defined]
    assert known is not None
    (said,), events = run(action, f'/start_procedure{{"procedure": "{known.id}"}}')
    assert said["text"].startswith(known.title)
    assert wording.NOT_YET in said["text"]
    assert known.meanwhile in said["text"]
    assert (wording.CONFIDENTIAL in said["text"]) == known.confidential
    assert events == []


def test_a_start_without_a_name_offers_those_of_its_kind(action: StartProcedureAction) -> None:
    reports = {each.title for each in Procedures.load() if each.kind == "report"}
    permissions = {each.title for each in Procedures.load() if each.kind == "permission"}
    (report,), _ = run(action, "I want to make a report", "start_procedure")
    (permission,), _ = run(action, "I want to apply for permission", "start_procedure")
    (either,), _ = run(action, "fill in a form", "start_procedure")
    assert set(named(report)) == reports
    assert set(named(permission)) == permissions
    assert set(named(either)) == reports | permissions


def test_what_could_be_either_is_asked(action: StartProcedureAction) -> None:
    (said,), _ = run(action, "request permission to use my own phone for photos", "start_procedure")
    assert said["text"] == wording.CHOOSE_PROCEDURE
    assert "Ask for permission to film or take pictures" in named(said)
    assert "Ask a school to let you use your own device" in named(said)


def test_a_button_for_a_procedure_that_is_gone_offers_them_all(
    action: StartProcedureAction,
) -> None:
    (said,), _ = run(action, '/start_procedure{"procedure": "gone"}')
    assert len(said["buttons"]) == len(Procedures.load())


def test_after_danger_no_choices_are_offered(action: StartProcedureAction) -> None:
    said, _ = run(action, "I want to report that a child is being abused", "start_procedure")
    assert said[0]["custom"]["kind"] == "danger"
    assert all(not each["buttons"] for each in said)
