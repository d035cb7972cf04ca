from __future__ import annotations

import dataclasses
import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert, text

from bot.settings import ROOT
from cases.attachments import Attachments
from cases.database import Database
from cases.model import Attachment, CaseError
from cases.organisation import read_organisation
from cases.tables import case_file
from tests.cases import sample_files as samples
from tests.cases.keyed import keyed
from tests.clock import Clock
from tests.counting import count

STAFF, OTHER = "staff@example.org", "starter@example.org"
FORM = "a" * 32


@pytest.fixture
def attachments(database: Database, tmp_path: Path, clock: Clock) -> Attachments:
    organisation = dataclasses.replace(
        read_organisation(ROOT / "organisation.yml"), max_files=3, max_file_mb=1
    )
    return Attachments(keyed(database, tmp_path), organisation, clock.now)


@pytest.fixture
def case_id(database: Database, clock: Clock) -> int:
    def make(connection):  # type: ignore[no-untyped-def]
        return connection.execute(
            insert(case_file).values(
                reference="K7MP-4Q2D", submission=FORM, procedure="filming_permission",
                kind="permission", reporter=STAFF, handler="manager@example.org",
                state="submitted", confidential=False, edition="2023-09", sealed="", checks=[],
                submitted_at=clock.now(), due_at=clock.now(), keep_class="permission",
            )
        ).inserted_primary_key[0]  # fmt: skip

    made: int = database.write_now(make)
    return made


def take(
    database: Database, attachments: Attachments, content: bytes, name: str = "a.txt", **to: object
) -> Attachment:
    return database.write_now(
        lambda c: attachments.take_in(c, STAFF, name, content, **to)  # type: ignore[arg-type]
    )


def test_a_file_comes_back_whole(
    database: Database, attachments: Attachments, clock: Clock
) -> None:
    taken = take(database, attachments, samples.PDF, "Consent form.pdf", submission=FORM)
    found, content = database.read_now(lambda c: attachments.content(c, taken.id))
    assert found == taken
    assert content == samples.PDF
    assert (taken.name, taken.size, taken.at, taken.person) == (
        "Consent form.pdf", len(samples.PDF), clock.now(), STAFF,
    )  # fmt: skip


def test_neither_name_nor_content_nor_what_it_is_can_be_read_in_the_database(
    database: Database, attachments: Attachments
) -> None:
    take(database, attachments, b"the planted word", "planted name.txt", submission=FORM)
    row = database.read_now(lambda c: str(c.execute(text("SELECT * FROM attachment")).all()))
    assert "planted" not in row
    assert hashlib.sha256(b"the planted word").hexdigest() not in row


def test_a_photo_is_kept_without_its_metadata(database: Database, attachments: Attachments) -> None:
    taken = take(database, attachments, samples.photo(turned=6), "IMG_1.PNG", submission=FORM)
    _, content = database.read_now(lambda c: attachments.content(c, taken.id))
    assert samples.SECRET.encode() not in content
    assert Image.open(BytesIO(content)).size == (20, 40)
    assert (taken.name, taken.media_type, taken.size) == ("IMG_1.jpg", "image/jpeg", len(content))


def test_a_refused_file_leaves_nothing(database: Database, attachments: Attachments) -> None:
    with pytest.raises(CaseError, match="program"):
        take(database, attachments, samples.EXE, "photo.jpg", submission=FORM)
    assert count(database, "attachment") == 0


def test_a_file_that_is_too_big_is_told_the_limit(
    database: Database, attachments: Attachments
) -> None:
    with pytest.raises(CaseError) as error:
        take(database, attachments, b"x" * (1024 * 1024 + 1), submission=FORM)
    assert error.value.message == "That file is too big: at most 1 MB can be taken."
    take(database, attachments, b"x" * 1024 * 1024, submission=FORM)


def test_one_file_too_many_is_told_the_limit(database: Database, attachments: Attachments) -> None:
    for number in range(3):
        take(database, attachments, b"words %d" % number, submission=FORM)
    with pytest.raises(CaseError, match="at most 3"):
        take(database, attachments, b"more words", submission=FORM)
    take(database, attachments, b"more words", submission="b" * 32)


def test_the_same_file_sent_again_is_the_one_that_is_there(
    database: Database, attachments: Attachments
) -> None:
    first = take(database, attachments, samples.PDF, "a.pdf", submission=FORM)
    assert take(database, attachments, samples.PDF, "a.pdf", submission=FORM) == first
    assert count(database, "attachment") == 1


def test_what_was_cleaned_before_is_not_cleaned_again(
    database: Database, attachments: Attachments
) -> None:
    cleaned = attachments.clean("photo.jpg", samples.photo())
    taken = database.write_now(
        lambda c: attachments.take_in(c, STAFF, "photo.jpg", cleaned, submission=FORM)
    )
    _, content = database.read_now(lambda c: attachments.content(c, taken.id))
    assert content == cleaned.content


def test_a_forms_files_become_its_cases(
    database: Database, attachments: Attachments, case_id: int, clock: Clock
) -> None:
    first = take(database, attachments, b"first", "first.txt", submission=FORM)
    clock.move(seconds=1)
    second = take(database, attachments, b"second", "second.txt", submission=FORM)
    take(database, attachments, b"another form's", submission="b" * 32)
    assert database.write_now(lambda c: attachments.bind(c, FORM, case_id)) == 2
    assert database.read_now(lambda c: attachments.of_case(c, case_id)) == (first, second)
    assert database.write_now(lambda c: attachments.bind(c, FORM, case_id)) == 0


def test_a_case_gathers_more_files_than_a_form(
    database: Database, attachments: Attachments, case_id: int
) -> None:
    for number in range(30):
        take(database, attachments, b"consent %d" % number, case_id=case_id)
    with pytest.raises(CaseError, match="at most 30"):
        take(database, attachments, b"one more", case_id=case_id)


def test_files_sent_before_a_form_are_claimed_by_it(
    database: Database, attachments: Attachments
) -> None:
    mine = take(database, attachments, b"mine")
    others = database.write_now(lambda c: attachments.take_in(c, OTHER, "b.txt", b"others'"))
    ids = [mine.id, others.id, "0" * 32]
    assert database.read_now(lambda c: attachments.find(c, STAFF, ids)) == (mine,)
    assert database.write_now(lambda c: attachments.claim(c, STAFF, ids, FORM)) == (mine,)
    assert database.read_now(lambda c: attachments.of_submission(c, FORM)) == (mine,)
    # Claimed again by the same form it is still its own; another form does not get it.
    assert database.write_now(lambda c: attachments.claim(c, STAFF, ids, FORM)) == (mine,)
    assert database.write_now(lambda c: attachments.claim(c, STAFF, ids, "b" * 32)) == ()


def test_claiming_keeps_to_the_limit(database: Database, attachments: Attachments) -> None:
    ids = [take(database, attachments, b"words %d" % number).id for number in range(4)]
    with pytest.raises(CaseError, match="at most 3"):
        database.write_now(lambda c: attachments.claim(c, STAFF, ids, FORM))
    assert database.read_now(lambda c: attachments.of_submission(c, FORM)) == ()


def test_a_file_that_is_not_there_is_told(database: Database, attachments: Attachments) -> None:
    with pytest.raises(CaseError) as error:
        database.read_now(lambda c: attachments.content(c, "0" * 32))
    assert error.value.status == 404
