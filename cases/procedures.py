"""The procedures that staff can start: permissions and reports, each declared in one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

FOLDER = Path(__file__).resolve().parent / "procedures"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ProcedureError(ValueError):
    """Declarations cannot be used; each line of the message is ``file:line: what is wanted``."""


class Procedure(BaseModel):
    """One declaration (DESIGN 5.3).

    ``handled_by`` names roles, ``summary`` says in one sentence what it is for, ``meanwhile`` whom
    to go to where it cannot be done by chat, ``asked_as`` how staff ask to start it. A
    ``confidential`` one is never talked through in a group.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    kind: Literal["permission", "report"]
    handled_by: Text
    summary: Text
    meanwhile: Text
    asked_as: Annotated[tuple[Text, ...], Field(min_length=10)]
    confidential: bool


class Procedures:
    """All procedures by id, in the order of their ids."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._by_id = {each.id: each for each in sorted(procedures, key=lambda each: each.id)}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Procedures:
        """Reads every ``*.yml`` of ``folder``.

        Raises:
            ProcedureError: with every fault found, not just the first.
        """
        found: list[Procedure] = []
        faults: list[str] = []
        for path in sorted(folder.glob("*.yml")):
            try:
                found.append(_read(path))
            except ProcedureError as fault:
                faults.append(str(fault))
        if not found and not faults:
            faults.append(f"{folder}:1: No procedures (*.yml) are here.")
        if faults:
            raise ProcedureError("\n".join(faults))
        return cls(found)

    def find(self, procedure_id: str) -> Procedure | None:
        """The procedure with this id, or None."""
        return self._by_id.get(procedure_id)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)


def _read(path: Path) -> Procedure:
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ProcedureError(f"{path.name}:{line}: This is not YAML: {fault.problem}.") from fault
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ProcedureError(f"{path.name}:1: This is not YAML text: {fault}.") from fault
    if not isinstance(data, dict):
        raise ProcedureError(f"{path.name}:1: Fields with values are wanted.")
    try:
        procedure = Procedure.model_validate(data)
    except ValidationError as fault:
        raise ProcedureError(
            "\n".join(
                f"{path.name}:{_line_of(node, each['loc'])}: {_wanted(each['loc'], each['msg'])}"
                for each in fault.errors()
            )
        ) from fault
    if procedure.id != path.stem:
        line = _line_of(node, ("id",))
        raise ProcedureError(
            f"{path.name}:{line}: Field 'id': should be '{path.stem}', as the file is named."
        )
    return procedure


def _line_of(node: yaml.Node | None, location: tuple[str | int, ...]) -> int:
    """The line (from 1) of a top-level field, or of the file's first field where it is missing."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if location and key.value == location[0]:
                return (
                    int(key.start_mark.line if len(location) == 1 else _item_line(value, location))
                    + 1
                )
    return 1


def _item_line(value: yaml.Node, location: tuple[str | int, ...]) -> int:
    position = location[1]
    if isinstance(value, yaml.SequenceNode) and isinstance(position, int):
        return int(value.value[position].start_mark.line)
    return int(value.start_mark.line)


def _wanted(location: tuple[str | int, ...], message: str) -> str:
    return f"Field '{location[0] if location else 'file'}': {message[0].lower()}{message[1:]}."
