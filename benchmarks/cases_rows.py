"""Cases in bulk, written straight into the tables: as many as an organisation has in years.

Everything that a page reads is there as filing, deciding and closing leave it: events, parties,
timers, notices, images held, entries of the audit trail. Two things differ: texts that nobody tells
apart are sealed once and used again, and the entries of the audit trail are not chained.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from benchmarks.cases_answers import WORDS, answers_to
from cases import record
from cases.context import Context
from cases.declaration import CHOSEN, LINE_MANAGER, REPORTER, Procedure
from cases.model import Answer
from cases.reference import new_reference
from cases.tables import (
    audit,
    case_event,
    case_file,
    case_party,
    image_held,
    notice,
    timer,
)

DAYS = 3 * 365
"""The cases came in, evenly, during so many days."""

TAKES_DAYS = 3.0
"""From coming in to decision, on average; exponential."""

LEFT_OPEN = 0.05
"""The share that nobody has decided, however old."""

CONCERNED = 0.02
DESTROYED = 0.7
AT_A_TIME = 2_000
BUSY = 0.02
"""The share that the first of the crowd has sent."""

SHARES = {
    "filming_permission": 40,
    "student_contact_permission": 12,
    "guidance_question": 10,
    "personal_device_permission": 8,
    "work_email_private_use": 8,
    "student_contact_report": 5,
    "confidentiality_concern": 4,
    "online_safety_concern": 4,
    "cyberbullying_report": 3,
    "guidance_breach_concern": 3,
    "image_consent_withdrawn": 3,
}
"""Per cent; a procedure that is not named here counts as one."""

TABLES = (case_file, case_event, case_party, timer, notice, image_held, audit)


@dataclass(frozen=True)
class Pattern:
    """What the cases of one procedure have in common."""

    procedure: Procedure
    sealed: tuple[str, ...]  # one for each place
    checks: list[dict[str, Any]]
    answers: Mapping[str, Answer]
    handler: str | None  # None: whoever reports


@dataclass
class Bulk:
    """Makes cases from the number 1 on. The same seed makes the same ones, but for references."""

    context: Context
    crowd: tuple[str, ...]
    seed: int = 1
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Seals what is used again."""
        self._chance = random.Random(self.seed)  # noqa: S311 - no secrets come of it
        self._now = self.context.now()
        self.patterns = [self._pattern(each) for each in self.context.procedures]
        self._weights = [SHARES.get(each.procedure.id, 1) for each in self.patterns]
        self._note = self.context.keys.seal(WORDS)
        self._numbers = dict.fromkeys(TABLES, 0)
        self._references: set[str] = set()

    def batches(self, count: int) -> Iterator[dict[Table, list[dict[str, Any]]]]:
        """The rows by table, `AT_A_TIME` cases at a time."""
        days = sorted(self._chance.uniform(0, DAYS) for _ in range(count))[::-1]
        for first in range(0, count, AT_A_TIME):
            self.rows = {each: [] for each in TABLES}
            for ago in days[first : first + AT_A_TIME]:
                self._case(self._now - timedelta(days=ago))
            yield self.rows

    def _case(self, submitted: datetime) -> None:
        (pattern,) = self._chance.choices(self.patterns, self._weights)
        procedure = pattern.procedure
        busy = self._chance.random() < BUSY
        reporter = self.crowd[0] if busy else self._chance.choice(self.crowd)
        handler = pattern.handler or reporter
        decided: datetime | None = submitted + timedelta(
            days=self._chance.expovariate(1 / TAKES_DAYS)
        )
        if decided and (decided > self._now or self._chance.random() < LEFT_OPEN):
            decided = None
        row = {
            "reference": self._reference(),
            "submission": hashlib.sha256(repr(self._next(case_file)).encode()).hexdigest()[:32],
            "procedure": procedure.id,
            "kind": procedure.kind,
            "reporter": reporter,
            "handler": handler,
            "confidential": procedure.confidential,
            "edition": self.context.organisation.guidance_edition,
            "sealed": self._chance.choice(pattern.sealed),
            "checks": pattern.checks,
            "about_on": submitted.date() + timedelta(days=14) if procedure.about else None,
            "submitted_at": submitted,
            "due_at": self.context.calendar.due(submitted, procedure.due),
            "acknowledged_at": submitted,
            "decided_at": decided,
            "keep_class": procedure.keep_class,
            **self._ended(procedure, decided),
        }
        number = self._add(case_file, **row)
        self._around(number, row)

    def _reference(self) -> str:
        """One that no other case has: among so many, two may well draw the same."""
        while (reference := new_reference()) in self._references:
            continue
        self._references.add(reference)
        return reference

    def _ended(self, procedure: Procedure, decided: datetime | None) -> dict[str, Any]:
        if decided is None:
            states = ("submitted", "acknowledged", "more_information")
            (state,) = self._chance.choices(states, (4, 5, 1))
            return {"state": state, "outcome": None, "closed_at": None}
        approved = self._chance.random() < 0.85
        outcome = "resolved"
        if procedure.kind == "permission":
            outcome = "approved" if approved else "declined"
        if self._chance.random() < 0.15:
            state = "decided" if procedure.kind == "permission" else "resolved"
            return {"state": state, "outcome": outcome, "closed_at": None}
        return {"state": "closed", "outcome": outcome, "closed_at": decided}

    def _around(self, number: int, row: Mapping[str, Any]) -> None:
        """What hangs on a case."""
        reporter, handler, reference = row["reporter"], row["handler"], row["reference"]
        submitted, decided = row["submitted_at"], row["decided_at"]
        for person, part in ((reporter, "reporter"), (handler, "handler")):
            self._plain(case_party, case_id=number, person=person, part=part)
        if self._chance.random() < CONCERNED:
            other = self._chance.choice(self.crowd)
            if other not in {reporter, handler}:
                self._plain(case_party, case_id=number, person=other, part="concerned")
        sent = self._event(number, submitted, reporter, "submitted")
        self._notice(number, sent, reporter, "filed_to_reporter", "mail", submitted)
        for way in ("mail", "chat"):
            self._notice(number, sent, handler, "new_case", way, submitted)
        self._audited(submitted, reporter, "case_filed", reference)
        if row["state"] != "submitted":
            self._event(number, submitted, handler, "acknowledged")
            self._audited(submitted, handler, "case_acknowledged", reference)
            self._audited(submitted, handler, "case_read", reference)
        if row["state"] == "more_information":
            self._event(number, submitted, handler, "more_information", self._note)
        self._timer(number, "overdue", row["due_at"])
        if decided is not None:
            self._over(number, row, decided)

    def _over(self, number: int, row: Mapping[str, Any], decided: datetime) -> None:
        """What hangs on a case that was decided."""
        reporter, handler, reference = row["reporter"], row["handler"], row["reference"]
        outcome = {"outcome": row["outcome"]}
        ended = self._event(number, decided, handler, "decided", self._note, outcome)
        for way in ("mail", "chat"):
            self._notice(number, ended, reporter, "decision", way, decided)
        self._audited(decided, handler, "case_decided", reference)
        self._audited(decided, reporter, "case_read", reference)
        if row["state"] == "closed":
            self._event(number, decided, handler, "closed")
            self._timer(number, "forget", self._now + timedelta(days=DAYS))
        if row["procedure"] == "filming_permission" and row["outcome"] == "approved":
            self._image(number, reporter, decided)

    def _image(self, number: int, holder: str, decided: datetime) -> None:
        destroyed = self._chance.random() < DESTROYED
        self._add(
            image_held,
            case_id=number,
            holder=holder,
            sealed=self._note,
            destroy_by=(decided + timedelta(days=400)).date(),
            destroyed_at=decided if destroyed else None,
            destroyed_by=holder if destroyed else None,
        )

    def _event(
        self,
        number: int,
        at: datetime,
        actor: str,
        kind: str,
        sealed: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> int:
        return self._add(
            case_event,
            case_id=number, at=at, actor=actor, kind=kind, sealed=sealed, data=data or {},
            private=False,
        )  # fmt: skip

    def _notice(
        self, number: int, event: int, person: str, kind: str, way: str, at: datetime
    ) -> None:
        whose = hashlib.sha256(person.encode()).hexdigest()[:16]
        self._add(
            notice,
            case_id=number, event_id=event, person=person, kind=kind, way=way,
            key=f"{event}.{kind}.{way}.{whose}", state="sent", tries=1, at=at, sent_at=at,
        )  # fmt: skip

    def _timer(self, number: int, kind: str, due: datetime) -> None:
        # What is due by now has been done: nothing is to happen while pages are timed.
        self._add(
            timer, case_id=number, kind=kind, due_at=due, done_at=due if due <= self._now else None
        )

    def _audited(self, at: datetime, actor: str, action: str, subject: str) -> None:
        number = self._next(audit)
        self._plain(
            audit,
            number=number, at=at, actor=actor, action=action, subject=subject, detail={},
            digest="0" * 64,
        )  # fmt: skip

    def _add(self, table: Table, **values: Any) -> int:
        number = self._numbers[table] if table is case_file else self._next(table)
        self._plain(table, id=number, **values)
        return number

    def _plain(self, table: Table, **values: Any) -> None:
        self.rows[table].append(values)

    def _next(self, table: Table) -> int:
        self._numbers[table] += 1
        return self._numbers[table]

    def _pattern(self, procedure: Procedure) -> Pattern:
        places = [each.name for each in self.context.organisation.schools]
        filled = [answers_to(procedure, self._now, place) for place in places]
        answers = filled[0]
        conditions = tuple(each.text for each in procedure.conditions_for(answers))
        checks = [
            {"id": each.id, "text": each.text, "clause": each.clause, "must": each.must}
            for each in procedure.checks_for(answers)
        ]
        sealed = tuple(record.seal(self.context, each, conditions) for each in filled)
        return Pattern(procedure, sealed, checks, answers, self._handler(procedure, answers))

    def _handler(self, procedure: Procedure, answers: Mapping[str, Answer]) -> str | None:
        for role in procedure.role_for(answers):
            if role == REPORTER:
                return None
            wanted = "senior_manager" if role in {LINE_MANAGER, CHOSEN} else role
            for person in self.context.directory:
                if wanted in person.roles:
                    return person.email
        raise LookupError(procedure.id)
