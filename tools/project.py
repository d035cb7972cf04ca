"""Where set-up finds and puts things: every path below the project's root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The project in the folder ``root``, which is not the current folder by necessity."""

    root: Path

    @property
    def build(self) -> Path:
        """What set-up can make again."""
        return self.root / ".build"

    @property
    def requirements(self) -> Path:
        """The exact versions of everything installed."""
        return self.root / "requirements"

    @property
    def assistant(self) -> Path:
        """The assistant's environment."""
        return self.root / ".venv"

    @property
    def rasa(self) -> Path:
        """Rasa's environment."""
        return self.root / ".venv-rasa"

    def in_assistant(self, program: str) -> Path:
        """A program of the assistant's environment."""
        return self.assistant / "bin" / program

    def in_rasa(self, program: str) -> Path:
        """A program of Rasa's environment."""
        return self.rasa / "bin" / program


def here() -> Project:
    """The project that this file belongs to."""
    return Project(Path(__file__).resolve().parent.parent)
