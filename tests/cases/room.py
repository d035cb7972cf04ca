"""An office for tests: the demonstration's people, procedures of the tests' own, any database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import Connection, select

from bot.settings import ROOT
from cases.database import Database
from cases.directory import Directory, Person
from cases.form.model import Draft
from cases.model import Answer, Case, CaseError
from cases.office import Office, open_context
from cases.organisation import parse_organisation
from cases.procedures import Procedure, Procedures
from cases.tables import case_event, notice, timer
from tests.clock import Clock

T = TypeVar("T")

TEXT = (ROOT / "organisation.yml").read_text(encoding="utf-8")
MORE_PEOPLE = """\
  - email: colleague@example.org
    name: Colleague of staff
    roles: [staff]
    line_manager: second@example.org
  - email: second@example.org
    name: Second manager
    roles: [staff, line_manager, senior_manager]
    line_manager: head@example.org
  - email: office@example.org
    name: Office administrator
    roles: [administrator]
"""
USUAL_TEXT = TEXT + MORE_PEOPLE
ORGANISATION = parse_organisation(USUAL_TEXT)
STAFF, MANAGER, HEAD, OWNER, LEAD, COLLEAGUE, SECOND, OFFICE = (
    f"{name}@example.org"
    for name in (
        "staff", "manager", "head", "owner", "safeguarding", "colleague", "second", "office",
    )
)  # fmt: skip

PERMISSION = yaml.safe_load("""
id: filming
title: Ask for permission to film
kind: permission
handled_by: a senior manager
summary: This asks for agreement.
meanwhile: Wait.
asked_as: [a, b, c, d, e, f, g, h, i, j]
confidential: false
handler:
  - {role: head, when: {equipment: personal}}
  - {role: senior_manager}
about: when
similar_on: [when, schools]
clauses: [5.consent]
register: {slot: keep_until, what: [equipment, schools], years_at_most: 2}
questions:
  - slot: equipment
    ask: Whose
    type: choice
    options:
      - {value: work, title: Work}
      - {value: personal, title: Own}
      - {value: stolen, title: Stolen}
    explains: [{when: personal, says: The Head has to agree., clause: 5.personal-equipment}]
    stops: [{when: stolen, says: Not that., clause: 5.work-equipment}]
  - {slot: purpose, ask: What for}
  - {slot: when, ask: When, type: dates}
  - {slot: schools, ask: Where, type: schools}
  - slot: consent
    ask: Consent
    type: choice
    options: [{value: in_hand, title: In hand}, {value: later, title: Later}]
  - {slot: own_reason, ask: Why your own, when: {equipment: personal}}
  - {slot: keep_until, ask: Until when, type: date}
  - {slot: more, ask: Anything else, optional: true}
checks:
  - {id: consent, text: Consent is there., clause: 5.consent, must: true}
  - {id: purpose, text: The purpose is clear., must: true}
  - {id: nice, text: Nobody is alone., must: false}
conditions:
  - {id: no-image-before-consent, text: No image before consent., when: {consent: later}}
""")
REPORT = {
    **{name: PERMISSION[name] for name in ("meanwhile", "asked_as", "summary")},
    **yaml.safe_load("""
id: bullying
title: Report bullying
kind: report
handled_by: your line manager
confidential: true
handler:
  - {role: chosen, chosen_in: handler, when: {choose: true}}
  - {role: [line_manager, senior_manager]}
clauses: [8.report]
questions:
  - {slot: who, ask: Who did it, concerns: true}
  - {slot: what, ask: What happened}
  - {slot: choose, ask: Somebody else, type: yes_no}
  - {slot: handler, ask: Whom, type: person, when: {choose: true}}
