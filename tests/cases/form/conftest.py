"""A small form of all types of answers, a desk for it, and a calendar like the demonstration's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cases.directory import Person
from cases.form.desk import FormDesk
from cases.form.school_calendar import SchoolCalendar
from cases.organisation import Organisation, School, Term, read_organisation
from cases.procedures import Procedure, Procedures
from tests.cases.form.talk import Reader, Talk
from tests.project import project_root

THURSDAY = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
FORMS = Path(__file__).parent / "forms"


def term(name: str, *days: str) -> Term:
    """A term from its first and last day, and those of its half term."""
    starts, ends, half_starts, half_ends = map(date.fromisoformat, days)
    return Term(name, starts, ends, (half_starts, half_ends))


TERMS = (
    term("autumn term 2026", "2026-09-01", "2026-12-18", "2026-10-26", "2026-10-30"),
    term("spring term 2027", "2027-01-04", "2027-03-25", "2027-02-15", "2027-02-19"),
    term("summer term 2027", "2027-04-12", "2027-07-21", "2027-05-31", "2027-06-04"),
    term("autumn term 2027", "2027-09-01", "2027-12-17", "2027-10-25", "2027-10-29"),
)
SCHOOLS = (
    School("Demonstration primary school", "school", ("the primary",)),
    School("Demonstration high school", "school", ("the high school",)),
    School("Central music centre", "music centre", ("the music centre",)),
    School("Saturday youth band", "group", ("youth band", "the band")),
)
PEOPLE = (
    Person("staff@example.org", "Member of staff", ("staff",), "manager@example.org"),
    Person("manager@example.org", "Line manager", ("line_manager", "senior_manager")),
    Person("head@example.org", "Head of ArtForms", ("head", "senior_leader")),
    Person("lead@example.org", "Designated safeguarding lead", ("safeguarding_lead",)),
)


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    root = project_root(tmp_path_factory.mktemp("organisation"))
    declared = read_organisation(root / "organisation.yml")
    return replace(declared, schools=SCHOOLS, terms=TERMS, people=PEOPLE, bank_holidays="GB-ENG")


@pytest.fixture(scope="session")
def calendar(organisation: Organisation) -> SchoolCalendar:
    return SchoolCalendar(organisation)


@pytest.fixture(scope="session")
def procedures() -> Procedures:
    return Procedures.load(FORMS)


@pytest.fixture(scope="session")
def concert(procedures: Procedures) -> Procedure:
    found = procedures.find("concert")
    assert found is not None
    return found


@pytest.fixture
def desk(procedures: Procedures, organisation: Organisation) -> FormDesk:
    return FormDesk(procedures, lambda: PEOPLE, organisation, lambda: THURSDAY)


@pytest.fixture
def talk(desk: FormDesk, concert: Procedure) -> Talk:
    """A conversation that has just begun the form."""
    return Talk(desk, concert, PEOPLE[0])


@pytest.fixture(scope="session")
def reader(calendar: SchoolCalendar) -> Reader:
    """Reads answers to questions that the test declares."""
    return Reader(calendar, SCHOOLS, PEOPLE, THURSDAY.date())
