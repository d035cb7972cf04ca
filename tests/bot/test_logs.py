from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "gateway.log").read_text().splitlines()]


def test_the_file_has_every_line_as_json_and_is_its_owners_alone(tmp_path: Path) -> None:
    set_up_logs(tmp_path / "log", "gateway")
    structlog.get_logger("here").info("message_kept", message=7)
    logging.getLogger("elsewhere").warning("odd %s", "thing")
    first, second = lines(tmp_path / "log")
    assert (first["event"], first["message"], first["level"]) == ("message_kept", 7, "info")
    assert str(first["timestamp"]).endswith("Z")
    assert second["event"] == "odd thing"
    assert stat.S_IMODE((tmp_path / "log" / "gateway.log").stat().st_mode) == 0o600


def test_the_console_has_short_lines_for_warnings_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(tmp_path / "log", "gateway")
    log = structlog.get_logger("here")
    log.info("quiet")
    log.warning("rasa_unreachable", why="ConnectError")
    log.error("request_failed", route="/api/messages", exc_info=ValueError("details"))
    printed = capsys.readouterr().err.splitlines()
    assert printed == [
        "  warning: rasa unreachable why=ConnectError",
        "  error: request failed route=/api/messages",
    ]
    assert "ValueError: details" in str(lines(tmp_path / "log")[-1]["exception"])


def test_without_a_console_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(tmp_path / "log", "gateway", console=False)
    structlog.get_logger("here").error("failed")
    assert capsys.readouterr().err == ""


def test_libraries_that_log_addresses_are_kept_quiet(tmp_path: Path) -> None:
    set_up_logs(tmp_path / "log", "gateway")
    logging.getLogger("httpx").info("GET http://rasa/?token=secret")
    logging.getLogger("uvicorn.access").info("GET /sign-in/secret")
    assert lines(tmp_path / "log") == []
