"""Files of forms and cases: looked at, cleaned and sealed before they are kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update

from cases.files import CleanFile, clean_file
from cases.keys import Keys
from cases.model import Attachment, CaseError
from cases.organisation import Organisation
from cases.tables import attachment

MEGABYTE = 1024 * 1024
# A case gathers files over months, so it may have so many times what a form may.
CASE_TIMES = 10

_SHOWN = (
    attachment.c.id,
    attachment.c.name_sealed,
    attachment.c.media_type,
    attachment.c.size,
    attachment.c.at,
    attachment.c.person,
)


class Attachments:
    """Keeps files. Each method works in the caller's transaction.

    `clock` tells the moment, with its zone.
    """

    def __init__(
        self, keys: Keys, organisation: Organisation, clock: Callable[[], datetime]
    ) -> None:
        self._keys, self._clock = keys, clock
        self._most_files, self._most_megabytes = organisation.max_files, organisation.max_file_mb

    def clean(self, name: str, content: bytes) -> CleanFile:
        """The file as it may be kept: what takes time, done before the transaction.

        Raises:
            CaseError: it is too big, or of a kind that is not taken.
        """
        if len(content) > self._most_megabytes * MEGABYTE:
            raise CaseError(
                422, f"That file is too big: at most {self._most_megabytes} MB can be taken."
            )
        return clean_file(name, content)

    def take_in(
        self,
        connection: Connection,
        person: str,
        name: str,
        content: bytes | CleanFile,
        submission: str | None = None,
        case_id: int | None = None,
    ) -> Attachment:
        """Keeps a file for a form or a case. The same one sent again is the one that is there.

        Args:
            connection: the transaction.
            person: who sent it.
            name: what they call it; cleaned.
            content: its bytes, or (quicker for everybody else) what `clean` made of them before.
            submission: the form it goes with; None when that is not known yet (see `claim`).
            case_id: the case it goes with.

        Raises:
            CaseError: it may not be taken; says why.
        """
        file = self.clean(name, content) if isinstance(content, bytes) else content
        digest = self._keys.chain(file.content)  # tells the same file again, and nobody else what
        place = self._place(person, submission, case_id)
        same = connection.execute(
            select(*_SHOWN).where(
                *place, attachment.c.person == person, attachment.c.digest == digest
            )
        ).first()
        if same is not None:
            return self._shown(same)
        self._check_count(connection, place, 1, CASE_TIMES if submission is None else 1)
        taken = Attachment(
            id=secrets.token_hex(16),
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            at=self._clock(),
            person=person,
        )
        connection.execute(
            insert(attachment).values(
                id=taken.id,
                person=person,
                submission=submission,
                case_id=case_id,
                media_type=taken.media_type,
                size=taken.size,
                digest=digest,
                name_sealed=self._keys.seal(taken.name),
                content_sealed=self._keys.seal_bytes(file.content),
                at=taken.at,
            )
        )
        return taken

    def content(self, connection: Connection, attachment_id: str) -> tuple[Attachment, bytes]:
        """A file and its content. Whether the reader may have it is the caller's question.

        Raises:
            CaseError: it is not there.
        """
        row = connection.execute(
            select(*_SHOWN, attachment.c.content_sealed).where(attachment.c.id == attachment_id)
        ).one_or_none()
        if row is None:
            raise CaseError(404, "There is no such file.")
        return self._shown(row), self._keys.unseal_bytes(row.content_sealed)

    def of_case(self, connection: Connection, case_id: int) -> tuple[Attachment, ...]:
        """A case's files, in the order they came."""
        return self._list(connection, select(*_SHOWN).where(attachment.c.case_id == case_id))

    def of_submission(self, connection: Connection, submission: str) -> tuple[Attachment, ...]:
        """A form's files, in the order they came."""
        return self._list(connection, select(*_SHOWN).where(attachment.c.submission == submission))

    def find(
        self, connection: Connection, person: str, ids: Iterable[str]
    ) -> tuple[Attachment, ...]:
        """Which of these files the person sent and no case has yet, in the order they came."""
        query = select(*_SHOWN).where(
            attachment.c.id.in_(tuple(ids)),
            attachment.c.person == person,
            attachment.c.case_id.is_(None),
        )
        return self._list(connection, query)

    def claim(
        self, connection: Connection, person: str, ids: Iterable[str], submission: str
    ) -> tuple[Attachment, ...]:
        """Puts files that the person sent, and that go with nothing yet, to a form.

        Returns those of `ids` that go with it now; others are left out.

        Raises:
            CaseError: they would be too many.
        """
        wanted = tuple(ids)
        changed = connection.execute(
            update(attachment)
            .where(
                attachment.c.id.in_(wanted),
                attachment.c.person == person,
                attachment.c.submission.is_(None),
                attachment.c.case_id.is_(None),
            )
            .values(submission=submission)
        )
        place = [attachment.c.submission == submission, attachment.c.person == person]
        if changed.rowcount:
            self._check_count(connection, place, 0, 1)
        query = select(*_SHOWN).where(attachment.c.id.in_(wanted), *place)
        return self._list(connection, query)

    def bind(self, connection: Connection, submission: str, case_id: int) -> int:
        """The form's files go with its case from now on. Returns how many."""
        changed = connection.execute(
            update(attachment)
            .where(attachment.c.submission == submission, attachment.c.case_id.is_(None))
            .values(case_id=case_id)
        )
        return changed.rowcount

    def _place(
        self, person: str, submission: str | None, case_id: int | None
    ) -> list[ColumnElement[bool]]:
        if case_id is not None:
            return [attachment.c.case_id == case_id]
        if submission is not None:
            return [attachment.c.submission == submission]
        loose = (attachment.c.submission.is_(None), attachment.c.case_id.is_(None))
        return [attachment.c.person == person, *loose]

    def _check_count(
        self, connection: Connection, place: list[ColumnElement[bool]], more: int, times: int
    ) -> None:
        most = self._most_files * times
        there = connection.execute(
            select(func.count()).select_from(attachment).where(*place)
        ).scalar_one()
        if there + more > most:
            raise CaseError(422, f"That is one file too many: at most {most} can go with this.")

    def _list(self, connection: Connection, query: Select[Any]) -> tuple[Attachment, ...]:
        rows = connection.execute(query.order_by(attachment.c.at, attachment.c.id))
        return tuple(self._shown(row) for row in rows)

    def _shown(self, row: Any) -> Attachment:
        return Attachment(
            id=row.id,
            name=self._keys.unseal(row.name_sealed),
            media_type=row.media_type,
            size=row.size,
            at=row.at,
            person=row.person,
        )
