"""Where set-up puts what it builds."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def encoder_folder() -> Path:
    """The exported encoder's folder: ``ASSISTANT_ENCODER``, or the one that set-up builds."""
    return Path(os.environ.get("ASSISTANT_ENCODER") or ROOT / ".build" / "encoder")
