from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bot.settings import ROOT
from nlu.encoder import EncoderError, SentenceEncoder

FOLDER = ROOT / ".build" / "encoder"
SENTENCES = ["Can I film my class?", "a parent sent me a friend request", "", "Ünïcode 🎻 " * 200]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(FOLDER)


def test_vectors_have_unit_length_and_the_stated_dimension(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_sentence_has_the_same_vector_alone_and_in_company(encoder: SentenceEncoder) -> None:
    together = encoder.encode(SENTENCES)
    alone = np.vstack([encoder.encode([sentence]) for sentence in SENTENCES])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_like_meanings_are_near(encoder: SentenceEncoder) -> None:
    first, like, unlike = encoder.encode(
        ["may I record my pupils", "is it all right to film the students", "the car park is full"]
    )
    assert first @ like > first @ unlike + 0.2


def test_both_pythons_give_the_same_vectors(encoder: SentenceEncoder) -> None:
    program = (
        "import json, sys; from pathlib import Path; from nlu.encoder import SentenceEncoder; "
        "asked = json.load(sys.stdin); "
        "print(json.dumps(SentenceEncoder(Path(asked['folder'])).encode(asked['texts']).tolist()))"
    )
    done = subprocess.run(
        [str(ROOT / ".venv-rasa/bin/python"), "-c", program],
        input=json.dumps({"folder": str(FOLDER), "texts": SENTENCES}),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    np.testing.assert_allclose(json.loads(done.stdout), encoder.encode(SENTENCES), atol=1e-5)


def test_a_missing_or_damaged_encoder_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="make setup"):
        SentenceEncoder(tmp_path)
    shutil.copytree(FOLDER, tmp_path / "encoder")
    (tmp_path / "encoder" / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(EncoderError, match="damaged"):
        SentenceEncoder(tmp_path / "encoder")
