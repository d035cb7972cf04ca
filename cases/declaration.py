"""The shape of a procedure's declaration (`cases/procedures/*.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cases.conditions import applies, days_of
from cases.model import Answer, Check
from cases.questions import Conditions, Declared, Explanation, Name, Question, Text, Words

# Roles that are worked out from the case: whoever reports, their line manager, somebody chosen.
REPORTER, LINE_MANAGER, CHOSEN = "reporter", "line_manager", "chosen"


class HandlerRule(Declared):
    """Who handles a case that ``when`` fits: roles in order (see `Procedure.role_for`)."""

    role: Annotated[Words, Field(min_length=1)]
    when: Conditions = Field(default_factory=dict)
    chosen_in: Name | None = None


class Due(Declared):
    """By when a case is to be decided: in working days, or in hours when it is urgent."""

    working_days: Annotated[int | None, Field(ge=1, le=60)] = None
    hours: Annotated[int | None, Field(ge=1, le=240)] = None


class CheckRule(Declared):
    """Something for the handler to tick. ``must``: neither approved nor resolved without it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    text: Text
    clause: Text | None = None
    must: bool = False
    when: Conditions = Field(default_factory=dict)


class Condition(Declared):
    """What an approval is bound to by itself."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    text: Text
    when: Conditions = Field(default_factory=dict)


class Register(Declared):
    """Images to destroy on the date in ``slot``, held by ``holder``; ``what`` describes them."""

    slot: Name
    holder: Text = REPORTER
    what: tuple[Name, ...] = ()
    years_at_most: Annotated[int, Field(ge=1)] = 2


class Replies(Declared):
    """Templates of a handler's reasons, by decision."""

    approve: tuple[Text, ...] = ()
    decline: tuple[Text, ...] = ()
    more_information: tuple[Text, ...] = ()
    resolve: tuple[Text, ...] = ()


class Procedure(Declared):
    """One declaration (DESIGN 5.3).

    ``handled_by`` names roles, ``summary`` says in one sentence what it is for, ``meanwhile`` what
    to do until it is decided, ``asked_as`` how staff ask to start it, ``seen_by`` completes "… will
    see it", ``minutes`` how long the form takes. A ``confidential`` one is never talked through in
    a group. ``clauses`` is what it rests on. ``reply_as`` is how its end is told: as what was
    decided, or as the answer to a question.
    """

    id: Name
    title: Text
    kind: Literal["permission", "report"]
    handled_by: Text
    summary: Text
    meanwhile: Text
    asked_as: Annotated[tuple[Text, ...], Field(min_length=10)]
    confidential: bool
    urgent: bool = False
    minutes: Annotated[int, Field(ge=1, le=30)] = 3
    seen_by: Text | None = None
    handler: tuple[HandlerRule, ...] = ()
    due: Due = Due(working_days=5)
    keep: Name | None = None
    clauses: tuple[Text, ...] = ()
    opening: Text | None = None
    questions: tuple[Question, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    conditions: tuple[Condition, ...] = ()
    danger_first: bool = False
    about: Name | None = None
    similar_on: tuple[Name, ...] = ()
    register_: Annotated[Register | None, Field(alias="register")] = None
    letter: Name | None = None
    replies: Replies = Replies()
    outcomes_by_reporter: bool = False
    reply_as: Literal["decision", "answer"] = "decision"

    @property
    def keep_class(self) -> str:
        """The class of retention; its kind unless declared."""
        return self.keep or self.kind

    def decider(self, name: str) -> str:
        """Who decided it, once it is: `name`, or whom its reporter only spoke for."""
        return self.handled_by if self.outcomes_by_reporter else name

    def question(self, slot: str) -> Question | None:
        """The question that fills this slot, or None."""
        return next((each for each in self.questions if each.slot == slot), None)

    def asked(self, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
        """The questions that apply, in order. Answers to others do not count and are not filed.

        A question applies when those that its ``when`` names apply too and were answered so.
        """
        counted: dict[str, Answer] = {}
        found: list[Question] = []
        for question in self.questions:
            if applies(question.when, counted):
                found.append(question)
                if question.slot in answers:
                    counted[question.slot] = answers[question.slot]
        return tuple(found)

    def counted(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """The answers to questions that apply, in the questions' order: what is filed."""
        return {
            each.slot: answers[each.slot] for each in self.asked(answers) if each.slot in answers
        }

    def role_for(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Who handles it, best first, by the first rule that fits.

        Each is a role of the organisation, ``line_manager`` or ``reporter`` (both the reporter's
        own), or the e-mail address of somebody whom the reporter chose.
        """
        counted = self.counted(answers)
        for rule in self.handler:
            if applies(rule.when, counted):
                roles = [each for role in rule.role for each in _chosen(role, rule, counted)]
                if roles:
                    return tuple(dict.fromkeys(roles))
        return ()

    def rule_for(self, answers: Mapping[str, Answer]) -> HandlerRule | None:
        """The first rule that fits, whether anybody was chosen yet or not; None where none does."""
        counted = self.counted(answers)
        return next((each for each in self.handler if applies(each.when, counted)), None)

    def concerned(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """The e-mail addresses of people in the directory whom the case concerns."""
        counted = self.counted(answers)
        return tuple(
            dict.fromkeys(
                address
                for question in self.questions
                if question.concerns and question.slot in counted
                for address in addresses_in(counted[question.slot].value)
            )
        )

    def offices_concerned(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """The roles whose holders the case is or may be about; ``line_manager``: the reporter's."""
        counted = self.counted(answers)
        chosen = (
            question.option(counted[question.slot].value)
            for question in self.questions
            if question.type == "choice" and question.slot in counted
        )
        return tuple(dict.fromkeys(each.concerns for each in chosen if each and each.concerns))

    def too_early(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """The slots of dates that come before the one they must come ``after``."""
        counted = self.counted(answers)
        found: list[str] = []
        for question in self.questions:
            later, earlier = counted.get(question.slot), counted.get(question.after or "")
            if later is not None and earlier is not None:
                days, base = days_of(later.value), days_of(earlier.value)
                if days and base and days[0] < base[-1]:
                    found.append(question.slot)
        return tuple(found)

    def checks_for(self, answers: Mapping[str, Answer]) -> tuple[Check, ...]:
        """What the handler is to tick, given these answers."""
        counted = self.counted(answers)
        return tuple(
            Check(each.id, each.text, each.clause, each.must)
            for each in self.checks
            if applies(each.when, counted)
        )

    def conditions_for(self, answers: Mapping[str, Answer]) -> tuple[Condition, ...]:
        """What an approval is bound to, given these answers."""
        counted = self.counted(answers)
        return tuple(each for each in self.conditions if applies(each.when, counted))

    def explained_for(self, answers: Mapping[str, Answer]) -> tuple[Explanation, ...]:
        """What was explained to the reporter, for the handler to see."""
        counted = self.counted(answers)
        return tuple(
            each
            for question in self.questions
            if question.slot in counted
            for each in question.explains
            if applies({question.slot: each.when}, counted)
        )


def addresses_in(value: Any) -> tuple[str, ...]:
    """The e-mail addresses in the value of a ``person`` answer: of one person, or of several."""
    people = value if isinstance(value, list) else [value]
    return tuple(each["email"] for each in people if isinstance(each, Mapping) and "email" in each)


def _chosen(role: str, rule: HandlerRule, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    if role != CHOSEN:
        return (role,)
    answer = answers.get(rule.chosen_in or "")
    if answer is None:
        return ()
    return addresses_in(answer.value) or (
        (answer.value,) if isinstance(answer.value, str) and answer.value.isidentifier() else ()
    )
