"""Sentences to vectors, by the exported ONNX model: the same figures under both Pythons."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
DESCRIPTION_FILE = "encoder.json"
BATCH = 64


class EncoderError(RuntimeError):
    """The encoder's folder is missing or is not what set-up writes; the message says what to do."""


class SentenceEncoder:
    """Encodes sentences with the model that set-up exported to ``folder``.

    One instance may be used by many threads at once. ``threads`` is the number of cores that a
    call may use: one for answering, more for building an index.

    Raises:
        EncoderError: a file of the folder is missing or cannot be read.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder = folder
        try:
            description = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session = _session(folder / MODEL_FILE, threads)
        except FileNotFoundError as fault:
            raise EncoderError(
                f"There is no sentence encoder in {folder}. Run 'make setup'."
            ) from fault
        except Exception as fault:  # tokenizers and onnxruntime raise bare exceptions of their own
            raise EncoderError(
                f"The sentence encoder in {folder} is damaged ({fault}). "
                "Run 'make clean', then 'make setup'."
            ) from fault
        self.dimension: int = int(description["dimension"])
        self.fingerprint: str = str(description["fingerprint"])
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._tokenizer.enable_truncation(max_length=int(description["max_tokens"]))
        self._tokenizer.enable_padding(
            pad_id=int(description["pad_id"]), pad_token=str(description["pad_token"])
        )

    def with_all_cores(self) -> SentenceEncoder:
        """The same encoder for a long list, where nobody waits for an answer meanwhile."""
        return SentenceEncoder(self._folder, os.cpu_count() or 1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of ``texts``: float32, shape (len(texts), dimension), rows of unit length."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Sentences of like length share a batch, so that little of it is padding.
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors[chosen] = self._encode_batch([texts[position] for position in chosen])
        return vectors

    def _encode_batch(self, texts: list[str]) -> np.ndarray:
        encodings = self._tokenizer.encode_batch(texts)
        arrays: dict[str, Any] = {
            "input_ids": np.array([each.ids for each in encodings], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encodings], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in encodings], dtype=np.int64),
        }
        feed = {name: arrays[name] for name in self._inputs}
        result: np.ndarray = self._session.run(None, feed)[0]
        return result


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while idle take a core from the other two processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
