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
    assert {"senior_manager", "senior_leader"} <= set(people["manager@example.org"].roles)
    assert "administrator" in people["owner@example.org"].roles


def test_the_projects_own_declaration_has_schools_terms_and_routing() -> None:
    organisation = read_organisation(ROOT / "organisation.yml")
    assert {school.kind for school in organisation.schools} == {"school", "music centre", "group"}
    first = organisation.terms[0]
    assert first.starts < first.ends
    assert first.half_term is not None
    assert organisation.routing.deputies["manager@example.org"] == "head@example.org"
    assert organisation.routing.in_line
    assert set(organisation.keep) == {"permission", "report", "safeguarding", "question"}
    assert organisation.bank_holidays == "GB-ENG"


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    organisation = read_organisation(written(tmp_path, GOOD))
    assert organisation.schools == ()
    assert organisation.terms == ()
    assert organisation.routing.in_line == ()
    assert (organisation.form_days, organisation.max_file_mb, organisation.max_files) == (30, 10, 5)
    assert organisation.keep["safeguarding"].days > organisation.keep["report"].days


def test_a_class_of_retention_is_changed_alone(tmp_path: Path) -> None:
    text = GOOD + "keep:\n  report: {days: 100, warn_days: 5}\n"
    keep = read_organisation(written(tmp_path, text)).keep
    assert (keep["report"].days, keep["report"].warn_days) == (100, 5)
    assert keep["permission"].days == 1095


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


MORE = """\
bank_holidays: GB-ENG
routing:
  deputies: {staff@example.org: manager@example.org}
  in_line: [line_manager]
keep:
  report: {days: 100, warn_days: 30}
schools:
  - {name: The school, kind: school, also: [the place]}
terms:
  - {name: autumn, starts: 2026-09-01, ends: 2026-12-18, half_term: [2026-10-26, 2026-10-30]}
  - {name: spring, starts: 2027-01-04, ends: 2027-03-25}
"""
MORE_FAULTS = [
    ("GB-ENG", "Yorkshire", "line 14, bank_holidays: a region is wanted"),
    ("[line_manager]", "[head]", "line 17, routing.in_line.0: nobody has the role head"),
    ("{staff@", "{nobody@", "nobody@example.org: nobody@example.org is not one of the people"),
    (": manager@example.org}", ": staff@example.org}", "nobody can be their own deputy"),
    ("warn_days: 30", "warn_days: 100", "line 19, keep.report.warn_days: the warning comes"),
    ("kind: school", "kind: pub", "line 21, schools.0.kind: input should be 'school'"),
    ("[the place]", "[the School]", "line 21, schools.0: the name the School stands twice"),
    ("ends: 2026-12-18", "ends: 2026-08-18", "terms.0.ends: a term ends after it starts"),
    ("[2026-10-26, ", "[2026-08-26, ", "line 23, terms.0.half_term: half term lies within"),
    ("2026-10-30]", "2026-10-30, 2026-10-31]", "terms.0.half_term: list should have at most"),
    ("2027-01-04", "2026-12-04", "line 24, terms.1.starts: terms follow one another"),
    ("2027-01-04", "next year", "line 24, terms.1.starts: input should be a valid date"),
    ("2027-01-04", "2027-02-31", "this is not YAML"),
]


@pytest.mark.parametrize(("good", "bad", "told"), MORE_FAULTS)
def test_faults_of_the_other_parts_are_named(
    tmp_path: Path, good: str, bad: str, told: str
) -> None:
    text = GOOD + MORE
    read_organisation(written(tmp_path, text))
    assert good in text
    with pytest.raises(Fault) as fault:
        read_organisation(written(tmp_path, text.replace(good, bad, 1)))
    assert told in fault.value.fault


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