checks: [{id: police, text: The police were asked., must: false}]
"""),
}
URGENT = {
    **REPORT,
    "id": "worry",
    "urgent": True,
    "due": {"hours": 4},
    "keep": "safeguarding",
    "handler": [{"role": "safeguarding_lead"}],
    "questions": [{"slot": "what", "ask": "What happened?"}],
}
DEVICE = {
    **REPORT,
    "id": "device",
    "kind": "permission",
    "confidential": False,
    "outcomes_by_reporter": True,
    "handler": [{"role": "reporter"}],
    "questions": [{"slot": "what", "ask": "What for?"}],
    "checks": [],
}
WITHDRAWN = {
    **REPORT,
    "id": "image_consent_withdrawn",
    "handler": [{"role": "senior_manager"}],
    "questions": [
        {"slot": "schools", "ask": "Where?", "type": "schools"},
        {"slot": "filming_reference", "ask": "Which request?", "optional": True},
    ],
    "checks": [],
}
OPENED = Procedures(
    Procedure.model_validate(each) for each in (PERMISSION, REPORT, URGENT, DEVICE, WITHDRAWN)
)


@dataclass
class Handed:
    """Keeps what was handed to the queue in transactions that committed or not."""

    work: list[tuple[str, str, tuple[int | str, ...]]] = field(default_factory=list)

    def enqueue(
        self, connection: Connection, workflow: str, workflow_id: str, *arguments: int | str
    ) -> None:
        self.work.append((workflow, workflow_id, arguments))


class Room:
    """An office on a database, and short ways to use it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        folder: Path,
        procedures: Procedures = OPENED,
        text: str = USUAL_TEXT,
    ) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.organisation = ORGANISATION if text == USUAL_TEXT else parse_organisation(text)
        self.directory = Directory(self.organisation.people)
        context = open_context(
            self.organisation, self.directory, database, folder, procedures, clock.now
        )
        self.queue = Handed()
        object.__setattr__(context, "queue", self.queue)
        self.office = Office(context)
        self._count = 0

    def person(self, email: str) -> Person:
        found = self.directory.find(email)
        return found or Person(email, "Gone", ("staff",))

    def leave(self, email: str) -> None:
        del self.directory._people[email]

    def do(self, method: str, reference: str, who: str, *given: Any, **named: Any) -> Any:
        """Does something to a case as somebody, in a transaction."""
        function: Callable[..., Any] = getattr(self.office, method)
        return self.database.write_now(
            lambda connection: function(connection, reference, self.person(who), *given, **named)
        )

    def refused(
        self, method: str, reference: str, who: str, *given: Any, **named: Any
    ) -> CaseError:
        try:
            self.do(method, reference, who, *given, **named)
        except CaseError as refused:
            return refused
        raise AssertionError(f"{who} could {method} {reference}")

    def write(self, function: Callable[[Connection], T]) -> T:
        return self.database.write_now(function)

    def draft(
        self,
        procedure: str = "filming",
        by: str = STAFF,
        /,
        skipped: Iterable[str] = (),
        **answers: Any,
    ) -> Draft:
        self._count += 1
        usual: dict[str, Any] = USUAL[procedure]
        return Draft(
            submission=f"{self._count:032x}",
            person=by,
            procedure=procedure,
            answers={
                slot: value if isinstance(value, Answer) else Answer(value, str(value))
                for slot, value in {**usual, **answers}.items()
                if value is not None
            },
            skipped=frozenset(skipped),
            channel="web",
            first_message=7,
            last_message="9",
            started_at=self.clock.now(),
            touched_at=self.clock.now(),
        )

    def file(self, procedure: str = "filming", by: str = STAFF, /, **answers: Any) -> Case:
        draft = self.draft(procedure, by, **answers)

        def work(connection: Connection) -> Case:
            self.office.context.drafts.save(connection, draft)
            return self.office.file(connection, draft)

        return self.database.write_now(work)

    def read(self, reference: str, who: str) -> Case:
        found: Case = self.do("case", reference, who)
        return found

    def approve(self, reference: str, who: str = MANAGER, **named: Any) -> Case:
        found: Case = self.do(
            "decide", reference, who, "approve", checks=["consent", "purpose"], **named
        )
        return found

    def told(self, reference: str | None = None) -> set[tuple[str, str, str]]:
        """Who was told what, by which way."""
        rows = self.database.read_now(lambda connection: connection.execute(select(notice)).all())
        return {(row.person, row.kind, row.way) for row in rows}

    def mails(self) -> set[tuple[str, str]]:
        return {(person, kind) for person, kind, way in self.told() if way == "mail"}

    def kinds(self, case: Case) -> list[str]:
        query = select(case_event.c.kind).where(case_event.c.case_id == case.id)
        return self.database.read_now(
            lambda connection: list(connection.execute(query.order_by(case_event.c.id)).scalars())
        )

    def timers(self, case: Case) -> dict[str, Any]:
        """When what is still to happen is due."""
        query = select(timer).where(timer.c.case_id == case.id, timer.c.done_at.is_(None))
        return self.database.read_now(
            lambda connection: {row.kind: row.due_at for row in connection.execute(query)}
        )

    def wait(self, **by: float) -> int:
        """Lets time go by and fires what is due by then, in order. How many timers."""
        until = self.clock.now() + timedelta(**by)
        fired = 0
        while True:
            query = select(timer).where(timer.c.done_at.is_(None), timer.c.due_at <= until)
            row = self.database.read_now(
                lambda connection, q=query: connection.execute(q.order_by(timer.c.due_at)).first()
            )
            if row is None:
                break
            self.clock.moment = max(self.clock.moment, row.due_at)
            for number in self.database.read_now(self.office.due):
                self.database.write_now(
                    lambda connection, n=number: self.office.fire(connection, n)
                )
                fired += 1
        self.clock.moment = until
        return fired


USUAL: dict[str, dict[str, Any]] = {
    "filming": {
        "equipment": "work",
        "purpose": "The summer show",
        "when": ["2026-12-04"],
        "schools": ["Central music centre"],
        "consent": "in_hand",
        "keep_until": "2027-07-31",
    },
    "bullying": {
        "who": Answer("somebody in the town", "somebody in the town"),
        "what": "Nasty words",
        "choose": False,
    },
    "worry": {"what": "A child is sad"},
    "device": {"what": "Tuning"},
    "image_consent_withdrawn": {"schools": ["Central music centre"]},
}
