from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT, read_settings
from cases.faults import Fault


def test_everything_has_a_default_on_loopback(root: Path) -> None:
    settings = read_settings({}, root)
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.database_url == f"sqlite:///{root}/var/assistant.db"
    assert settings.tracker_url == f"sqlite:///{root}/var/conversations.db"
    assert not settings.secure


def test_the_project_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({}).root == ROOT
    assert (ROOT / "organisation.yml").is_file()


def test_data_can_be_elsewhere(root: Path, tmp_path: Path) -> None:
    settings = read_settings({"ASSISTANT_VAR": str(tmp_path / "data")}, root)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/assistant.db"


def test_on_postgresql_rasas_conversations_are_there_too(root: Path) -> None:
    settings = read_settings({"DATABASE_URL": "postgresql://me:secret@db/assistant"}, root)
    assert settings.database_url == "postgresql+psycopg://me:secret@db/assistant"
    assert settings.tracker_url == settings.database_url


def test_a_browser_is_not_sent_to_an_address_for_listening(root: Path) -> None:
    settings = read_settings({"HOST": "0.0.0.0", "PORT": "9000"}, root)
    assert settings.public_url == "http://127.0.0.1:9000"
    assert read_settings({"HOST": "::1"}, root).public_url == "http://[::1]:8080"


def test_one_person_s_pace_can_be_set(root: Path) -> None:
    assert read_settings({}, root).messages_per_minute == 60
    assert read_settings({"MESSAGES_PER_MINUTE": "120"}, root).messages_per_minute == 120


def test_secrets_do_not_show_when_settings_are_printed(root: Path) -> None:
    settings = read_settings(
        {
            "RASA_TOKEN": "s3cret",
            "ACTIONS_TOKEN": "s3cret",
            "DATABASE_URL": "postgresql://me:s3cret@db/assistant",
            "SMTP_URL": "smtp://me:s3cret@mail",
        },
        root,
    )
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("PUBLIC_URL", "assistant.example.org"),
        ("PUBLIC_URL", "http://[half"),
        ("RASA_URL", "file:///etc"),
        ("ACTIONS_URL", "http://host:99999"),
        ("DATABASE_URL", "mysql://db/assistant"),
        ("DATABASE_URL", "not an address"),
        ("DATABASE_URL", "sqlite://"),
        ("RASA_TRACKER_URL", "oracle://db"),
        ("SMTP_URL", "mail.example.org"),
        ("MESSAGES_PER_MINUTE", "0"),
        ("MESSAGES_PER_MINUTE", "many"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure(root: Path, name: str, value: str) -> None:
    with pytest.raises(Fault) as fault:
        read_settings({name: value}, root)
    assert fault.value.fault.startswith(name)
    assert fault.value.cure
