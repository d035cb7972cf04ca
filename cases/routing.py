"""Who handles a case. Never whoever reports it, and never anybody whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

from cases import cover
from cases.concerned import concerned_in
from cases.context import Context
from cases.declaration import LINE_MANAGER, REPORTER, Procedure
from cases.directory import Person
from cases.faults import Fault
from cases.model import ASSISTANT, OPEN, Answer
from cases.tables import case_file

# Roles whose holders may be given a case, besides those that are in line.
DECIDERS = (
    "line_manager",
    "senior_manager",
    "senior_leader",
    "head",
    "safeguarding_lead",
    "guidance_owner",
    "administrator",
)
WORKED_OUT = frozenset({LINE_MANAGER, REPORTER})

How = Literal["role", "cover", "deputy", "in_line", "last", "nobody"]


@dataclass(frozen=True, slots=True)
class Route:
    """Who handles it, by which rule. `instead_of` is away; `handler` covers for them.

    Where nobody at all may, the handler is `ASSISTANT` and `how` is "nobody".
    """

    handler: str
    how: How
    instead_of: str | None = None


def check_roles(context: Context) -> None:
    """The organisation has what its procedures want: somebody for every role, days to keep.

    Raises:
        Fault: it lacks something, or nobody is in line.
    """
    held = {role for person in context.directory for role in person.roles}
    for procedure in context.procedures:
        if procedure.keep_class not in context.organisation.keep:
            raise Fault(
                f"{procedure.id}.yml, keep: {procedure.keep_class} is no class of retention.",
                f"Name one of {', '.join(context.organisation.keep)} and start again.",
            )
        for rule in procedure.handler:
            for role in rule.role:
                if role not in held | WORKED_OUT and rule.chosen_in is None:
                    raise Fault(
                        f"organisation.yml, people: nobody has the role {role}, which"
                        f" {procedure.id} is handled by.",
                        f"Give somebody the role {role} and start again.",
                    )
    if not context.organisation.routing.in_line:
        raise Fault(
            "organisation.yml, routing.in_line: nobody is in line.",
            "Name roles there, such as senior_manager, and start again.",
        )


def route(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    reporter: Person,
    concerned: Iterable[str],
) -> Route:
    """Who handles a new case."""
    if procedure.role_for(answers)[:1] == (REPORTER,):
        return Route(reporter.email, "role")
    first = meant_for(context, connection, procedure, answers, reporter)
    return _first(context, connection, first, {*concerned, reporter.email})


def meant_for(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    reporter: Person,
) -> list[str]:
    """The addresses of those whom the declaration wants to handle it, whether they may or not."""
    return list(_wanted(context, connection, procedure.role_for(answers), reporter))


def preview(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    reporter: Person,
) -> Route:
    """Who would get it if it were filed now with these answers."""
    concerned = concerned_in(procedure, answers, reporter, context.directory)
    return route(context, connection, procedure, answers, reporter, concerned)


def next_after(
    context: Context,
    connection: Connection,
    handler: str,
    barred: Iterable[str],
    *,
    anybody: bool = True,
) -> Route:
    """Who takes over from `handler`: who covers, the deputy, else the next in line.

    With `anybody`, failing all these, whoever else decides cases.
    """
    unfit = {*barred, handler}
    covers = cover.on(connection, context.today())
    for other in cover.stand_ins(covers, handler):
        if other not in unfit and other not in covers and context.directory.find(other):
            return Route(other, "cover", handler)
    return _first(context, connection, [handler], unfit, anybody=anybody)


def stand_in(
    context: Context, connection: Connection, handler: str, barred: Iterable[str]
) -> Person | None:
    """Who would do it if `handler` is away."""
    return context.directory.find(next_after(context, connection, handler, barred).handler)


def may_be_given(context: Context, person: Person) -> bool:
    """Whether this person holds a role that decides cases, or manages somebody."""
    return person in who_may_be_given(context, [person])


def who_may_be_given(context: Context, people: Iterable[Person]) -> list[Person]:
    """Those of `people` who hold a role that decides cases, or manage somebody."""
    roles = {*DECIDERS, *context.organisation.routing.in_line}
    managers = {other.line_manager for other in context.directory}
    return [each for each in people if each.email in managers or roles.intersection(each.roles)]


def _first(
    context: Context,
    connection: Connection,
    wanted: list[str],
    barred: set[str],
    *,
    anybody: bool = True,
) -> Route:
    ladders = [_ladder(context, connection, wanted)]
    if anybody:
        ladders.append(_others(context, connection))
    for ladder in ladders:
        found = _first_on(context, connection, ladder, barred)
        if found is not None:
            return found
    return Route(ASSISTANT, "nobody")


def _first_on(
    context: Context,
    connection: Connection,
    ladder: Iterable[tuple[str, How]],
    barred: set[str],
) -> Route | None:
    """The first who may and is there, or somebody who covers for them; else the first away."""
    covers = cover.on(connection, context.today())
    away: Route | None = None
    for person, how in ladder:
        if person in barred or context.directory.find(person) is None:
            continue
        if person not in covers:
            return Route(person, how)
        for other in cover.stand_ins(covers, person):
            if other not in barred and other not in covers and context.directory.find(other):
                return Route(other, "cover", person)
        away = away or Route(person, how)
    return away


def _ladder(
    context: Context, connection: Connection, wanted: list[str]
) -> Iterator[tuple[str, How]]:
    routing = context.organisation.routing
    for person in wanted:
        yield person, "role"
    for person in wanted:
        seen = {person}
        while (deputy := routing.deputies.get(person)) and deputy not in seen:
            seen.add(deputy)
            yield deputy, "deputy"
            person = deputy  # noqa: PLW2901 - on to the deputy's deputy
    for role in routing.in_line:
        for person in _holders(context, connection, role):
            yield person, "in_line"


def _others(context: Context, connection: Connection) -> Iterator[tuple[str, How]]:
    for role in DECIDERS:
        for person in _holders(context, connection, role):
            yield person, "last"


def _wanted(
    context: Context, connection: Connection, roles: tuple[str, ...], reporter: Person
) -> Iterator[str]:
    for role in roles:
        if role == LINE_MANAGER:
            if reporter.line_manager:
                yield reporter.line_manager
        elif "@" in role:
            chosen = context.directory.find(role)
            if chosen is not None and may_be_given(context, chosen):
                yield chosen.email
        else:
            holders = _holders(context, connection, role)
            # Whoever knows the reporter's work comes first.
            yield from sorted(holders, key=lambda each: each != reporter.line_manager)


def _holders(context: Context, connection: Connection, role: str) -> list[str]:
    """Who holds this role: whoever has the fewest open cases first, then as they are declared."""
    holders = [person.email for person in context.directory if role in person.roles]
    if len(holders) < 2:
        return holders
    rows = connection.execute(
        select(case_file.c.handler, func.count())
        .where(case_file.c.handler.in_(holders), case_file.c.state.in_(OPEN))
        .group_by(case_file.c.handler)
    )
    load: dict[str, int] = {row.handler: row[1] for row in rows}
    return sorted(holders, key=lambda each: load.get(each, 0))
