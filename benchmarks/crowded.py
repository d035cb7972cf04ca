"""The processes that are measured: what ``assistant run`` starts, but for two things.

Their directory holds a crowd, since each member of staff has one conversation; and nobody is told
to slow down, since a measure types faster than people do.

``python -m benchmarks.crowded FOLDER`` starts all three; ``… FOLDER gateway`` is the third.
"""

# What only one of the two imports stands where it is used: memory is measured.

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, read_settings
from nlu.paths import ROOT

if TYPE_CHECKING:
    from bot.processes import Program


def settings_of(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The gateway's settings: the crowd's organisation, and what set-up made for the project."""
    return dataclasses.replace(read_settings(environment, folder), build=ROOT / ".build")


def programs_of(
    folder: Path, settings: Settings, environment: Mapping[str, str] | None = None
) -> list[Program]:
    """The three programs, with our gateway in place of the third."""
    from bot.stack import programs

    *inner, gateway = programs(settings, environment)
    command = (sys.executable, "-m", "benchmarks.crowded", str(folder), "gateway")
    return [*inner, dataclasses.replace(gateway, command=command)]


def launch(folder: Path) -> None:
    """Runs all three until told to stop."""
    from bot import launcher

    launcher.programs = partial(programs_of, folder)  # type: ignore[attr-defined]
    asyncio.run(launcher.Launcher(read_settings(), print, lambda: None).run())


def serve_gateway(folder: Path) -> None:
    """Runs the gateway until told to stop."""
    from bot import turns
    from bot.limits import Limit
    from bot.logs import set_up_logs
    from bot.serve import serve

    class NoLimit(Limit):
        """Lets everything through."""

        def use(self, key: str) -> None:
            """Takes no turn."""

    turns.Limit = NoLimit  # type: ignore[attr-defined]
    settings = settings_of(folder)
    set_up_logs(settings.var / "log", "gateway")
    serve(settings)


if __name__ == "__main__":
    os.umask(0o077)
    work = serve_gateway if sys.argv[2:] == ["gateway"] else launch
    work(Path(sys.argv[1]))
