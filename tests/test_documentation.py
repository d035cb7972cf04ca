"""The documentation names everything that people can set, run or ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main
from pydantic import BaseModel

from bot import cli
from bot.settings import ROOT
from cases.organisation_file import DeclaredOrganisation
from cases.procedures import Procedures
from cases.roles import ROLES

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
TOLD = f"{README}\n{OPERATING}"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

CODE = re.compile(r"```.*?```|`([^`\n]+)`|^ {4,}\S.*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)*")


def as_code(text: str) -> str:
    """What is written as code: to be typed as it stands."""
    return "\n".join(found.group() for found in CODE.finditer(text))


def commands(group: Any, before: str = "") -> Iterator[str]:
    """The full names of all commands, `knowledge check` for one in a group."""
    for name, command in group.commands.items():
        full = f"{before}{name}"
        inner = getattr(command, "commands", None)
        if inner:
            yield from commands(command, f"{full} ")
        if not inner or command.invoke_without_command:
            yield full


def fields(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """The names of a declaration's fields, and of those within them."""
    for name, field in model.model_fields.items():
        yield name
        for inner in inner_models(field.annotation):
            yield from fields(inner)


def inner_models(annotation: object) -> Iterator[type[BaseModel]]:
    """The declarations that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from inner_models(part)


def variables() -> Iterator[str]:
    """The environment variables that the settings read."""
    tree = ast.parse((ROOT / "bot" / "settings.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            asks_environment = ast.unparse(node.func) == "env.get"
            passes_it_on = bool(node.args) and ast.unparse(node.args[0]) == "env"
            names = node.args if asks_environment or passes_it_on else []
            for name in names:
                if isinstance(name, ast.Constant) and VARIABLE.fullmatch(str(name.value)):
                    yield str(name.value)


def targets() -> Iterator[str]:
    """What `make` makes."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    assert declared
    yield from declared[1].split()


COMMANDS = sorted(commands(typer.main.get_command(cli.app)))


def test_what_is_looked_for_is_found() -> None:
    assert {"run", "ask", "knowledge check", "notices", "notices retry"} <= set(COMMANDS)
    assert {"PORT", "DATABASE_URL", "SMTP_URL", "MESSAGES_PER_MINUTE"} <= set(variables())
    assert {"form_days", "escalate_after", "half_term", "warn_days"} <= set(
        fields(DeclaredOrganisation)
    )
    assert {"run", "test", "faults"} <= set(targets())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told_of(command: str) -> None:
    # In a list of commands, or after another of its group, the first words may be left out.
    ways = (f"assistant {command}", f"`{command}", f"… {command.rsplit(maxsplit=1)[-1]}")
    assert any(re.search(rf"{re.escape(way)}\b", as_code(TOLD)) for way in ways), command


@pytest.mark.parametrize("target", sorted(targets()))
def test_every_target_is_told_of(target: str) -> None:
    assert re.search(rf"\bmake {target}\b", as_code(TOLD)), target


@pytest.mark.parametrize("variable", sorted(set(variables())))
def test_every_environment_variable_is_told_of(variable: str) -> None:
    assert f"`{variable}`" in TOLD, variable


@pytest.mark.parametrize("field", sorted(set(fields(DeclaredOrganisation))))
def test_every_field_of_the_organisation_is_told_of(field: str) -> None:
    assert f"`{field}`" in TOLD, field


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_is_told_of(role: str) -> None:
    assert re.search(rf"\b{role}\b", README), role


def test_every_procedure_stands_in_the_table_with_its_time() -> None:
    for procedure in Procedures.load():
        due = procedure.due
        count, unit = (due.hours, "hour") if due.hours else (due.working_days, "working day")
        within = f"{count} {unit}{'' if count == 1 else 's'}"
        row = next((line for line in README.splitlines() if f"| {procedure.title} |" in line), "")
        assert row.startswith(f"| {procedure.title} | {procedure.handled_by}"), procedure.id
        assert row.endswith(f"| {within} |"), procedure.id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_modules_that_the_pages_name_are_there() -> None:
    named = re.compile(r"`((?:bot|actions|cases|knowledge|nlu|tests|tools|docs|data)/[\w./-]*)`")
    for page in PAGES:
        for path in named.findall(page.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{page.name}: {path}"
