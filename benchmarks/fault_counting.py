"""What became of requests: counted in the database, in the conversations and at the mail server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from benchmarks.post_office import PostOffice
from bot.notices.letters import message_id
from bot.settings import Settings
from bot.tables import message
from cases.database import Database
from cases.keys import Keys
from cases.tables import case_file, notice

SLOT = "question"


@dataclass(frozen=True)
class Became:
    """Of some requests: references of cases lost or doubled, notices lost or seen twice."""

    requests: int
    cases_lost: int
    cases_doubled: int
    notices: int
    notices_lost: int
    notices_twice: int

    def __add__(self, other: Became) -> Became:
        """Both together."""
        return Became(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )


@dataclass
class Books:
    """Reads what there is. `settings` are those of the assistant that is measured."""

    settings: Settings
    post_office: PostOffice
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        """Opens the database; its keys are there once the assistant has started."""
        self.database = Database(self.settings.database_url)
        self._keys = Keys.open(self.settings.var / "keys", self.database)

    def close(self) -> None:
        """Closes the database."""
        self.database.close()

    def open_notices(self) -> int:
        """How many notices wait to be sent."""
        query = select(func.count()).where(notice.c.state == "waiting")
        return int(self.database.read_now(lambda c: c.execute(query).scalar_one()))

    def references(self) -> dict[str, list[str]]:
        """The references of cases, by the words of the question that was asked in each."""
        rows = self.database.read_now(
            lambda c: [
                tuple(row) for row in c.execute(select(case_file.c.reference, case_file.c.sealed))
            ]
        )
        found: dict[str, list[str]] = {}
        for reference, sealed in rows:
            answers = json.loads(self._keys.unseal(sealed))["answers"]
            found.setdefault(str(answers[SLOT][0]), []).append(reference)
        return found

    def became(self, asked: Iterable[str]) -> Became:
        """What became of the requests with these questions."""
        by_words = self.references()
        found = [by_words.get(words, []) for words in asked]
        references = [each for group in found for each in group]
        wanted, lost, twice = self.database.read_now(lambda c: self._notices(c, references))
        return Became(
            requests=len(found),
            cases_lost=sum(not group for group in found),
            cases_doubled=sum(len(group) > 1 for group in found),
            notices=wanted,
            notices_lost=lost,
            notices_twice=twice,
        )

    def _notices(self, connection: Connection, references: list[str]) -> tuple[int, int, int]:
        rows = connection.execute(
            select(
                notice.c.key, notice.c.way, notice.c.kind, notice.c.person, case_file.c.reference
            )
            .join_from(notice, case_file, notice.c.case_id == case_file.c.id)
            .where(case_file.c.reference.in_(references))
        ).all()
        said = _said(connection, {row.person for row in rows})
        subjects = Counter((each["To"], each["Subject"]) for each in self.post_office.letters)
        lost = twice = 0
        for row in rows:
            if row.way == "mail":
                key = message_id(self.settings, row.key, row.reference)
                times = int(key in self.post_office.known)
            else:
                times = said[(row.person, row.reference, row.kind)]
            lost += times == 0
            twice += times > 1
        # One letter a person and subject: each subject has its case's reference.
        twice += sum(
            number > 1
            for (_, subject), number in subjects.items()
            if any(reference in subject for reference in references)
        )
        return len(rows), lost, twice


def _said(connection: Connection, people: set[str]) -> Mapping[tuple[str, str, str], int]:
    """How often each notice stands in a conversation: by person, reference and kind."""
    rows = connection.execute(
        select(message.c.person, message.c.custom).where(
            message.c.person.in_(people), message.c.author == "assistant"
        )
    )
    return Counter(
        (row.person, row.custom["case"]["reference"], row.custom["notice"])
        for row in rows
        if row.custom.get("kind") == "notice"
    )
