from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cases.model import Answer, Check
from cases.procedures import Procedure, ProcedureError, Procedures

GOOD: dict[str, object] = {
    "id": "guidance_question",
    "title": "Put a question to the guidance owner",
    "kind": "report",
    "handled_by": "the guidance owner",
    "summary": "This puts a question to the guidance owner.",
    "meanwhile": "Ask your line manager.",
    "confidential": False,
    "asked_as": list("abcdefghij"),
}

ELEVEN = {
    "filming_permission": ("permission", "senior manager", "Head of ArtForms"),
    "image_consent_withdrawn": ("report", "senior manager"),
    "cyberbullying_report": ("report", "line manager", "senior manager"),
    "student_contact_report": ("report", "Head of ArtForms", "at once"),
    "student_contact_permission": ("permission", "Head of ArtForms", "senior leader"),
    "personal_device_permission": ("permission", "Headteacher"),
    "work_email_private_use": ("permission", "senior leadership team"),
    "confidentiality_concern": ("report", "senior leadership team"),
    "online_safety_concern": ("report", "designated safeguarding lead", "at once"),
    "guidance_breach_concern": ("report", "senior leadership team", "never the person named"),
    "guidance_question": ("report", "guidance owner"),
}


def test_all_eleven_are_declared_with_their_handlers() -> None:
    procedures = Procedures.load()
    assert {each.id for each in procedures} == set(ELEVEN)
    for identifier, (kind, *handlers) in ELEVEN.items():
        procedure = procedures.find(identifier)
        assert procedure is not None
        assert procedure.kind == kind
        for handler in handlers:
            assert handler in procedure.handled_by


def test_reports_on_people_are_confidential() -> None:
    procedures = Procedures.load()
    for identifier in ("cyberbullying_report", "online_safety_concern", "guidance_breach_concern"):
        procedure = procedures.find(identifier)
        assert procedure is not None
        assert procedure.confidential


def test_no_two_are_asked_for_in_the_same_words() -> None:
    asked = [phrase.lower() for each in Procedures.load() for phrase in each.asked_as]
    assert len(asked) == len(set(asked))


def test_an_unknown_procedure_is_none() -> None:
    assert Procedures.load().find("elsewhere") is None


def write(folder: Path, name: str = "guidance_question", **changes: object) -> Path:
    path = folder / f"{name}.yml"
    fields = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(fields, sort_keys=False), encoding="utf-8")
    return path


def test_a_folder_of_one_s_own_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    procedures = Procedures.load(tmp_path)
    assert len(procedures) == 1


@pytest.mark.parametrize(
    ("changes", "where", "wanted"),
    [
        ({"kind": "wish"}, "kind:", "Field 'kind'"),
        ({"summary": " "}, "summary:", "Field 'summary'"),
        ({"surprise": 1}, "surprise:", "Field 'surprise'"),
        ({"meanwhile": None}, "id:", "Field 'meanwhile'"),
        ({"asked_as": ["too", "few"]}, "asked_as:", "Field 'asked_as'"),
        ({"id": "other_name"}, "id:", "should be 'guidance_question'"),
        ({"confidential": "perhaps"}, "confidential:", "Field 'confidential'"),
        (
            {"questions": [{"slot": "it", "ask": "What?", "type": "wish"}]},
            "  type: wish",
            "questions.0.type",
        ),
        ({"questions": [{"slot": "it", "ask": "?", True: []}]}, "- slot: it", "stand in quotes"),
        ({"due": {"hours": 4, "working_days": 2}}, "due:", "either working_days or hours"),
    ],
)
def test_a_fault_names_file_line_and_what_is_wanted(
    tmp_path: Path, changes: dict[str, object], where: str, wanted: str
) -> None:
    path = write(tmp_path, **changes)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, each in enumerate(lines, 1) if each.startswith(where))
    with pytest.raises(ProcedureError) as caught:
        Procedures.load(tmp_path)
    assert str(caught.value).startswith(f"guidance_question.yml:{line}: ")
    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("id: [", "This is not YAML"),
        ("", "Fields with values"),
        ("- a\n- b\n", "Fields with values"),
    ],
)
def test_what_is_no_declaration_is_told(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureError, match=wanted):
        Procedures.load(tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, kind="wish")
    (tmp_path / "broken.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(ProcedureError) as caught:
        Procedures.load(tmp_path)
    assert len(str(caught.value).splitlines()) == 2


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="No procedures"):
        Procedures.load(tmp_path)


