"""What a form may offer about who gets a case: nobody whom it concerns, nor whoever reports it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from cases import routing
from cases.concerned import concerned_in
from cases.context import Context
from cases.declaration import Procedure
from cases.directory import Person
from cases.model import ASSISTANT, Answer
from cases.questions import Option, Question
from cases.roles import title_of


def choosable(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    question: Question,
    answers: Mapping[str, Answer],
    reporter: Person,
) -> list[Person]:
    """Whom a ``person`` question may offer, with what was answered so far.

    Where the person chosen would handle the case: those who have one of its roles and decide cases,
    but for the reporter and anybody concerned. Elsewhere everybody with one of its roles.
    """
    wanted = set(question.roles)
    people = [each for each in context.directory if not wanted or wanted.intersection(each.roles)]
    if not any(rule.chosen_in == question.slot for rule in procedure.handler):
        return people
    barred = _barred(context, procedure, answers, reporter)
    open_to = [each for each in people if each.email not in barred]
    return routing.who_may_be_given(context, open_to)


def open_options(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    question: Question,
    answers: Mapping[str, Answer],
    reporter: Person,
) -> tuple[Option, ...]:
    """The options of a choice, without those that would send the case to somebody it concerns."""
    if not question.picks_handler:
        return question.options
    barred = _barred(context, procedure, answers, reporter)
    found: list[Option] = []
    for option in question.options:
        given = {**answers, question.slot: Answer(option.value, option.title)}
        rule = procedure.rule_for(given)
        asked = procedure.question((rule.chosen_in if rule else None) or "")
        if asked is not None and asked.slot not in procedure.counted(given):
            people = choosable(context, connection, procedure, asked, answers, reporter)
            is_open = bool(people)
        else:
            wanted = routing.meant_for(context, connection, procedure, given, reporter)
            is_open = any(each not in barred for each in wanted)
        if is_open:
            found.append(option)
    return tuple(found)


def who_gets(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    reporter: Person,
) -> str:
    """Who would really get it, to complete "It goes to …": "the Head of ArtForms"."""
    found = routing.preview(context, connection, procedure, answers, reporter)
    if found.handler == ASSISTANT:
        return context.organisation.help_contact
    if found.handler == reporter.email:
        return "you"
    person = context.directory.find(found.handler)
    if person is None:
        return found.handler
    if person.email == reporter.line_manager and person.name.casefold() == "line manager":
        return "your line manager"
    return called(person)


def called(person: Person) -> str:
    """How somebody is called within a sentence; who goes by their office with "the"."""
    if person.name == "Member of staff":
        return "a member of staff"
    titles = tuple(title_of(role) for role in person.roles)
    if not person.name.startswith(titles):
        return person.name
    # "Head of ArtForms" is written so, "Line manager" is not within a sentence.
    first, _, rest = person.name.partition(" ")
    name = person.name if rest != rest.lower() else f"{first.lower()} {rest}"
    return f"the {name}"


def _barred(
    context: Context, procedure: Procedure, answers: Mapping[str, Answer], reporter: Person
) -> frozenset[str]:
    return concerned_in(procedure, answers, reporter, context.directory) | {reporter.email}
