from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dbos import run_dbos_database_migrations
from sqlalchemy import select
from typer.testing import CliRunner

from bot.commands.people import app
from bot.settings import read_settings
from cases.database import Database
from cases.faults import Fault
from cases.organisation import read_organisation
from cases.tables import audit, case_file
from tests.cases.room import HEAD, LEAD, MANAGER, MORE_PEOPLE, SECOND, TEXT, Room
from tests.clock import Clock

runner = CliRunner()


@pytest.fixture
def root(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project root of the test's own, which the command works on."""
    (root / "organisation.yml").write_text(TEXT + MORE_PEOPLE, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_VAR", str(root / "var"))
    monkeypatch.setattr(read_settings, "__defaults__", (None, root))
    return root


@pytest.fixture
def database(root: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{root / 'var' / 'assistant.db'}")
    made.migrate()
    run_dbos_database_migrations(system_database_url=made.url)
    yield made
    made.close()


@pytest.fixture
def room(root: Path, database: Database, clock: Clock) -> Room:
    return Room(database, clock, root / "var")


def people(*arguments: str) -> list[str]:
    """What the command prints; its fault is raised."""
    told = runner.invoke(app, ["people", *arguments])
    if isinstance(told.exception, Fault):
        raise told.exception
    assert told.exit_code == 0, told.output
    return told.stdout.splitlines()


def emails(root: Path) -> set[str]:
    return {each.email for each in read_organisation(root / "organisation.yml").people}


def written(root: Path, text: str) -> str:
    file = root / "list.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def handler(database: Database, reference: str) -> str:
    query = select(case_file.c.handler).where(case_file.c.reference == reference)
    return str(database.read_now(lambda c: c.execute(query).scalar_one()))


def test_a_list_is_taken_over_and_a_dry_run_only_tells(root: Path, database: Database) -> None:
    before = (root / "organisation.yml").read_bytes()
    file = written(root, "email,name,roles\nnew@example.org,New,staff volunteer\n")
    assert people("import", file, "--dry-run") == [
        "+ new@example.org (staff, volunteer)",
        "1 added, 0 changed, 0 taken out, 0 as they are.",
    ]
    assert (root / "organisation.yml").read_bytes() == before
    assert people("import", file)[-1] == "Done."
    assert "new@example.org" in emails(root)
    row = database.read_now(lambda c: c.execute(select(audit)).one())
    assert (row.actor, row.action) == ("command line", "people_imported")


def test_a_whole_list_takes_others_out(root: Path, database: Database) -> None:
    kept = "".join(f"{email},Name\n" for email in sorted(emails(root)) if "colleague" not in email)
    told = people("import", written(root, f"email,name\n{kept}"), "--complete")
    assert "- colleague@example.org" in told
    assert "colleague@example.org" not in emails(root)


def test_faulty_rows_are_named_and_nothing_is_changed(root: Path, database: Database) -> None:
    before = (root / "organisation.yml").read_bytes()
    file = written(root, "email,name\nok@example.org,Name\nbad,Name\n")
    told = runner.invoke(app, ["people", "import", file])
    assert told.stderr.splitlines() == ["line 3: 'bad' is not an e-mail address."]
    assert isinstance(told.exception, Fault)
    assert "list.csv cannot be taken over" in told.exception.fault
    with pytest.raises(Fault, match="cannot be read"):
        people("import", str(root / "nothing.csv"))
    assert (root / "organisation.yml").read_bytes() == before


def test_a_leaver_hands_over(root: Path, room: Room, database: Database) -> None:
    case = room.file("bullying")
    with pytest.raises(Fault, match="Choose who takes over"):
        people("leave", MANAGER)
    assert handler(database, case.reference) == MANAGER
    (told,) = people("leave", MANAGER.upper(), "--handover", SECOND)
    handed = "Handed over: 1 case, 0 entries of the register of images."
    assert told == f"{MANAGER} has left. {handed}"
    assert MANAGER not in emails(root)
    assert handler(database, case.reference) == SECOND
    managers = {each.line_manager for each in read_organisation(root / "organisation.yml").people}
    assert managers == {SECOND, HEAD, None}


def test_what_the_start_would_refuse_is_refused_and_nothing_moves(
    root: Path, room: Room, database: Database
) -> None:
    file = root / "organisation.yml"
    before = file.read_bytes()
    case = room.file("worry")
    with pytest.raises(Fault, match="nobody has the role safeguarding_lead"):
        people("leave", LEAD, "--handover", HEAD)
    assert file.read_bytes() == before
    assert handler(database, case.reference) == LEAD


def test_a_stranger_cannot_leave(database: Database) -> None:
    with pytest.raises(Fault, match=r"nobody@example\.org is not in the directory"):
        people("leave", "nobody@example.org")
