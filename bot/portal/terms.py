"""`/portal/terms`: the terms of the school year. Administrators add, change and take out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import days
from bot.portal.forms import Fields, Problem, posted
from bot.portal.manage import ADMINISTRATOR, TERMS, Manage, problem_of
from bot.portal.shared import Portal, done
from cases.directory import Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation, Term
from cases.organisation_writer import Put, Remove

LONGEST = 60
FIELDS = ("starts", "ends", "half_starts", "half_ends")
WANTED = {
    "starts": "the first day",
    "ends": "the last day",
    "half_starts": "the first day of half term",
    "half_ends": "the last day of half term",
}
DONE = {"added": "Added.", "changed": "Changed.", "removed": "Taken out."}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form, as it was filled in. `was` is empty for a new term."""

    was: str
    stamp: str
    name: str = ""
    starts: str = ""
    ends: str = ""
    half_starts: str = ""
    half_ends: str = ""

    def day(self, field: str) -> date | None:
        """The day that a field says; None when it says none."""
        return days.day_from(str(getattr(self, field)))


class Terms:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """The list."""
        organisation, _ = await self._manage.look()
        return await self._manage.page(
            person,
            "portal/admin_terms.html",
            own=TERMS,
            terms=organisation.terms,
            note=DONE.get(request.query_params.get("done", "")),
        )

    async def form(self, request: Request, person: Person) -> Response:
        """The form of a term, or of a new one."""
        organisation, stamp = await self._manage.look()
        name = request.query_params.get("term", "")
        if not name:
            return await self._form(person, Typed("", stamp))
        known = _find(organisation, name)
        half = known.half_term or (None, None)
        boxes = (known.starts, known.ends, *half)
        return await self._form(
            person, Typed(known.name, stamp, known.name, *(days.typed(each) for each in boxes))
        )

    async def save(self, request: Request, person: Person) -> Response:
        """Adds, changes or takes out a term."""
        organisation, _ = await self._manage.look()
        name = request.query_params.get("term", "")
        was = _find(organisation, name).name if name else ""
        async with posted(request) as fields:
            typed = _typed(fields, was)
            remove = bool(was) and fields.text("do") == "remove"
        problems = [] if remove else _problems(typed, organisation)
        if problems:
            return await self._form(person, typed, problems)
        what = "removed" if remove else "changed" if was else "added"
        change = Remove(Term, was) if remove else Put(_term(typed), was or None)
        try:
            await self._manage.change(
                person, typed.stamp, [change], f"term_{what}", was or typed.name
            )
        except (Fault, CaseError) as refused:
            typed = replace(typed, stamp=await self._manage.stamp_after(refused, typed.stamp))
            return await self._form(person, typed, [problem_of(refused)])
        return done(TERMS, what)

    async def _form(
        self, person: Person, typed: Typed, problems: list[Problem] | None = None
    ) -> Response:
        return await self._manage.page(
            person,
            "portal/admin_term.html",
            422 if problems else 200,
            own=TERMS,
            heading="Change a term" if typed.was else "Add a term",
            typed=typed,
            problems=problems or [],
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Terms(portal, manage)
    only = (ADMINISTRATOR,)
    portal.route(app, TERMS, pages.show, "GET", roles=only)
    portal.route(app, f"{TERMS}/edit", pages.form, "GET", roles=only)
    portal.route(app, f"{TERMS}/edit", pages.save, "POST", roles=only)


def _find(organisation: Organisation, name: str) -> Term:
    for each in organisation.terms:
        if each.name == name:
            return each
    raise CaseError(404, "There is no term of that name.")


def _typed(fields: Fields, was: str) -> Typed:
    name = " ".join(fields.text("name").split())
    return Typed(was, fields.text("stamp"), name, *(fields.text(each) for each in FIELDS))


def _term(typed: Typed) -> Term:
    starts, ends, half_starts, half_ends = map(typed.day, FIELDS)
    if starts is None or ends is None:
        raise ValueError("a term without days was let through")
    half = (half_starts, half_ends) if half_starts and half_ends else None
    return Term(typed.name, starts, ends, half)


def _problems(typed: Typed, organisation: Organisation) -> list[Problem]:
    others = [each for each in organisation.terms if each.name != typed.was]
    found = []
    if not typed.name or len(typed.name) > LONGEST:
        found.append(Problem("name", f"Enter a name of up to {LONGEST} letters"))
    elif typed.name.casefold() in {each.name.casefold() for each in others}:
        found.append(Problem("name", "Another term has this name already"))
    half = bool(typed.half_starts or typed.half_ends)
    wanted = FIELDS if half else FIELDS[:2]
    found += [
        Problem(field, f"Enter {WANTED[field]}, {days.EXAMPLE}")
        for field in wanted
        if typed.day(field) is None
    ]
    return found or _order_problems(_term(typed), others)


def _order_problems(term: Term, others: list[Term]) -> list[Problem]:
    if term.ends < term.starts:
        return [Problem("ends", "The term ends before it starts")]
    if term.half_term and not term.starts <= term.half_term[0] <= term.half_term[1] <= term.ends:
        return [Problem("half_starts", "Half term lies within the term")]
    for each in others:
        if term.starts <= each.ends and each.starts <= term.ends:
            return [Problem("starts", f"Some of these days are in the {each.name} already")]
    return []
