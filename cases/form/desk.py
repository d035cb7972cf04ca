"""The desk where forms are filled in: starts one, takes a turn, asks again, resumes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.directory import Person
from cases.form import asking, wording
from cases.form.answers import registry
from cases.form.answers.base import Context
from cases.form.dates.reading import warm
from cases.form.hearing import hear
from cases.form.model import Draft, Heard, Said, Step
from cases.form.prefilling import from_answers, from_words
from cases.form.school_calendar import SchoolCalendar
from cases.form.turn import Turn
from cases.model import Answer
from cases.organisation import Organisation
from cases.procedures import Procedure, Procedures
from cases.questions import Question

# Days begin and end where the staff are.
ZONE = ZoneInfo("Europe/London")


Choosable = Callable[[Procedure, Question, Mapping[str, Answer], str], Iterable[Person]]


class FormDesk:
    """Runs forms without keeping any: drafts come in and go out.

    ``people`` gives the directory as it is now, ``clock`` the moment in UTC. ``danger`` is what is
    said when somebody is in danger. ``who`` tells in words who would get a case with these answers
    from that address; ``choosable`` who may be named in a question that has ``roles``.
    """

    def __init__(
        self,
        procedures: Procedures,
        people: Callable[[], Iterable[Person]],
        organisation: Organisation,
        clock: Callable[[], datetime],
        *,
        danger: str = wording.DANGER,
        who: Callable[[Procedure, Mapping[str, Answer], str], str] | None = None,
        choosable: Choosable | None = None,
    ) -> None:
        self._procedures = procedures
        self._people = people
        self._organisation = organisation
        self._calendar = SchoolCalendar(organisation)
        self._clock = clock
        self._danger = danger
        self._who = who
        self._choosable = choosable

    def warm(self) -> None:
        """Loads what is slow to load, so that nobody's turn waits for it."""
        warm()
        for year in range(3):
            day = self._clock().date().replace(day=1)
            self._calendar.bank_holiday(day.replace(year=day.year + year))

    def start(
        self,
        procedure: Procedure,
        person: Person,
        *,
        words: str = "",
        answers: Mapping[str, Answer] | None = None,
        channel: str = "",
        message: str = "",
        submission: str,
    ) -> Step:
        """A new form: what it is for, and its first question.

        ``words`` (a question asked before) and ``answers`` (of an earlier case) fill in what they
        can. ``submission`` is 32 hex digits; ``message`` is the id of the message that started it.
        """
        now = self._clock()
        turn = self._turn(
            Draft(
                submission=submission,
                person=person.email,
                procedure=procedure.id,
                channel=channel,
                first_message=int(message) if message.isdecimal() else 0,
                started_at=now,
                touched_at=now,
            ),
            procedure,
        )
        taken = from_answers(procedure, answers or {}, turn.context)
        taken |= from_words(procedure, words, turn.context)
        told: list[str] = []
        for question in procedure.asked(taken):
            if question.slot in taken:
                turn.keep(question, taken[question.slot])
                told.append(f"{question.label}: {asking.shown(question, taken[question.slot])}")
        turn.drop_too_early()
        said = turn.explained()
        opening = asking.opening_said(procedure, told, turn.draft.answers)
        return self._kept(turn.go_on("", (opening, *said)), message)

    def take(self, draft: Draft, heard: Heard) -> Step:
        """One turn. The same message again gets the same replies, and changes nothing."""
        if heard.message and heard.message == draft.last_message:
            return Step(draft, tuple(Said.of(each) for each in draft.said))
        procedure = self._procedures.find(draft.procedure)
        if procedure is None:
            return Step(None, (Said(wording.GONE),), "stopped")
        turn = self._turn(self._in_use(draft, procedure), procedure)
        return self._kept(hear(turn, heard), heard.message)

    def ask_again(self, draft: Draft) -> tuple[Said, ...]:
        """What is being asked just now, once: after something else was talked about."""
        procedure = self._procedures.find(draft.procedure)
        if procedure is None:
            return (Said(wording.GONE),)
        return (self._turn(self._in_use(draft, procedure), procedure).pending(),)

    def resume(self, draft: Draft) -> Step:
        """Goes on with a form that was left; asks again for dates that have passed meanwhile."""
        procedure = self._procedures.find(draft.procedure)
        if procedure is None:
            return Step(None, (Said(wording.GONE),), "stopped")
        turn = self._turn(self._in_use(draft, procedure), procedure)
        turn.back_to_form()
        before = wording.RESUMED.format(title=procedure.title)
        if turn.drop_outdated():
            return self._kept(turn.go_on(f"{before} {wording.OUTDATED}"), "")
        return self._kept(turn.again(before), "")

    def expects(self, draft: Draft) -> str:
        """What an answer would be to: "slot:type", "summary", "change:choice", "cancel:yes_no"."""
        procedure = self._procedures.find(draft.procedure)
        if draft.stage == "ending":
            return "cancel:yes_no"
        if draft.stage == "changing":
            return "change:choice"
        question = procedure.question(draft.asking or "") if procedure else None
        return f"{question.slot}:{question.type}" if question else "summary"

    def words_for(self, procedure: Procedure, slot: str, value: Any) -> str:
        """How an answer's value is read out; the plain value where no question asks for it."""
        question = procedure.question(slot)
        return registry.words_for(question, value) if question else str(value)

    def _turn(self, draft: Draft, procedure: Procedure) -> Turn:
        people = tuple(self._people())
        person = next(
            (each for each in people if each.email == draft.person),
            Person(draft.person, draft.person, ()),
        )
        today = self._clock().astimezone(ZONE).date()
        kept_until = procedure.register_.slot if procedure.register_ else None

        def context(question: Question) -> Context:
            named = people
            if self._choosable and question.type == "person" and question.roles:
                answers = turn.draft.answers
                named = tuple(self._choosable(procedure, question, answers, draft.person))
            return Context(
                question,
                person,
                today,
                self._calendar,
                self._organisation.schools,
                named,
                about=question.type == "dates" or question.slot == procedure.about,
                until=question.type == "date" and question.slot == kept_until,
            )

        tells = self._who

        def who(answers: Mapping[str, Answer]) -> str:
            return tells(procedure, answers, draft.person) if tells else ""

        turn = Turn(
            draft,
            procedure,
            context,
            danger=self._danger,
            form_days=self._organisation.form_days,
            who=who,
        )
        return turn

    def _in_use(self, draft: Draft, procedure: Procedure) -> Draft:
        """The draft, where its declaration has changed since: a question that is gone is left."""
        slots = [each.slot for each in procedure.asked(draft.answers)]
        if draft.asking is None or draft.asking in slots:
            return draft
        waiting = [
            each for each in slots if each not in draft.answers and each not in draft.skipped
        ]
        return replace(draft, asking=waiting[0] if waiting else None, offered=None, chosen=())

    def _kept(self, step: Step, message: str) -> Step:
        """The step, its replies kept in the draft."""
        if step.draft is None:
            return step
        said = tuple(each.plain() for each in step.said)
        draft = replace(step.draft, said=said, last_message=message, touched_at=self._clock())
        return replace(step, draft=draft)
