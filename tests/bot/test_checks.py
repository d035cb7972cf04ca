from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import checks
from bot.checks import Finding, check_all
from bot.settings import ROOT, Settings, read_settings
from bot.stack import MODEL, free_ports
from tests.bot.live import Live


@pytest.fixture
def here(settings: Settings) -> Settings:
    return dataclasses.replace(settings, port=free_ports(1)[0])


def found(settings: Settings, name: str) -> Finding:
    (finding,) = [one for one in check_all(settings) if one.name == name]
    assert (finding.fault is None) == (finding.cure is None)
    return finding


def test_what_set_up_has_not_made_is_named_with_its_cure(here: Settings) -> None:
    for name in ("Encoder", "Knowledge", "Rasa", "Pages"):
        finding = found(here, name)
        assert finding.fault
        assert finding.cure
    assert found(here, "Encoder").cure == checks.SET_UP


def test_what_is_in_order_is_said(here: Settings) -> None:
    assert "ArtForms, 6 demonstration people" in found(here, "Organisation").detail
    assert found(here, "Database").fault is None
    assert found(here, "Data folder").fault is None
    assert found(here, "Mail").fault is None
    assert found(here, "Port").detail == f"{here.port} is free"


def test_pages_and_model_are_seen(here: Settings) -> None:
    for path in (here.build / MODEL, here.root / ".venv-rasa" / "bin" / "rasa"):
        path.parent.mkdir(parents=True)
        path.touch()
    static = here.build / "static"
    static.mkdir()
    (static / "app.css").touch()
    assert found(here, "Rasa").detail == "model of 0.0 MB"
    assert found(here, "Pages").detail == "1 files"


def test_data_that_others_can_read_is_named(here: Settings) -> None:
    here.var.mkdir(mode=0o700)
    (here.var / "assistant.db").touch()
    (here.var / "assistant.db").chmod(0o644)  # whatever the umask is
    finding = found(here, "Data folder")
    assert "assistant.db" in str(finding.fault)
    assert "chmod" in str(finding.cure)


def test_a_database_that_is_gone_is_named(here: Settings) -> None:
    url = "postgresql+psycopg://me:s3cret@127.0.0.1:1/assistant"
    finding = found(dataclasses.replace(here, database_url=url), "Database")
    assert "127.0.0.1:1" in str(finding.fault)
    assert "s3cret" not in str(finding)


def test_strangers_must_not_reach_the_demonstration(here: Settings) -> None:
    open_to_all = dataclasses.replace(here, public_url="http://assistant.example.org")
    assert "without encryption" in str(found(open_to_all, "Address").fault)
    encrypted = dataclasses.replace(here, public_url="https://assistant.example.org")
    assert "demonstration" in str(found(encrypted, "Address").fault)
    own = dataclasses.replace(here.organisation, demonstration=False)
    assert found(dataclasses.replace(encrypted, organisation=own), "Address").fault is None


def test_links_that_reach_nobody_are_named(here: Settings) -> None:
    own = dataclasses.replace(here.organisation, demonstration=False)
    settings = dataclasses.replace(here, organisation=own)
    assert "SMTP_URL" in str(found(settings, "Mail").cure)
    assert found(dataclasses.replace(settings, smtp_url="smtp://mail"), "Mail").fault is None


def test_a_check_that_fails_in_a_new_way_hides_no_other(
    here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: Settings) -> str:
        raise ZeroDivisionError("odd")

    monkeypatch.setitem(checks.CHECKS, "Encoder", broken)
    assert "odd" in str(found(here, "Encoder").fault)
    assert found(here, "Database").fault is None


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def test_our_own_running_gateway_is_no_stranger_on_the_port(live: Live) -> None:
    port = int(live.url.rpartition(":")[2])
    settings = dataclasses.replace(live.gateway.settings, port=port)
    assert found(settings, "Port").detail == f"{port}, where the assistant runs now"


def test_a_stranger_on_the_port_is_named(here: Settings) -> None:
    from bot.serve import bind

    with bind("127.0.0.1", 0) as taken:
        settings = dataclasses.replace(here, port=taken.getsockname()[1])
        assert "is in use" in str(found(settings, "Port").fault)


@pytest.mark.stack
def test_the_projects_own_encoder_and_knowledge_load(tmp_path: Path) -> None:
    settings = read_settings({"ASSISTANT_VAR": str(tmp_path / "var")}, ROOT)
    assert found(settings, "Encoder").fault is None
    assert found(settings, "Knowledge").fault is None
