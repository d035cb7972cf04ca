from __future__ import annotations

from pathlib import Path

from benchmarks import stand, starter
from benchmarks.crowded import programs_of, settings_of
from bot.settings import read_settings
from cases.database import Database


def test_the_crowd_joins_the_directory(tmp_path: Path) -> None:
    stand.prepare(tmp_path, 3)
    settings = settings_of(tmp_path, {"ASSISTANT_VAR": str(tmp_path / "var")})
    emails = [person.email for person in settings.organisation.people]
    assert "staff@example.org" in emails
    assert emails[-3:] == [f"person-{number}@example.org" for number in range(3)]


def test_each_of_the_crowd_has_a_token_of_their_own(tmp_path: Path) -> None:
    stand.prepare(tmp_path, 3)
    database = Database(
        settings_of(tmp_path, {"ASSISTANT_VAR": str(tmp_path / "var")}).database_url
    )
    database.migrate()
    database.close()
    assert len(set(stand.tokens(tmp_path))) == 3
    name, _, secret = stand.session_cookie(tmp_path).partition("=")
    assert name == "assistant_session"
    assert secret


def test_what_is_measured_is_what_runs_but_for_the_gateway(tmp_path: Path) -> None:
    settings = read_settings({"ASSISTANT_VAR": str(tmp_path / "var")})
    actions, rasa, gateway = programs_of(tmp_path, settings, {})
    assert "actions.server" in actions.command
    assert "run" in rasa.command
    assert gateway.command[-3:] == ("benchmarks.crowded", str(tmp_path), "gateway")


def test_the_starter_is_told_its_own_phrases(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text(
        "nlu:\n- intent: greet\n  examples: |\n    - hey\n    - good morning\n"
        "- intent: affirm\n  examples: |\n    - yes\n",
        encoding="utf-8",
    )
    assert starter.phrases(tmp_path) == ["hey", "good morning", "yes"]
