"""The command line of set-up."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType

from tools import browser, environments, models
from tools.faults import SetupError
from tools.project import Project, here
from tools.steps import Progress, Step, Workshop

INTERRUPTED = 130


def all_steps(project: Project) -> list[Step]:
    """Every step, in the order of work."""
    return [
        *environments.steps_for(project),
        *browser.steps_for(project),
        *models.steps_for(project),
    ]


def main(names: Sequence[str]) -> int:
    """Does the named steps, or all; gives the exit code. No traceback reaches a person."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    project = here()
    try:
        Workshop(project, all_steps(project), Progress()).bring_up_to_date(names)
    except (SetupError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Set-up was stopped. Start it again and it goes on from this step.\n")
        return INTERRUPTED
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
