from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from bot.stack import MODEL, free_ports, local_address, programs, tracker_url_for_rasa
from cases.faults import Fault

ENVIRONMENT = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "DATABASE_URL": "postgresql://me:s3cret@db/assistant",
    "SMTP_URL": "smtp://me:s3cret@mail",
    "SOME_KEY": "s3cret",
}


@pytest.fixture
def set_up(settings: Settings) -> Settings:
    """The settings, with what set-up makes in place."""
    for path in (settings.build / MODEL, settings.root / ".venv-rasa" / "bin" / "rasa"):
        path.parent.mkdir(parents=True)
        path.touch()
    return settings


def test_the_inner_two_are_told_no_secret_that_they_do_not_need(set_up: Settings) -> None:
    actions, rasa, gateway = programs(set_up, ENVIRONMENT)
    for inner in (actions, rasa):
        assert "s3cret" not in str(inner.environment)
        assert "s3cret" not in str(inner.command)
    assert "RASA_TOKEN" not in actions.environment
    assert gateway.environment["SMTP_URL"] == ENVIRONMENT["SMTP_URL"]


def test_they_are_told_of_each_other_with_secrets_that_no_command_line_shows(
    set_up: Settings,
) -> None:
    actions, rasa, gateway = programs(set_up, ENVIRONMENT)
    token = rasa.environment["RASA_TOKEN"]
    assert len(token) >= 43
    assert gateway.environment["RASA_TOKEN"] == token
    assert actions.environment["ACTIONS_TOKEN"] == rasa.environment["ACTIONS_TOKEN"] != token
    assert rasa.environment["ACTIONS_URL"].endswith(
        f":{actions.environment['ACTIONS_PORT']}/webhook"
    )
    assert gateway.environment["RASA_URL"].endswith(f":{rasa.environment['RASA_PORT']}")
    assert token not in str(rasa.command)
    assert "127.0.0.1" in rasa.command
    assert rasa.environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert programs(set_up, ENVIRONMENT)[1].environment["RASA_TOKEN"] != token


def test_what_set_up_has_not_made_is_named(settings: Settings) -> None:
    with pytest.raises(Fault, match="Rasa is missing") as fault:
        programs(settings, ENVIRONMENT)
    assert "make setup" in fault.value.cure


def test_rasas_store_is_private_from_the_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'conversations.db'}"
    assert tracker_url_for_rasa(url) == url
    assert (tmp_path / "var" / "conversations.db").stat().st_mode & 0o777 == 0o600


def test_rasas_older_driver_is_named() -> None:
    url = tracker_url_for_rasa("postgresql+psycopg://me:s3cret@db/assistant")
    assert url == "postgresql://me:s3cret@db/assistant"


def test_ports_are_free_and_differ() -> None:
    assert len(set(free_ports(5))) == 5


def test_this_machine_reaches_a_gateway_that_listens_everywhere(root: Path) -> None:
    settings = read_settings({"HOST": "0.0.0.0", "PORT": "9000"}, root)
    assert local_address(settings) == "http://127.0.0.1:9000"
    assert local_address(dataclasses.replace(settings, host="::1")) == "http://[::1]:9000"
