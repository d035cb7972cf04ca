"""Faults in the knowledge, each with its file and line, and what is wanted there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: the file, its line (from 1) and, in a sentence, what is wrong or wanted."""

    file: str
    line: int
    wanted: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wanted}"


class KnowledgeError(ValueError):
    """The knowledge cannot be used. ``faults`` names each place to mend."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_yaml(path: Path, model: type[Model]) -> tuple[Model, yaml.Node]:
    """The file as ``model``, with its YAML nodes so that later checks can name a line.

    Raises:
        KnowledgeError: the file is not YAML, or a field is missing, unknown or wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise KnowledgeError(
            [Fault(path.name, line, f"This is not YAML: {fault.problem}.")]
        ) from fault
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise KnowledgeError([Fault(path.name, 1, f"This is not YAML text: {fault}.")]) from fault
    if node is None or not isinstance(data, dict):
        raise KnowledgeError(
            [Fault(path.name, 1, "The file is empty; fields with values are wanted.")]
        )
    try:
        return model.model_validate(data), node
    except ValidationError as fault:
        raise KnowledgeError(
            Fault(path.name, line_of(node, each["loc"]), _sentence(each["loc"], each["msg"]))
            for each in fault.errors()
        ) from fault


def line_of(node: yaml.Node, location: Iterable[str | int]) -> int:
    """The line (from 1) of the field at ``location``, or of the nearest field around it."""
    here = node
    for step in location:
        if isinstance(here, yaml.MappingNode):
            found = [value for key, value in here.value if key.value == step]
        elif isinstance(here, yaml.SequenceNode) and isinstance(step, int):
            found = here.value[step : step + 1]
        else:
            found = []
        if not found:
            break
        here = found[0]
    return int(here.start_mark.line) + 1


def _sentence(location: tuple[str | int, ...], message: str) -> str:
    fields = [str(step) for step in location if isinstance(step, str)]
    return f"Field '{fields[-1] if fields else 'file'}': {message[0].lower()}{message[1:]}."
