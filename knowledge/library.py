"""The written knowledge: clauses of the guidance, and topics that it does not cover."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from knowledge.faults import Fault, KnowledgeError, Model, line_of, read_yaml

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Strength = Literal["must", "must-not", "should", "may", "fact"]
Phrases = Annotated[tuple[Text, ...], Field(min_length=3)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ParagraphRef(_Entry):
    """Where a clause stands in the official document: section, position and fingerprint."""

    section: str
    position: int
    fingerprint: str | None = None

    @property
    def place(self) -> str:
        """Section and position, such as ``5/3``."""
        return f"{self.section}/{self.position}"


def parse_paragraph(value: object) -> object:
    """``5/3`` or ``5/3 1a2b3c4d5e6f`` as the fields of a ParagraphRef."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d+)/(\d+)(?: ([0-9a-f]{12}))?", value.strip())
    if match is None:
        raise ValueError(
            "should be section/position, such as '5/3', with the fingerprint that "
            "'assistant knowledge stamp' adds"
        )
    return {"section": match[1], "position": int(match[2]), "fingerprint": match[3]}


class Clause(_Entry):
    """One rule of the guidance, in our words (DESIGN 5.1)."""

    id: Annotated[str, StringConstraints(pattern=r"^\d+\.[a-z0-9-]+$")]
    title: Text
    says: Text
    strength: Strength
    asked_as: Phrases
    paragraphs: Annotated[
        tuple[Annotated[ParagraphRef, BeforeValidator(parse_paragraph)], ...],
        BeforeValidator(_listed),
        Field(alias="paragraph", min_length=1),
    ]
    ask_first: Text | None = None
    procedure: Text | None = None

    @property
    def section(self) -> str:
        """The guidance's own section number."""
        return self.id.split(".", 1)[0]


class Topic(_Entry):
    """Something staff ask that the guidance says nothing about, and who would know."""

    topic: Text
    asked_as: Phrases
    ask_instead: Text | None = None
    out_of_scope: bool = False

    @property
    def id(self) -> str:
        """A name that no clause has."""
        return f"not-covered: {self.topic}"


class Ambiguity(_Entry):
    """Words that may mean several rules: ``may_mean`` holds clause ids, the likeliest first."""

    about: Text
    asked_as: Phrases
    may_mean: Annotated[tuple[Text, ...], Field(min_length=2, max_length=3)]


class AmbiguityFile(_Entry):
    """``knowledge/ambiguous.yml``."""

    theme: Text
    questions: tuple[Ambiguity, ...]


class SectionFile(_Entry):
    """One file of ``knowledge/guidance``."""

    section: Annotated[str, StringConstraints(pattern=r"^\d+$")]
    title: Text
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]


class TopicFile(_Entry):
    """One file of ``knowledge/not_covered``."""

    theme: Text
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Library:
    """Clauses, topics, words that may mean several clauses, and the sections' titles."""

    clauses: tuple[Clause, ...]
    topics: tuple[Topic, ...]
    section_titles: dict[str, str]
    ambiguities: tuple[Ambiguity, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Reads ``guidance/`` and ``not_covered/`` in ``folder``.

        Raises:
            KnowledgeError: with every fault found, not just the first.
        """
        faults: list[Fault] = []
        sections = list(_read_all(folder / "guidance", SectionFile, _section_faults, faults))
        themes = list(_read_all(folder / "not_covered", TopicFile, _no_faults, faults))
        faults += _repeated((path, node, [c.id for c in file.clauses], "clauses", "id")
                            for path, file, node in sections)  # fmt: skip
        faults += _repeated((path, node, [t.topic for t in file.topics], "topics", "topic")
                            for path, file, node in themes)  # fmt: skip
        if not sections and not faults:
            faults.append(Fault(str(folder / "guidance"), 1, "No clause files (*.yml) are here."))
        known = {clause.id for _, file, _ in sections for clause in file.clauses}
        ambiguities = _ambiguities(folder / "ambiguous.yml", known, faults)
        if faults:
            raise KnowledgeError(faults)
        return cls(
            clauses=tuple(clause for _, file, _ in sections for clause in file.clauses),
            topics=tuple(topic for _, file, _ in themes for topic in file.topics),
            section_titles={file.section: file.title for _, file, _ in sections},
            ambiguities=ambiguities,
        )

    @cached_property
    def by_id(self) -> dict[str, Clause | Topic]:
        """Every clause and topic by its id."""
        entries: list[Clause | Topic] = [*self.clauses, *self.topics]
        return {entry.id: entry for entry in entries}

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever anything that retrieval learns from changes."""
        digest = hashlib.sha256()
        for clause in self.clauses:
            digest.update(repr((clause.id, clause.title, clause.says, clause.asked_as)).encode())
        for topic in self.topics:
            digest.update(repr((topic.id, topic.asked_as)).encode())
        return digest.hexdigest()[:16]


def _read_all(
    folder: Path,
    model: type[Model],
    check: Callable[[Path, Model, yaml.Node], list[Fault]],
    faults: list[Fault],
) -> Iterable[tuple[Path, Model, yaml.Node]]:
    for path in sorted(folder.glob("*.yml")):
        try:
            file, node = read_yaml(path, model)
        except KnowledgeError as fault:
            faults += fault.faults
            continue
        faults += check(path, file, node)
        yield path, file, node


def _ambiguities(path: Path, known: set[str], faults: list[Fault]) -> tuple[Ambiguity, ...]:
    if not path.is_file():
        return ()
    try:
        file, node = read_yaml(path, AmbiguityFile)
    except KnowledgeError as fault:
        faults += fault.faults
        return ()
    for position, question in enumerate(file.questions):
        line = line_of(node, ("questions", position, "may_mean"))
        faults += [
            Fault(path.name, line, f"There is no clause '{identifier}'.")
            for identifier in question.may_mean
            if identifier not in known
        ]
    return file.questions


def _no_faults(path: Path, file: TopicFile, node: yaml.Node) -> list[Fault]:
    return []


def _section_faults(path: Path, file: SectionFile, node: yaml.Node) -> list[Fault]:
    return [
        Fault(
            path.name,
            line_of(node, ("clauses", position, "id")),
            f"Clause '{clause.id}' is in the file of section {file.section}; "
            f"its id should start with '{file.section}.'.",
        )
        for position, clause in enumerate(file.clauses)
        if clause.section != file.section
    ]


def _repeated(files: Iterable[tuple[Path, yaml.Node, list[str], str, str]]) -> list[Fault]:
    seen: dict[str, str] = {}
    faults: list[Fault] = []
    for path, node, names, key, field in files:
        for position, name in enumerate(names):
            line = line_of(node, (key, position, field))
            if name in seen:
                faults.append(
                    Fault(
                        path.name,
                        line,
                        f"'{name}' stands already at {seen[name]}; it should be unique.",
                    )
                )
            seen.setdefault(name, f"{path.name}:{line}")
    return faults
