from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from benchmarks.post_office import PostOffice
from bot import checks
from bot.checks import Finding, check_all, check_one
from bot.settings import ROOT, Settings, read_settings
from bot.stack import MODEL, free_ports
from cases.audit import record
from cases.database import Database
from cases.keys import Keys
from cases.tables import notice
from tests.bot.live import Live


@pytest.fixture
def here(settings: Settings) -> Settings:
    return dataclasses.replace(settings, port=free_ports(1)[0])


def found(settings: Settings, name: str) -> Finding:
    finding = check_one(name, settings)
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
    with PostOffice().open() as office:
        reached = found(dataclasses.replace(settings, smtp_url=office.url), "Mail")
    assert reached.fault is None
    assert settings.mail_from in reached.detail


def test_a_mail_server_that_cannot_be_used_is_named(here: Settings) -> None:
    gone = dataclasses.replace(here, smtp_url="smtp://me:s3cret@127.0.0.1:1")
    finding = found(gone, "Mail")
    assert "ConnectionRefusedError" in str(finding.fault)
    assert "s3cret" not in str(finding)


def test_keys_and_roles_that_are_there_are_said(here: Settings) -> None:
    assert found(here, "Roles").detail == "somebody handles each of 11 procedures"
    assert str(here.var / "keys") in found(here, "Keys").detail


def test_lost_keys_are_named(here: Settings) -> None:
    assert found(here, "Keys").fault is None
    shutil.rmtree(here.var / "keys")
    assert "keys" in str(found(here, "Keys").fault)


def test_a_role_that_nobody_holds_is_named(here: Settings) -> None:
    others = tuple(each for each in here.organisation.people if "guidance_owner" not in each.roles)
    organisation = dataclasses.replace(here.organisation, people=others)
    finding = found(dataclasses.replace(here, organisation=organisation), "Roles")
    assert "guidance_owner" in str(finding.fault)


def test_notices_that_did_not_get_through_are_named(here: Settings) -> None:
    assert found(here, "Notices").detail == "all sent"
    database = Database(here.database_url)
    now = datetime.now(UTC)
    row = {"person": "staff@example.org", "kind": "message", "way": "mail", "at": now}
    database.write_now(lambda c: c.execute(insert(notice), {**row, "key": "1"}))
    assert found(here, "Notices").detail == "1 to be sent"
    old = {**row, "key": "2", "at": now - timedelta(hours=2)}
    database.write_now(lambda c: c.execute(insert(notice), old))
    assert found(here, "Notices").fault == "1 notice has waited for long."
    database.write_now(lambda c: c.execute(insert(notice), {**row, "key": "3", "state": "failed"}))
    finding = found(here, "Notices")
    assert finding.fault == "1 notice could not be delivered."
    assert "assistant notices" in str(finding.cure)
    database.close()


def test_a_trail_that_was_tampered_with_is_named(here: Settings) -> None:
    assert found(here, "Audit trail").detail == "0 entries, whole"
    database = Database(here.database_url)
    Keys.open(here.var / "keys", database)
    now = datetime.now(UTC)
    for number in range(2):
        subject = f"K7MP-4Q2{number}"
        database.write_now(lambda c, s=subject: record(c, "head@example.org", "case_read", s, now))
    assert found(here, "Audit trail").detail == "2 entries, whole"

    def tamper(connection: Connection) -> None:
        connection.execute(text("DROP TRIGGER audit_not_changed"))
        connection.execute(text("UPDATE audit SET actor = 'x@example.org' WHERE number = 1"))

    database.write_now(tamper)
    database.close()
    assert "Entry 1 has been changed." in str(found(here, "Audit trail").fault)


def test_a_check_that_fails_in_a_new_way_hides_no_other(
    here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: Settings) -> str:
        raise ZeroDivisionError("odd")

    monkeypatch.setitem(checks.CHECKS, "Encoder", broken)
    findings = {each.name: each for each in check_all(here)}
    assert "odd" in str(findings["Encoder"].fault)
    assert findings["Database"].fault is None
    assert list(findings) == list(checks.CHECKS)


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
