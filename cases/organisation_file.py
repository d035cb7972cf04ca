"""The shape of `organisation.yml`, and what must hold between its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

Step = str | int
Finding = tuple[tuple[Step, ...], str]
"""Where a fault stands, and what is wrong there."""


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("an e-mail address is wanted")
    return value.lower()


def _region(value: str) -> str:
    # Whether there is such a region is for `cases.calendar` to say: the package takes long to load.
    if not REGION.fullmatch(value):
        raise ValueError("a region is wanted, such as GB-ENG")
    return value


Address = Annotated[str, AfterValidator(_address)]
Region = Annotated[str, AfterValidator(_region)]
Word = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=1)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class DeclaredPerson(_Declared):
    """One of the people."""

    email: Address
    name: Word
    roles: Annotated[list[Word], Field(min_length=1)]
    line_manager: Address | None = None


class DeclaredGuidance(_Declared):
    """Which guidance, and which edition of it."""

    title: Word
    edition: Word


class DeclaredSchool(_Declared):
    """Somewhere that staff teach. `also` are other names for it."""

    name: Word
    kind: Literal["school", "music centre", "group"] = "school"
    also: list[Word] = []
    headteacher: Word | None = None
    email: Address | None = None


class DeclaredTerm(_Declared):
    """A term; all days are included."""

    name: Word
    starts: date
    ends: date
    half_term: Annotated[list[date], Field(min_length=2, max_length=2)] | None = None


class DeclaredRouting(_Declared):
    """Who is next when somebody cannot handle a case."""

    deputies: dict[Address, Address] = {}
    in_line: list[Word] = []
    remind_after: Days = 3
    escalate_after: Days = 2


class DeclaredKeep(_Declared):
    """How long cases of a class are kept once closed, in days."""

    days: Days
    warn_days: Annotated[int, Field(ge=0)] = 30


class DeclaredKeeping(_Declared):
    """The classes of retention; a class left out keeps these."""

    permission: DeclaredKeep = DeclaredKeep(days=1095)
    report: DeclaredKeep = DeclaredKeep(days=2190)
    safeguarding: DeclaredKeep = DeclaredKeep(days=9125, warn_days=60)
    question: DeclaredKeep = DeclaredKeep(days=365, warn_days=14)


class DeclaredOrganisation(_Declared):
    """The whole file."""

    organisation: Word
    demonstration: bool = False
    encoder: Word = "large"
    help_contact: Word
    guidance: DeclaredGuidance
    keep_conversations_days: Days = 365
    bank_holidays: Region = "GB-ENG"
    form_days: Days = 30
    max_file_mb: Annotated[int, Field(ge=1, le=100)] = 10
    max_files: Annotated[int, Field(ge=1, le=50)] = 5
    routing: DeclaredRouting = DeclaredRouting()
    keep: DeclaredKeeping = DeclaredKeeping()
    schools: list[DeclaredSchool] = []
    terms: list[DeclaredTerm] = []
    people: Annotated[list[DeclaredPerson], Field(min_length=1)]


def findings(declared: DeclaredOrganisation) -> Iterator[Finding]:
    """What does not fit together, in the order of the file's parts."""
    yield from _of_people(declared.people)
    yield from _of_routing(declared)
    yield from _of_schools(declared.schools)
    yield from _of_terms(declared.terms)
    for name, keep in declared.keep:
        if keep.warn_days >= keep.days:
            yield (("keep", name, "warn_days"), "the warning comes before the days are over")


def _of_people(people: list[DeclaredPerson]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, person in enumerate(people):
        if person.email in seen:
            yield (("people", number, "email"), "this address stands twice")
        seen.add(person.email)
    for number, person in enumerate(people):
        place = ("people", number, "line_manager")
        if person.line_manager == person.email:
            yield (place, "nobody can be their own line manager")
        elif person.line_manager is not None and person.line_manager not in seen:
            yield (place, "the line manager is not one of the people")


def _of_routing(declared: DeclaredOrganisation) -> Iterator[Finding]:
    people = {person.email for person in declared.people}
    held = {role for person in declared.people for role in person.roles}
    for person, deputy in declared.routing.deputies.items():
        place = ("routing", "deputies", person)
        if person not in people or deputy not in people:
            unknown = person if person not in people else deputy
            yield (place, f"{unknown} is not one of the people")
        elif person == deputy:
            yield (place, "nobody can be their own deputy")
    for number, role in enumerate(declared.routing.in_line):
        if role not in held:
            yield (("routing", "in_line", number), f"nobody has the role {role}")


def _of_schools(schools: list[DeclaredSchool]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, school in enumerate(schools):
        for name in (school.name, *school.also):
            if name.casefold() in seen:
                yield (("schools", number), f"the name {name} stands twice")
            seen.add(name.casefold())


def _of_terms(terms: list[DeclaredTerm]) -> Iterator[Finding]:
    for number, term in enumerate(terms):
        if term.ends < term.starts:
            yield (("terms", number, "ends"), "a term ends after it starts")
        if term.half_term is not None:
            first, last = term.half_term
            if not term.starts <= first <= last <= term.ends:
                yield (("terms", number, "half_term"), "half term lies within its term")
        if number and term.starts <= terms[number - 1].ends:
            yield (("terms", number, "starts"), "terms follow one another")


def place_of(node: yaml.Node | None, location: tuple[Step, ...]) -> str:
    """`line N, field`: the line of the deepest part of `location` that the file has."""
    line = 1
    for step in location:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, found = key.start_mark.line + 1, value
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            found = node.value[step]
            line = found.start_mark.line + 1
        if found is None:
            break
        node = found
    field = ".".join(str(step) for step in location)
    return f"line {line}" + (f", {field}" if field else "")


def wanted(error: Any) -> str:
    """What one of pydantic's errors asks for, in words that follow a colon."""
    if error["type"] == "missing":
        return "this field is missing"
    if error["type"] == "extra_forbidden":
        return "this field is not known"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]
