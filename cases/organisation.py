"""Reads `organisation.yml`. Every fault is named with its line and what is wanted instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import ValidationError

from cases.directory import Person
from cases.faults import Fault
from cases.organisation_file import DeclaredOrganisation, findings, place_of, wanted

CURE = "Mend it and start again."
FILE = "organisation.yml"


@dataclass(frozen=True, slots=True)
class School:
    """Somewhere that staff teach. ``also`` are other names it goes by."""

    name: str
    kind: Literal["school", "music centre", "group"]
    also: tuple[str, ...] = ()
    headteacher: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the school year; first and last days are included, in ``half_term`` too."""

    name: str
    starts: date
    ends: date
    half_term: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Routing:
    """Who is next when the one who should handle a case may not, or does not.

    ``deputies`` goes from person to person (e-mail addresses). ``in_line`` are roles, in order.
    ``remind_after`` counts working days from a case's coming in, ``escalate_after`` from its due
    day.
    """

    deputies: Mapping[str, str] = field(hash=False)
    in_line: tuple[str, ...]
    remind_after: int
    escalate_after: int


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days a closed case is kept, and how many days before that it is announced."""

    days: int
    warn_days: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """What `organisation.yml` declares.

    `keep_conversations_days` and `form_days` (how long an unfinished form is kept) are in days.
    `bank_holidays` is a region of the holidays package. `keep` is by class of case.
    """

    name: str
    demonstration: bool
    encoder: str
    help_contact: str
    guidance_title: str
    guidance_edition: str
    keep_conversations_days: int
    people: tuple[Person, ...]
    schools: tuple[School, ...]
    terms: tuple[Term, ...]
    bank_holidays: str
    routing: Routing
    keep: Mapping[str, Keep] = field(hash=False)
    form_days: int
    max_file_mb: int
    max_files: int


def read_organisation(path: Path) -> Organisation:
    """The organisation declared in `path`.

    Raises:
        Fault: the file is missing, not YAML, or declares something wrong.
    """
    return parse_organisation(_text_of(path), path.name)


def parse_organisation(text: str, name: str = FILE) -> Organisation:
    """The organisation that `text` declares; `name` is what its faults call the file.

    Raises:
        Fault: it is not YAML, or declares something wrong.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Fault(
            f"{name}{where}: this is not YAML ({getattr(error, 'problem', 'unreadable')}).", CURE
        ) from error
    try:
        declared = DeclaredOrganisation.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise Fault(f"{name}, {place_of(node, first['loc'])}: {wanted(first)}.", CURE) from error
    for location, wrong in findings(declared):
        raise Fault(f"{name}, {place_of(node, location)}: {wrong}.", CURE)
    return _made(declared)


def _made(declared: DeclaredOrganisation) -> Organisation:
    routing = declared.routing
    return Organisation(
        name=declared.organisation,
        demonstration=declared.demonstration,
        encoder=declared.encoder,
        help_contact=declared.help_contact,
        guidance_title=declared.guidance.title,
        guidance_edition=declared.guidance.edition,
        keep_conversations_days=declared.keep_conversations_days,
        people=tuple(
            Person(each.email, each.name, tuple(each.roles), each.line_manager)
            for each in declared.people
        ),
        schools=tuple(
            School(each.name, each.kind, tuple(each.also), each.headteacher, each.email)
            for each in declared.schools
        ),
        terms=tuple(
            Term(
                each.name,
                each.starts,
                each.ends,
                (each.half_term[0], each.half_term[1]) if each.half_term else None,
            )
            for each in declared.terms
        ),
        bank_holidays=declared.bank_holidays,
        routing=Routing(
            MappingProxyType(dict(routing.deputies)),
            tuple(routing.in_line),
            routing.remind_after,
            routing.escalate_after,
        ),
        keep=MappingProxyType(
            {name: Keep(keep.days, keep.warn_days) for name, keep in declared.keep}
        ),
        form_days=declared.form_days,
        max_file_mb=declared.max_file_mb,
        max_files=declared.max_files,
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
