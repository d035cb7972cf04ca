"""Logs: structured lines in a file that only its owner reads, short lines on the console.

Never free text.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from cases.database import make_private_file

LARGEST_FILE = 10_000_000
FILES = 5
QUIET = ("httpx", "httpcore", "uvicorn.access", "alembic", "dbos", "asyncio", "multipart")

SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


class PrivateFile(logging.handlers.RotatingFileHandler):
    """A log file with mode 0600, turned over at `LARGEST_FILE` bytes."""

    def _open(self) -> Any:
        make_private_file(Path(self.baseFilename))
        return super()._open()


def set_up_logs(folder: Path, name: str, *, console: bool = True) -> None:
    """Sends this process's logs to `folder/name.log`, and warnings to the console too.

    Raises:
        Fault: the file cannot be made.
    """
    file = PrivateFile(
        folder / f"{name}.log", maxBytes=LARGEST_FILE, backupCount=FILES, encoding="utf-8"
    )
    file.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    handlers: list[logging.Handler] = [file]
    if console:
        short = logging.StreamHandler(sys.stderr)
        short.setLevel(logging.WARNING)
        short.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=SHARED,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _short_line,
                ],
            )
        )
        handlers.append(short)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for quiet in QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _short_line(_logger: Any, _method: str, event: EventDict) -> str:
    """`event key=value …`: what a person at the console needs; the file has the rest."""
    left_out = {"event", "level", "logger", "timestamp", "exc_info", "stack"}
    details = " ".join(f"{key}={value}" for key, value in event.items() if key not in left_out)
    words = str(event.get("event", "")).replace("_", " ")
    return f"  {event.get('level', '')}: {words}{' ' if details else ''}{details}".replace(
        os.linesep, " "
    )
