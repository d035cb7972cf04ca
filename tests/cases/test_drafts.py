from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from cases.database import Database
from cases.drafts import Drafts
from cases.form.model import Draft, Said
from cases.model import Answer
from cases.tables import attachment
from tests.cases.keyed import keyed
from tests.clock import Clock
from tests.counting import count

STAFF, OTHER = "staff@example.org", "starter@example.org"


@pytest.fixture
def drafts(database: Database, tmp_path: Path, clock: Clock) -> Drafts:
    return Drafts(keyed(database, tmp_path), clock.now)


def begun(clock: Clock, submission: str, person: str = STAFF, **more: object) -> Draft:
    draft = Draft(
        submission=submission * 32,
        person=person,
        procedure="filming_permission",
        answers={
            "purpose": Answer("the carol concert", "the carol concert"),
            "groups": Answer(["choir", "band"], "choir and band"),
            "personal": Answer(False, "no"),
        },
        skipped=frozenset({"notes"}),
        asking="when",
        channel="web",
        first_message=7,
        said=(Said("When is it?").plain(),),
        last_message="m-1",
        started_at=clock.now(),
        touched_at=clock.now(),
        explained=("5.one-to-one",),
        files=("f1",),
    )
    return dataclasses.replace(draft, **more)


def save(database: Database, drafts: Drafts, draft: Draft, active: bool = True) -> None:
    database.write_now(lambda connection: drafts.save(connection, draft, active))


def test_a_draft_comes_back_as_it_was(database: Database, drafts: Drafts, clock: Clock) -> None:
    draft = begun(clock, "a")
    save(database, drafts, draft)
    assert database.read_now(lambda c: drafts.active(c, STAFF)) == draft
    found = database.read_now(lambda c: drafts.find(c, draft.submission))
    assert found is not None
    assert found.answers == draft.answers
    assert found.said == draft.said


def test_no_word_of_it_is_readable_in_the_database(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    save(database, drafts, begun(clock, "a"))
    row = database.read_now(lambda c: str(c.execute(text("SELECT * FROM draft")).all()))
    assert "carol" not in row
    assert "choir" not in row


def test_saving_again_keeps_one(database: Database, drafts: Drafts, clock: Clock) -> None:
    draft = begun(clock, "a")
    save(database, drafts, draft)
    save(database, drafts, dataclasses.replace(draft, asking=None, stage="confirming"))
    found = database.read_now(lambda c: drafts.active(c, STAFF))
    assert found is not None
    assert found.stage == "confirming"
    assert count(database, "draft") == 1


def test_somebody_is_in_the_middle_of_one_form_at_most(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    first, second, others = begun(clock, "a"), begun(clock, "b"), begun(clock, "c", OTHER)
    save(database, drafts, others)
    save(database, drafts, first)
    save(database, drafts, second)
    assert database.read_now(lambda c: drafts.active(c, STAFF)) == second
    assert database.read_now(lambda c: drafts.paused(c, STAFF)) == [first]
    assert database.read_now(lambda c: drafts.active(c, OTHER)) == others


def test_a_paused_form_waits_and_is_gone_on_with(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    older, newer = begun(clock, "a"), begun(clock, "b")
    save(database, drafts, older)
    database.write_now(lambda c: drafts.pause(c, older.submission))
    clock.move(hours=1)
    save(database, drafts, newer)
    database.write_now(lambda c: drafts.pause(c, newer.submission))
    assert database.read_now(lambda c: drafts.active(c, STAFF)) is None
    assert database.read_now(lambda c: drafts.paused(c, STAFF)) == [newer, older]
    save(database, drafts, older)
    assert database.read_now(lambda c: drafts.active(c, STAFF)) == older


def test_saved_as_waiting_it_takes_nobodys_place(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    active, waiting = begun(clock, "a"), begun(clock, "b")
    save(database, drafts, active)
    save(database, drafts, waiting, active=False)
    assert database.read_now(lambda c: drafts.active(c, STAFF)) == active


def with_file(connection: Connection, clock: Clock, submission: str | None) -> None:
    connection.execute(
        insert(attachment).values(
            id=(submission or "loose")[:8], person=STAFF, submission=submission, media_type="x",
            size=1, digest="", name_sealed="", content_sealed=b"", at=clock.now(),
        )
    )  # fmt: skip


def test_an_ended_form_is_gone_with_its_files(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    ended, kept = begun(clock, "a"), begun(clock, "b", OTHER)
    for draft in (ended, kept):
        save(database, drafts, draft)
        database.write_now(lambda c, s=draft.submission: with_file(c, clock, s))
    database.write_now(lambda c: drafts.end(c, ended.submission))
    assert database.read_now(lambda c: drafts.find(c, ended.submission)) is None
    assert count(database, "draft") == count(database, "attachment") == 1


def test_old_forms_are_forgotten_and_touched_ones_are_not(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    old, touched = begun(clock, "a"), begun(clock, "b", OTHER)
    save(database, drafts, old)
    save(database, drafts, touched)
    clock.move(days=20)
    save(database, drafts, touched)
    clock.move(days=15)
    gone = database.write_now(lambda c: drafts.forget_before(c, clock.now() - timedelta(days=30)))
    assert gone == [old.submission]
    assert database.read_now(lambda c: drafts.active(c, OTHER)) == touched


def test_files_that_go_with_nothing_are_forgotten_too(
    database: Database, drafts: Drafts, clock: Clock
) -> None:
    kept = begun(clock, "a")
    save(database, drafts, kept)
    for submission in (None, "f" * 32, kept.submission):
        database.write_now(lambda c, s=submission: with_file(c, clock, s))
    clock.move(days=31)
    save(database, drafts, kept)
    database.write_now(lambda c: drafts.forget_before(c, clock.now() - timedelta(days=30)))
    left = database.read_now(lambda c: c.execute(text("SELECT submission FROM attachment")).all())
    assert [tuple(row) for row in left] == [(kept.submission,)]
