from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT
from cases.faults import Fault
from cases.organisation import read_organisation

GOOD = """\
organisation: ArtForms
help_contact: the office
guidance:
  title: Staff guidance
  edition: "2023-09"
people:
  - email: Staff@Example.org
    name: Member of staff
    roles: [staff]
    line_manager: manager@example.org
  - email: manager@example.org
    name: Line manager
    roles: [staff, line_manager]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "organisation.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_own_declaration_has_the_demonstration_people() -> None:
    organisation = read_organisation(ROOT / "organisation.yml")
    people = {person.email: person for person in organisation.people}
    assert set(people) == {
        "staff@example.org",
        "starter@example.org",
        "manager@example.org",
        "head@example.org",
        "owner@example.org",
        "safeguarding@example.org",
    }
    assert {"line_manager", "senior_manager"} <= set(people["manager@example.org"].roles)
    assert organisation.demonstration


def test_addresses_are_lower_case_whatever_was_written(tmp_path: Path) -> None:
    people = read_organisation(written(tmp_path, GOOD)).people
    assert people[0].email == "staff@example.org"
    assert people[0].line_manager == people[1].email


LINE_MANAGER = "line_manager: manager@"
FAULTS = [
    ("name: Line manager", "nmae: Line", "line 11, people.1.name: this field is missing"),
    ("organisation: A", "colour: red\norganisation: A", "line 1, colour: this field is not known"),
    ("email: manager@example.org", "email: m", "line 11, people.1.email: an e-mail address is"),
    ("roles: [staff]", "roles: staff", "line 9, people.0.roles: input should be a valid list"),
    ("roles: [staff]", "roles: []", "line 9, people.0.roles: list should have at least 1 item"),
    ('edition: "2023-09"', "edition: 2023", "line 5, guidance.edition: input should be a valid"),
    (LINE_MANAGER, "line_manager: nobody@", "line 10, people.0.line_manager: the line manager is"),
    (LINE_MANAGER, "line_manager: staff@", "line 10, people.0.line_manager: nobody can be their"),
    ("email: manager@", "email: staff@", "line 11, people.1.email: this address stands twice"),
    ("people:", "people: [", "this is not YAML"),
    ("organisation: A", "keep_conversations_days: 0\norganisation: A", "input should be greater"),
]


@pytest.mark.parametrize(("good", "bad", "told"), FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, good: str, bad: str, told: str) -> None:
    assert good in GOOD
    with pytest.raises(Fault) as fault:
        read_organisation(written(tmp_path, GOOD.replace(good, bad, 1)))
    assert fault.value.fault.startswith("organisation.yml, line ")
    assert told in fault.value.fault
    assert fault.value.cure


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"organisation\.yml, line 1: input should be a valid"):
        read_organisation(written(tmp_path, ""))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"organisation\.yml is missing"):
        read_organisation(tmp_path / "organisation.yml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "organisation.yml"
    path.write_bytes("organisation: Café".encode("latin-1"))
    with pytest.raises(Fault, match="not UTF-8"):
        read_organisation(path)
