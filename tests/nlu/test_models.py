from __future__ import annotations

from pathlib import Path

import pytest

from nlu.models import SHA256, SMALL, ModelError, check_weights, find_model, sha256_of


def test_the_packaged_model_is_the_one_we_know(tmp_path: Path) -> None:
    assert (find_model(SMALL, tmp_path) / "modules.json").is_file()


def test_weights_with_another_checksum_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="SHA-256") as caught:
        check_weights(weights, SHA256[SMALL])
    assert sha256_of(weights) in str(caught.value)
    check_weights(weights, sha256_of(weights))


def test_missing_weights_and_other_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        check_weights(tmp_path / "none", "0")
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        find_model(str(tmp_path), tmp_path)
