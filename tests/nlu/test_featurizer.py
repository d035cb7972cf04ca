"""Rasa sees the same vectors as the assistant."""

from __future__ import annotations

import json
import subprocess

import numpy as np

from bot.settings import ROOT
from nlu.encoder import SentenceEncoder

WORDS = ["can I film my choir?", "", "/greet", "Ünïcode 🎻 wörds"]

SCRIPT = """
import json, sys
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from nlu.featurizer import EncoderFeaturizer
featurizer = EncoderFeaturizer("featurizer", EncoderFeaturizer.get_default_config())
messages = featurizer.process([Message({TEXT: words}) for words in json.loads(sys.argv[1])])
found = [message.get_dense_features(TEXT)[1] for message in messages]
print("VECTORS" + json.dumps([each.features.tolist() if each else None for each in found]))
"""


def test_a_message_has_the_encoder_s_vector_and_a_button_has_none() -> None:
    done = subprocess.run(
        [str(ROOT / ".venv-rasa" / "bin" / "python"), "-c", SCRIPT, json.dumps(WORDS)],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(ROOT / ".build")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    found = json.loads(done.stdout.split("VECTORS", 1)[1])
    expected = SentenceEncoder(ROOT / ".build" / "encoder").encode([WORDS[0], WORDS[3]])
    assert found[1] is None
    assert found[2] is None
    for vector, same in zip((found[0], found[3]), expected, strict=True):
        assert np.shape(vector) == (1, len(same))
        np.testing.assert_allclose(vector[0], same, atol=1e-5)
