"""Forms that somebody is filling in, kept sealed until they are filed, cancelled or too old.

A person is in the middle of one at most: the active one. The others wait to be gone on with.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from cases.form.model import Draft
from cases.keys import Keys
from cases.tables import attachment, draft


class Drafts:
    """Keeps drafts. Each method works in the caller's transaction.

    `clock` tells the moment, with its zone.
    """

    def __init__(self, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._keys, self._clock = keys, clock

    def active(self, connection: Connection, person: str) -> Draft | None:
        """The form that the person is in the middle of."""
        sealed = connection.execute(
            select(draft.c.sealed).where(draft.c.person == person, draft.c.active)
        ).scalar_one_or_none()
        return None if sealed is None else self._read(sealed)

    def find(self, connection: Connection, submission: str) -> Draft | None:
        """The draft with this submission id, active or not."""
        sealed = connection.execute(
            select(draft.c.sealed).where(draft.c.submission == submission)
        ).scalar_one_or_none()
        return None if sealed is None else self._read(sealed)

    def paused(self, connection: Connection, person: str) -> list[Draft]:
        """The person's drafts that wait, the one last touched first."""
        rows = connection.execute(
            select(draft.c.sealed)
            .where(draft.c.person == person, ~draft.c.active)
            .order_by(draft.c.touched_at.desc(), draft.c.submission)
        )
        return [self._read(sealed) for sealed in rows.scalars()]

    def save(self, connection: Connection, kept: Draft, active: bool = True) -> None:
        """Keeps the draft as it is now; as the active one, any other of the person's is paused."""
        if active:
            connection.execute(
                update(draft)
                .where(
                    draft.c.person == kept.person,
                    draft.c.active,
                    draft.c.submission != kept.submission,
                )
                .values(active=False)
            )
        values = {
            "active": active,
            "sealed": self._keys.seal(json.dumps(kept.plain())),
            "touched_at": self._clock(),
        }
        changed = connection.execute(
            update(draft).where(draft.c.submission == kept.submission).values(values)
        )
        if not changed.rowcount:
            connection.execute(
                insert(draft).values(
                    values
                    | {
                        "submission": kept.submission,
                        "person": kept.person,
                        "procedure": kept.procedure,
                        "started_at": kept.started_at,
                    }
                )
            )

    def pause(self, connection: Connection, submission: str) -> None:
        """The draft waits; its person is free for something else."""
        connection.execute(
            update(draft)
            .where(draft.c.submission == submission)
            .values(active=False, touched_at=self._clock())
        )

    def end(self, connection: Connection, submission: str) -> None:
        """Drops the draft, with files sent to it that no case has taken."""
        connection.execute(
            delete(attachment).where(
                attachment.c.submission == submission, attachment.c.case_id.is_(None)
            )
        )
        connection.execute(delete(draft).where(draft.c.submission == submission))

    def forget_before(self, connection: Connection, moment: datetime) -> list[str]:
        """Ends the drafts not touched since `moment`; returns their submission ids.

        Files as old that go with neither a draft nor a case go too.
        """
        old = list(
            connection.execute(
                select(draft.c.submission).where(draft.c.touched_at < moment)
            ).scalars()
        )
        for submission in old:
            self.end(connection, submission)
        connection.execute(
            delete(attachment).where(
                attachment.c.at < moment,
                attachment.c.case_id.is_(None),
                or_(
                    attachment.c.submission.is_(None),
                    attachment.c.submission.not_in(select(draft.c.submission)),
                ),
            )
        )
        return old

    def _read(self, sealed: str) -> Draft:
        return Draft.of(json.loads(self._keys.unseal(sealed)))
