"""A project root in a temporary folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.settings import ROOT


def project_root(folder: Path) -> Path:
    """A root with the demonstration organisation, nothing of set-up's."""
    root = folder / "root"
    root.mkdir(exist_ok=True)
    shutil.copy(ROOT / "organisation.yml", root)
    return root
