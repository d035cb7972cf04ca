from __future__ import annotations

import pytest

from actions.meant import Meant
from cases.procedures import Procedures
from nlu.encoder import SentenceEncoder
from tests.actions.stand_ins import ENCODER_FOLDER


@pytest.fixture(scope="module")
def meant() -> Meant:
    return Meant(Procedures.load(), SentenceEncoder(ENCODER_FOLDER))


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
def test_the_procedure_meant_is_found(meant: Meant, words: str, procedure: str) -> None:
    assert [each.id for each in meant.by(words)] == [procedure]


def test_a_start_without_a_name_could_be_any_of_its_kind(meant: Meant) -> None:
    reports = {each.id for each in Procedures.load() if each.kind == "report"}
    permissions = {each.id for each in Procedures.load() if each.kind == "permission"}
    assert {each.id for each in meant.by("I want to make a report")} == reports
    assert {each.id for each in meant.by("I want to apply for permission")} == permissions
    assert {each.id for each in meant.by("fill in a form")} == reports | permissions
    assert {each.id for each in meant.by("")} == reports | permissions


def test_what_could_be_either_is_both(meant: Meant) -> None:
    found = {each.id for each in meant.by("request permission to use my own phone for photos")}
    assert {"filming_permission", "personal_device_permission"} <= found