OPTIONS = [{"value": "one", "title": "One"}, {"value": "two", "title": "Two"}]
CHOICE = {"slot": "what", "ask": "What?", "type": "choice", "options": OPTIONS}
YES_NO = {"slot": "sure", "ask": "Sure?", "type": "yes_no"}
DATE = {"slot": "day", "ask": "Which day?", "type": "date"}


def question(base: dict[str, object], **changes: object) -> dict[str, object]:
    return {**base, **changes}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"questions": [CHOICE, CHOICE]}, "'what' is asked twice"),
        ({"questions": [question(CHOICE, options=[])]}, "two or more are wanted"),
        ({"questions": [question(YES_NO, options=OPTIONS)]}, "only a choice has options"),
        ({"questions": [question(CHOICE, options=[*OPTIONS, OPTIONS[0]])]},
         "a value stands twice"),
        ({"questions": [question(YES_NO, when={"what": "one"}), CHOICE]}, "no question before"),
        ({"questions": [CHOICE, question(YES_NO, when={"what": "three"})]}, "no option 'three'"),
        ({"questions": [CHOICE, question(YES_NO, when={"what": True})]}, "wants words"),
        ({"questions": [YES_NO, question(CHOICE, when={"sure": "yes"})]}, "wants true or false"),
        ({"questions": [YES_NO, question(CHOICE, when={"sure": []})]}, "wants a list of values"),
        ({"questions": [YES_NO, question(CHOICE, when="sure")]}, "should be slots"),
        ({"questions": [DATE, question(YES_NO, when={"day": ["long"]})]}, "more than 2 years"),
        ({"questions": [question(CHOICE, stops=[
            {"when": ["one"], "says": "No.", "clause": "1.edition", "offer": ["three"]}])]},
         "'three' is no other value"),
        ({"questions": [question(CHOICE, stops=[
            {"when": ["one"], "says": "No.", "clause": "1.edition", "offer": ["one"]}])]},
         "'one' is no other value"),
        ({"questions": [question(CHOICE, explains=[
            {"when": ["six"], "says": "So.", "clause": "1.edition"}])]}, "has no option 'six'"),
        ({"about": "day"}, "no question asks for the date 'day'"),
        ({"questions": [CHOICE], "about": "what"}, "no question asks for the date 'what'"),
        ({"similar_on": ["day"]}, "no question asks for 'day'"),
        ({"danger_first": True}, "must be 'danger_now'"),
        ({"questions": [YES_NO], "danger_first": True}, "must be 'danger_now'"),
        ({"handler": [{"role": "head", "when": {"what": "one"}}], "questions": [CHOICE]},
         "must fit every case"),
        ({"handler": [{"role": "chosen"}, {"role": "head"}]}, "go together"),
        ({"handler": [{"role": "chosen", "chosen_in": "day"}, {"role": "head"}]}, "no choice and"),
        ({"checks": [{"id": "a", "text": "A."}, {"id": "a", "text": "B."}]}, "'a' stands twice"),
        ({"checks": [{"id": "a", "text": "A.", "when": {"day": "x"}}]}, "no question before"),
        ({"conditions": [{"id": "a", "text": "A."}]}, "only a permission"),
        ({"kind": "permission", "register": {"slot": "what"}}, "is no date"),
        ({"kind": "permission", "questions": [DATE], "register": {"slot": "day", "what": ["x"]}},
         "no question asks for 'x'"),
    ],
)  # fmt: skip
def test_a_declaration_must_agree_with_itself(
    tmp_path: Path, changes: dict[str, object], wanted: str
) -> None:
    write(tmp_path, **changes)
    with pytest.raises(ProcedureError, match=re.escape(wanted)):
        Procedures.load(tmp_path)


