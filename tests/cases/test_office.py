from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from bot.settings import ROOT
from cases import filing
from cases.database import Database
from cases.directory import Directory
from cases.office import Office, open_context
from cases.organisation import read_organisation


def test_an_office_opens_with_the_projects_own_declarations(tmp_path: Path) -> None:
    organisation = read_organisation(ROOT / "organisation.yml")
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    context = open_context(organisation, Directory(organisation.people), database, tmp_path)
    assert context.now().tzinfo is not None
    assert len(Office(context).procedures) == 11
    assert context.title("filming_permission") != "filming_permission"
    assert context.title("gone_by_now") == "gone by now"
    assert (tmp_path / "keys").is_dir()
    database.close()


@pytest.mark.parametrize("name", [name for name in vars(Office) if not name.startswith("_")])
def test_each_method_says_what_it_does(name: str) -> None:
    assert inspect.getdoc(getattr(Office, name))


def test_a_method_is_the_function_without_its_context() -> None:
    assert Office.file.__doc__ == filing.file.__doc__
