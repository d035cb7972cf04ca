"""Reads `organisation.yml`. Every fault is named with its line and what is wanted instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from cases.directory import Person
from cases.faults import Fault

CURE = "Mend it and start again."
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("an e-mail address is wanted")
    return value.lower()


Address = Annotated[str, AfterValidator(_address)]
Word = Annotated[str, Field(min_length=1)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _DeclaredPerson(_Declared):
    email: Address
    name: Word
    roles: Annotated[list[Word], Field(min_length=1)]
    line_manager: Address | None = None


class _DeclaredGuidance(_Declared):
    title: Word
    edition: Word


class _DeclaredOrganisation(_Declared):
    organisation: Word
    demonstration: bool = False
    encoder: Word = "large"
    help_contact: Word
    guidance: _DeclaredGuidance
    keep_conversations_days: Annotated[int, Field(ge=1)] = 365
    people: Annotated[list[_DeclaredPerson], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Organisation:
    """What `organisation.yml` declares. `keep_conversations_days` is in days."""

    name: str
    demonstration: bool
    encoder: str
    help_contact: str
    guidance_title: str
    guidance_edition: str
    keep_conversations_days: int
    people: tuple[Person, ...]


def read_organisation(path: Path) -> Organisation:
    """The organisation declared in `path`.

    Raises:
        Fault: the file is missing, not YAML, or declares something wrong.
    """
    text = _text_of(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Fault(
            f"{path.name}{where}: this is not YAML ({getattr(error, 'problem', 'unreadable')}).",
            CURE,
        ) from error
    try:
        declared = _DeclaredOrganisation.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise Fault(f"{_place(path, node, first['loc'])}: {_wanted(first)}.", CURE) from error
    people = tuple(Person(p.email, p.name, tuple(p.roles), p.line_manager) for p in declared.people)
    _check_people(path, node, people)
    return Organisation(
        name=declared.organisation,
        demonstration=declared.demonstration,
        encoder=declared.encoder,
        help_contact=declared.help_contact,
        guidance_title=declared.guidance.title,
        guidance_edition=declared.guidance.edition,
        keep_conversations_days=declared.keep_conversations_days,
        people=people,
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Fault(
            f"{path.name} is missing.", "Put it back at the project's root and start again."
        ) from None
    except UnicodeDecodeError:
        raise Fault(
            f"{path.name} is not UTF-8 text.", "Save it as UTF-8 and start again."
        ) from None


def _check_people(path: Path, node: yaml.Node | None, people: tuple[Person, ...]) -> None:
    seen: set[str] = set()
    for number, person in enumerate(people):
        if person.email in seen:
            place = _place(path, node, ("people", number, "email"))
            raise Fault(f"{place}: this address stands twice.", CURE)
        seen.add(person.email)
    for number, person in enumerate(people):
        place = _place(path, node, ("people", number, "line_manager"))
        if person.line_manager == person.email:
            raise Fault(f"{place}: nobody can be their own line manager.", CURE)
        if person.line_manager is not None and person.line_manager not in seen:
            raise Fault(f"{place}: the line manager is not one of the people.", CURE)


def _place(path: Path, node: yaml.Node | None, location: tuple[int | str, ...]) -> str:
    """`file, line N, field`: the line of the deepest part of `location` that the file has."""
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
    return f"{path.name}, line {line}" + (f", {field}" if field else "")


def _wanted(error: Any) -> str:
    if error["type"] == "missing":
        return "this field is missing"
    if error["type"] == "extra_forbidden":
        return "this field is not known"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]
