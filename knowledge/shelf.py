"""Where what was learnt from the knowledge is kept, and whether it is there: cheap to ask."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from knowledge.library import Library

ENCODER_FOLDER = "answer-encoder"
INDEX_FOLDER = "index"
# Other code would have learnt otherwise.
_LEARNS = ("calibration.py", "evidence.py")


def place_of(library: Library, encoder: str, folder: Path) -> Path:
    """The folder for what is learnt from this knowledge with the encoder of that fingerprint."""
    code = hashlib.sha256()
    for name in _LEARNS:
        code.update(Path(__file__).with_name(name).read_bytes())
    return folder / f"{library.fingerprint}-{encoder}-{code.hexdigest()[:8]}"


def is_learnt(root: Path, build: Path) -> bool:
    """Whether a start needs to learn nothing.

    Raises:
        KnowledgeError: the knowledge has faults.
    """
    try:
        described = json.loads((build / ENCODER_FOLDER / "encoder.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    library = Library.load(root / "knowledge")
    return place_of(library, str(described["fingerprint"]), build / INDEX_FOLDER).is_dir()
