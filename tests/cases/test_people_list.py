from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT
from cases.directory import Person
from cases.organisation import read_organisation
from cases.organisation_writer import OrganisationFile
from cases.people_list import MOST_ROWS, Plan, plan_from

ORGANISATION = read_organisation(ROOT / "organisation.yml")
STAFF = ORGANISATION.people[0]
MANAGER = "manager@example.org"
HEADING = "email,name,roles,line_manager\n"
AS_IT_IS = HEADING + "".join(
    f"{each.email},{each.name},{' '.join(each.roles)},{each.line_manager or ''}\n"
    for each in ORGANISATION.people
)


def plan(text: str, *, complete: bool = False, busy: dict[str, int] | None = None) -> Plan:
    return plan_from(text.encode(), ORGANISATION, complete=complete, busy=busy)


def faults(text: str, **options: object) -> list[tuple[int, str]]:
    return [(fault.line, fault.words) for fault in plan(text, **options).faults]  # type: ignore[arg-type]


def test_the_list_as_it_is_changes_nothing() -> None:
    assert plan(AS_IT_IS, complete=True) == Plan(same=len(ORGANISATION.people))
    assert plan(AS_IT_IS).empty


def test_what_is_added_changed_and_taken_away() -> None:
    lines = AS_IT_IS.replace("Member of staff", "Peripatetic teacher").splitlines(keepends=True)
    text = "".join(lines[:2] + lines[3:]) + f"New@Example.org,New teacher,,{MANAGER}\n"
    found = plan(text, complete=True)
    assert found.added == (Person("new@example.org", "New teacher", ("staff",), MANAGER),)
    assert [(a.name, b.name) for a, b in found.changed] == [
        ("Member of staff", "Peripatetic teacher")
    ]
    assert [each.email for each in found.removed] == ["starter@example.org"]
    assert found.same == 4
    assert plan(text).removed == ()


def test_a_plan_can_be_carried_out(root: Path) -> None:
    file = OrganisationFile(root / "organisation.yml")
    lines = AS_IT_IS.splitlines(keepends=True)
    text = "".join(lines[:2] + lines[3:]) + f"new@example.org,New,volunteer,{MANAGER}\n"
    changed = file.change(file.look()[1], plan(text, complete=True).changes())
    assert [each.email for each in changed.people] == [
        *(each.email for each in ORGANISATION.people if each.email != "starter@example.org"),
        "new@example.org",
    ]


def test_a_column_that_is_not_there_stays_as_it_is() -> None:
    found = plan("E-mail address;Full name\nstaff@example.org;Teacher\n")
    ((before, after),) = found.changed
    assert (after.name, after.roles, after.line_manager) == ("Teacher", STAFF.roles, MANAGER)
    assert before == STAFF
    ((_, after),) = plan(HEADING + "staff@example.org,Member of staff,,\n").changed
    assert (after.roles, after.line_manager) == (STAFF.roles, None)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffemail,name,roles\r\nzoë@example.org,Zoë,staff volunteer\r\n".encode(),
        "email\tname\troles\nzoë@example.org\t Zoë \tstaff,volunteer\n\n".encode(),
        "Email;Name;Roles\nzoë@example.org;Zoë;Staff;\n".replace("Staff;", '"staff; volunteer"')
        .encode("cp1252"),
    ],
)  # fmt: skip
def test_lists_as_spreadsheets_write_them(content: bytes) -> None:
    (added,) = plan_from(content, ORGANISATION).added
    assert (added.email, added.name, added.roles) == (
        "zoë@example.org",
        "Zoë",
        ("staff", "volunteer"),
    )


FAULTS = [
    ("nobody,Name,,\n", 2, "'nobody' is not an e-mail address"),
    ("a@example.org,,,\n", 2, "No name"),
    ("a@example.org,Name,boss,\n", 2, "The role 'boss' is not known"),
    ("a@example.org,Name,,b@example.org\n", 2, "b@example.org is not one of the people"),
    ("a@example.org,Name,,a@example.org\n", 2, "their own line manager"),
    ("a@example.org,Name,,\nA@example.org,Name,,\n", 3, "is on line 2 already"),
    ("a@example.org,Name,,,more\n", 2, "more cells"),
    ("\n\na@example.org,,,\n", 4, "No name"),
    ('a@example.org,"Two\nlines",,\nb,Name,,\n', 4, "'b' is not"),
    ('a@example.org,"Name,,\n', 2, "quotation marks"),
    (f"a@example.org,{'x' * 201},,\n", 2, "longer than 200"),
    ("", 1, "Nobody is in the list"),
]


@pytest.mark.parametrize(("rows", "line", "told"), FAULTS)
def test_a_faulty_row_is_named_with_its_line(rows: str, line: int, told: str) -> None:
    ((found, words),) = faults(HEADING + rows)
    assert found == line
    assert told in words


def test_every_faulty_row_is_told_and_then_nothing_is_done() -> None:
    found = plan(HEADING + "a@example.org,Name,,\nb,Name,,\nc@example.org,,,\n")
    assert [fault.line for fault in found.faults] == [3, 4]
    assert found.empty
    assert found.changes() == []


@pytest.mark.parametrize(
    "heading", ["email,name,colour\n", "name,roles\n", "email,email,name\n", "a@example.org,Name\n"]
)
def test_other_columns_are_told(heading: str) -> None:
    ((line, words),) = faults(heading + "x,y,z\n")
    assert line == 1
    assert "email, name" in words


def test_who_is_busy_or_manages_somebody_is_not_taken_away() -> None:
    without = "".join(
        line for line in AS_IT_IS.splitlines(keepends=True) if not line.startswith("manager@")
    )
    told = faults(without, complete=True, busy={"manager@example.org": 3})
    busy = "manager@example.org is not in the list but handles 3 open cases: hand them over first."
    assert (1, busy) in told
    assert (2, "The line manager manager@example.org is not one of the people.") in told


def test_a_list_has_an_end() -> None:
    rows = "".join(f"p{n}@example.org,Name,,\n" for n in range(MOST_ROWS + 1))
    assert faults(HEADING + rows) == [(MOST_ROWS + 2, "A list has 5,000 people at most.")]


def test_what_is_never_shown_is_not_taken_over() -> None:
    (added,) = plan(HEADING + "a@example.org,Zoe\u0308\u200b\u202e\x07 Name,,\n").added
    assert added.name == "Zoë Name"
