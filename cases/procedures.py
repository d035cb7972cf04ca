"""The procedures that staff can start: permissions and reports, each declared in one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from cases.conditions import applies
from cases.declaration import CheckRule, Condition, Procedure, Register, addresses_in
from cases.declaration_checks import faults_in
from cases.questions import Explanation, Option, Question, Stop, Text
from cases.yaml_places import YamlFault, line_of, read_yaml

__all__ = [
    "FOLDER",
    "CheckRule",
    "Condition",
    "Explanation",
    "Option",
    "Procedure",
    "ProcedureError",
    "Procedures",
    "Question",
    "Register",
    "Stop",
    "Text",
    "addresses_in",
    "applies",
]

FOLDER = Path(__file__).resolve().parent / "procedures"


class ProcedureError(ValueError):
    """Declarations cannot be used; each line of the message is ``file:line: what is wanted``."""


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
        data, node = read_yaml(path)
    except YamlFault as fault:
        raise ProcedureError(f"{path.name}:{fault.line}: {fault}") from fault
    if not isinstance(data, dict):
        raise ProcedureError(f"{path.name}:1: Fields with values are wanted.")

    def told(location: tuple[str | int, ...], message: str) -> str:
        return f"{path.name}:{line_of(node, location)}: {_wanted(location, message)}"

    try:
        procedure = Procedure.model_validate(data)
    except ValidationError as fault:
        raise ProcedureError(
            "\n".join(told(each["loc"], each["msg"]) for each in fault.errors())
        ) from fault
    faults = [told(where, message) for where, message in faults_in(procedure)]
    if procedure.id != path.stem:
        faults.append(told(("id",), f"should be '{path.stem}', as the file is named"))
    if faults:
        raise ProcedureError("\n".join(faults))
    return procedure


def _wanted(location: tuple[str | int, ...], message: str) -> str:
    """The field by its path (``questions.0.type``), and what is wanted there."""
    field = ".".join(map(str, location)) or "file"
    message = message.removeprefix("Value error, ")
    if message == "Keys should be strings":
        message = 'keys should be words, and "yes" and "no" stand in quotes'
    return f"Field '{field}': {message[0].lower()}{message[1:]}."
