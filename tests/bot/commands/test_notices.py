from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dbos import run_dbos_database_migrations
from sqlalchemy import insert, select, text, update
from typer.testing import CliRunner

from benchmarks.post_office import PostOffice, body_of
from bot.commands.notices import app
from cases.database import Database
from cases.faults import Fault
from cases.tables import notice

runner = CliRunner()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The command's own database, with one notice that failed."""
    monkeypatch.setenv("ASSISTANT_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("SMTP_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    made = Database(f"sqlite:///{tmp_path / 'var' / 'assistant.db'}")
    made.migrate()
    run_dbos_database_migrations(system_database_url=made.url)
    row = {
        "person": "staff@example.org",
        "kind": "more_information",
        "way": "mail",
        "key": "1",
        "state": "failed",
        "fault": "The mail server refuses the address (550).",
        "at": datetime.now(UTC),
    }
    made.write_now(lambda c: c.execute(insert(notice), row))
    yield made
    made.close()


def state(database: Database) -> str:
    return str(database.read_now(lambda c: c.execute(select(notice.c.state)).scalar_one()))


def test_what_failed_is_listed_with_its_reason(database: Database) -> None:
    told = runner.invoke(app, ["notices"]).output
    for word in ("staff@example.org", "more information", "refuses the address (550)"):
        assert word in told


def test_when_everything_got_through_it_is_said(database: Database) -> None:
    database.write_now(lambda c: c.execute(update(notice).values(state="sent")))
    assert runner.invoke(app, ["notices"]).output == "Everything got through.\n"


def test_one_is_tried_again(database: Database) -> None:
    assert "Notice 1 is tried again" in runner.invoke(app, ["notices", "retry", "1"]).output
    assert state(database) == "waiting"
    query = text("SELECT name, status FROM workflow_status")
    assert database.read_now(lambda c: c.execute(query).all()) == [("deliver_notice", "ENQUEUED")]


def test_one_is_dropped(database: Database) -> None:
    assert "Notice 1 is not sent any more." in runner.invoke(app, ["notices", "drop", "1"]).output
    assert state(database) == "dropped"


def test_one_that_is_not_listed_is_told_so(database: Database) -> None:
    for command in ("retry", "drop"):
        result = runner.invoke(app, ["notices", command, "2"])
        assert isinstance(result.exception, Fault)
        assert result.exception.fault == "Notice 2 is not on the list."


def test_a_test_is_sent(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with PostOffice().open() as office:
        monkeypatch.setenv("SMTP_URL", office.url)
        told = runner.invoke(app, ["notices", "test", "staff@example.org"]).output
        (letter,) = office.to("staff@example.org")
    assert "handed to the mail server" in told
    assert "arrives" in body_of(letter)


def test_a_test_that_cannot_be_sent_names_the_cure(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    result = runner.invoke(app, ["notices", "test", "staff@example.org"])
    assert isinstance(result.exception, Fault)
    assert "SMTP_URL" in result.exception.cure
