"""Declarations in YAML, and the line where each of their fields stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml


class YamlFault(ValueError):
    """A file cannot be read. ``line`` counts from 1; the message says what is wrong with it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(path: Path) -> tuple[Any, yaml.Node | None]:
    """The file's data, and its nodes for `line_of`.

    Raises:
        YamlFault: it is not UTF-8, or not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise YamlFault(line, f"This is not YAML: {fault.problem}.") from fault
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise YamlFault(1, f"This is not YAML text: {fault}.") from fault


def line_of(node: yaml.Node | None, location: Iterable[str | int]) -> int:
    """The line (from 1) of the field at ``location``, or of the nearest field around it."""
    line = int(node.start_mark.line) + 1 if node is not None else 1
    for step in location:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, found = int(key.start_mark.line) + 1, value
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            found = node.value[step]
            line = int(found.start_mark.line) + 1
        if found is None:
            break
        node = found
    return line
