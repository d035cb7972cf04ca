"""Who may be chosen for a case, and who would get it: never anybody it is about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases import choosing
from cases.database import Database
from cases.directory import Person
from cases.form.model import Draft
from cases.model import Answer, Case
from cases.procedures import Procedure, Procedures
from tests.cases.conftest import FILE
from tests.cases.filled import filled
from tests.cases.room import HEAD, LEAD, MANAGER, SECOND, STAFF, USUAL_TEXT, Room
from tests.clock import Clock

PROCEDURES = Procedures.load()


def declared(name: str) -> Procedure:
    found = PROCEDURES.find(name)
    assert found is not None
    return found


BULLYING = declared("cyberbullying_report")


@pytest.fixture
def office(new_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Room]:
    folder = tmp_path / "office"
    shutil.copytree(new_folder, folder)
    database = Database(f"sqlite:///{folder / FILE}")
    yield Room(database, clock, folder, PROCEDURES, USUAL_TEXT)
    database.close()


def person(email: str) -> dict[str, str]:
    return {"name": "somebody", "email": email}


def file(room: Room, procedure: Procedure, by: str = STAFF, /, **given: Any) -> Case:
    draft = Draft(
        submission=f"{len(str(given)):032x}",
        person=by,
        procedure=procedure.id,
        answers=filled(procedure, **given),
        first_message=1,
        last_message="2",
        channel="web",
        started_at=room.clock.now(),
        touched_at=room.clock.now(),
    )
    return room.write(lambda connection: room.office.file(connection, draft))


def ask(room: Room, what: str, given: dict[str, Any], slot: str, by: str = STAFF) -> Any:
    answers = {name: Answer(value, str(value)) for name, value in given.items()}
    question = BULLYING.question(slot)
    function = getattr(room.office, what)
    return room.write(
        lambda connection: function(connection, BULLYING, question, answers, room.person(by))
    )


def gets(room: Room, procedure: Procedure, by: str = STAFF, /, **given: Any) -> str:
    answers = filled(procedure, **given)
    found: str = room.write(
        lambda connection: room.office.who_gets(connection, procedure, answers, room.person(by))
    )
    return found


ABOUT_THE_MANAGER = [
    {"by": "line_manager"},
    {"by": "unnamed"},
    {"by": "line_manager", "manager_instead": person(MANAGER)},
    {"by": "colleague", "who": person(MANAGER), "send_to": "line_manager"},
    {"by": "colleague", "who": "my line manager", "send_to": "line_manager"},
    {"by": "colleague", "who": "I would rather not say", "send_to": "line_manager"},
    {"by": "colleague", "who": "don't know", "send_to": "line_manager"},
    {
        "by": "colleague", "who": person(MANAGER), "send_to": "senior_manager",
        "manager": person(MANAGER),
    },
]  # fmt: skip


@pytest.mark.parametrize("given", ABOUT_THE_MANAGER, ids=str)
def test_a_report_about_ones_own_line_manager_never_comes_near_them(
    office: Room, given: dict[str, Any]
) -> None:
    case = file(office, BULLYING, **given)
    assert case.handler in {SECOND, HEAD}
    assert MANAGER not in {who for who, _ in office.mails()}
    assert office.refused("case", case.reference, MANAGER).status == 404
    assert office.refused(
        "reassign", case.reference, case.handler, MANAGER, "They know the place."
    ).missing == ("to",)


@pytest.mark.parametrize("given", ABOUT_THE_MANAGER, ids=str)
def test_they_are_not_offered_either(office: Room, given: dict[str, Any]) -> None:
    answers = {slot: each for slot, each in given.items() if slot not in ("send_to", "manager")}
    if given["by"] == "colleague":  # in the other cases it is not even asked
        options = ask(office, "open_options", answers, "send_to")
        assert [each.value for each in options] == ["senior_manager"]
    for slot in ("manager", "manager_instead"):
        people = ask(office, "choosable", answers, slot)
        assert {each.email for each in people} == {SECOND, HEAD}
    assert gets(office, BULLYING, **given) in {"Second manager", "the Head of ArtForms"}


def test_where_it_is_about_nobody_here_all_are_offered(office: Room) -> None:
    options = ask(office, "open_options", {"by": "parent"}, "send_to")
    assert [each.value for each in options] == ["line_manager", "senior_manager"]
    people = ask(office, "choosable", {"by": "parent"}, "manager")
    assert {each.email for each in people} == {MANAGER, SECOND, HEAD}
    assert gets(office, BULLYING, by="parent", send_to="line_manager") == "your line manager"
    assert file(office, BULLYING, by="parent", send_to="line_manager").handler == MANAGER


def test_the_line_manager_may_be_chosen_where_somebody_else_was_named(office: Room) -> None:
    given = {"by": "colleague", "who": person(LEAD), "send_to": "line_manager"}
    assert file(office, BULLYING, **given).handler == MANAGER


def test_whoever_reports_is_not_offered(office: Room) -> None:
    people = ask(office, "choosable", {"by": "parent"}, "manager", MANAGER)
    assert {each.email for each in people} == {SECOND, HEAD}


def test_anybody_can_be_named_as_who_did_it(office: Room) -> None:
    people = ask(office, "choosable", {"by": "colleague"}, "who")
    assert {MANAGER, STAFF, HEAD} <= {each.email for each in people}


@pytest.mark.parametrize("name", ["confidentiality_concern", "online_safety_concern"])
@pytest.mark.parametrize("about", ["line_manager", "head", "unnamed"])
def test_other_reports_pass_by_whom_they_are_about(office: Room, name: str, about: str) -> None:
    case = file(office, declared(name), by=about)
    barred = HEAD if about == "head" else MANAGER
    assert case.handler not in {barred, STAFF}
    assert office.refused("case", case.reference, barred).status == 404


def test_who_gets_it_is_told_as_one_would_say_it(office: Room) -> None:
    assert gets(office, declared("student_contact_report")) == "the Head of ArtForms"
    assert gets(office, declared("guidance_question")) == "the guidance owner"
    assert gets(office, declared("personal_device_permission")) == "you"


@pytest.mark.parametrize(
    ("name", "roles", "said"),
    [
        ("Head of ArtForms", ("head",), "the Head of ArtForms"),
        ("Line manager", ("staff", "line_manager"), "the line manager"),
        ("Member of staff", ("staff",), "a member of staff"),
        ("Grand Clarinet", ("head",), "Grand Clarinet"),
    ],
)
def test_who_goes_by_their_office_is_called_by_it(
    name: str, roles: tuple[str, ...], said: str
) -> None:
    assert choosing.called(Person("a@example.org", name, roles)) == said
