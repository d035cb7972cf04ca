from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from benchmarks import stand
from benchmarks.cases_fill import fill
from benchmarks.cases_rows import AT_A_TIME, Bulk
from benchmarks.crowded import settings_of
from cases import audit
from cases.database import Database
from cases.directory import Directory
from cases.form.model import Draft
from cases.model import OPEN
from cases.office import Office, open_context
from cases.tables import case_file, case_party, notice

COUNT = 150
MANAGER = "manager@example.org"
CROWD = tuple(f"person-{number}@example.org" for number in range(8))


def office_of(database: Database, folder: Path) -> Office:
    stand.prepare(folder, len(CROWD))
    settings = settings_of(folder, {"ASSISTANT_VAR": str(folder / "var")})
    directory = Directory(settings.organisation.people)
    return Office(open_context(settings.organisation, directory, database, settings.var))


def count(database: Database, table: Table) -> int:
    query = select(func.count()).select_from(table)
    return int(database.read_now(lambda c: c.execute(query).scalar_one()))


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    made = office_of(database, tmp_path)
    queue = made.context.queue
    fill(database, Bulk(made.context, CROWD), COUNT)
    yield made
    queue.close()  # type: ignore[attr-defined]


def test_what_is_generated_reads_like_any_other_case(office: Office, database: Database) -> None:
    manager = office.context.directory.find(MANAGER)
    assert manager is not None
    page = database.read_now(lambda c: office.cases_of(c, manager, part="handler", limit=COUNT))
    assert COUNT / 2 < page.total < COUNT
    assert {each.state in OPEN for each in page.cases} == {True, False}
    for each in page.cases[:20]:
        case = database.write_now(lambda c, case=each: office.case(c, case.reference, manager))
        procedure = office.procedures.find(case.procedure)
        assert procedure is not None
        assert set(case.answers) == {question.slot for question in procedure.asked(case.answers)}
        assert case.events[0].kind == "submitted"
        assert case.submitted_at <= datetime.now(UTC)


def test_every_case_has_its_parties_and_notices(office: Office, database: Database) -> None:
    assert count(database, case_file) == COUNT
    assert count(database, case_party) >= 2 * COUNT - count(database, case_file) // 5
    assert count(database, notice) >= 3 * COUNT
    waiting = select(func.count()).where(notice.c.state != "sent")
    assert database.read_now(lambda c: c.execute(waiting).scalar_one()) == 0
    assert database.read_now(office.due) == []


def test_after_it_the_assistant_files_and_notes_down_as_ever(
    office: Office, database: Database
) -> None:
    before = database.read_now(lambda c: audit.head_of(c)[0])
    now = office.context.now()
    bulk = Bulk(office.context, CROWD)
    pattern = next(each for each in bulk.patterns if each.procedure.id == "guidance_question")
    draft = Draft(
        submission="f" * 32,
        person=CROWD[0],
        procedure=pattern.procedure.id,
        answers=pattern.answers,
        started_at=now,
        touched_at=now,
    )
    object.__setattr__(office.context, "queue", Idle())
    case = database.write_now(lambda c: office.file(c, draft))
    assert case.id == COUNT + 1
    assert database.read_now(lambda c: audit.head_of(c)[0]) == before + 1


def test_the_same_seed_makes_the_same_cases(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    context = office_of(database, tmp_path).context
    made = [
        [
            (row["procedure"], row["reporter"], row["state"])
            for rows in Bulk(context, CROWD, seed).batches(AT_A_TIME // 40)
            for row in rows[case_file]
        ]
        for seed in (1, 1, 2)
    ]
    context.queue.close()  # type: ignore[attr-defined]
    database.close()
    assert made[0] == made[1] != made[2]


class Idle:
    """Takes work and leaves it."""

    def enqueue(self, *_given: object) -> None:
        pass
