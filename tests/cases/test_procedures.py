from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cases.procedures import FOLDER, ProcedureError, Procedures

GOOD = yaml.safe_load((FOLDER / "guidance_question.yml").read_text(encoding="utf-8"))

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
    ("changes", "line", "wanted"),
    [
        ({"kind": "wish"}, 3, "Field 'kind'"),
        ({"summary": " "}, 5, "Field 'summary'"),
        ({"surprise": 1}, 19, "Field 'surprise'"),
        ({"meanwhile": None}, 1, "Field 'meanwhile'"),
        ({"asked_as": ["too", "few"]}, 8, "Field 'asked_as'"),
        ({"id": "other_name"}, 1, "should be 'guidance_question'"),
        ({"confidential": "perhaps"}, 7, "Field 'confidential'"),
    ],
)
def test_a_fault_names_file_line_and_what_is_wanted(
    tmp_path: Path, changes: dict[str, object], line: int, wanted: str
) -> None:
    write(tmp_path, **changes)
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