def made(tmp_path: Path, **changes: object) -> Procedure:
    write(tmp_path, **changes)
    return next(iter(Procedures.load(tmp_path)))


def answers(**values: object) -> dict[str, Answer]:
    return {slot: Answer(value, str(value)) for slot, value in values.items()}


def test_only_what_applies_is_asked_and_counted(tmp_path: Path) -> None:
    procedure = made(
        tmp_path,
        questions=[
            CHOICE,
            question(YES_NO, when={"what": "two"}),
            question(DATE, when={"sure": True}),
        ],
    )

    def asked(**values: object) -> list[str]:
        return [each.slot for each in procedure.asked(answers(**values))]

    assert asked() == ["what"]
    assert asked(what="one", sure=True) == ["what"]
    assert asked(what="two") == ["what", "sure"]
    assert asked(what="two", sure=True) == ["what", "sure", "day"]
    # An answer of a branch that was left counts no more, nor does what hangs on it.
    left = answers(what="one", sure=True, day="2026-12-04")
    assert list(procedure.counted(left)) == ["what"]


def test_the_first_handler_that_fits(tmp_path: Path) -> None:
    who = {"slot": "who", "ask": "Who?", "type": "person"}
    procedure = made(
        tmp_path,
        questions=[CHOICE, who],
        handler=[
            {"when": {"what": "one"}, "role": "head"},
            {"role": "chosen", "chosen_in": "who"},
            {"role": ["senior_manager", "senior_leader"]},
        ],
    )
    chosen = {"name": "Line manager", "email": "manager@example.org"}
    assert procedure.role_for(answers(what="one")) == ("head",)
    assert procedure.role_for(answers(what="two", who=chosen)) == ("manager@example.org",)
    assert procedure.role_for(answers(what="two")) == ("senior_manager", "senior_leader")


def test_a_role_may_be_chosen(tmp_path: Path) -> None:
    roles = [{"value": "line_manager", "title": "Mine"}, {"value": "senior_manager", "title": "A"}]
    procedure = made(
        tmp_path,
        questions=[question(CHOICE, options=roles)],
        handler=[{"role": "chosen", "chosen_in": "what"}, {"role": "head"}],
    )
    assert procedure.role_for(answers(what="senior_manager")) == ("senior_manager",)


def test_whom_a_case_concerns(tmp_path: Path) -> None:
    who = {"slot": "who", "ask": "Who?", "type": "person", "concerns": True}
    procedure = made(tmp_path, questions=[who])
    one, two = ({"name": each, "email": f"{each}@example.org"} for each in ("head", "manager"))
    assert procedure.concerned(answers(who=one)) == ("head@example.org",)
    assert procedure.concerned(answers(who=[one, "a drummer", two])) == (
        "head@example.org",
        "manager@example.org",
    )
    assert procedure.concerned(answers(who="a drummer")) == ()


def test_checks_conditions_and_explanations_follow_the_answers(tmp_path: Path) -> None:
    explained = {"when": [False], "says": "Ask first.", "clause": "1.edition"}
    procedure = made(
        tmp_path,
        kind="permission",
        questions=[question(YES_NO, explains=[explained])],
        checks=[
            {"id": "always", "text": "Always.", "must": True, "clause": "1.edition"},
            {"id": "unsure", "text": "Unsure.", "when": {"sure": False}},
        ],
        conditions=[{"id": "wait", "text": "Wait.", "when": {"sure": False}}],
    )
    assert [each.id for each in procedure.checks_for(answers(sure=True))] == ["always"]
    assert [each.id for each in procedure.checks_for(answers(sure=False))] == ["always", "unsure"]
    assert procedure.checks_for({})[0] == Check("always", "Always.", "1.edition", must=True)
    assert [each.id for each in procedure.conditions_for(answers(sure=False))] == ["wait"]
    assert procedure.conditions_for(answers(sure=True)) == ()
    assert [each.says for each in procedure.explained_for(answers(sure=False))] == ["Ask first."]
