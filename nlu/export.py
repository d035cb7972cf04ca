"""Set-up only: turns a sentence-transformers model into what ``SentenceEncoder`` reads.

``python -m nlu.export FOLDER [--encoder small|large|PATH]``. Needs torch; nothing at run time does.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from nlu.encoder import DESCRIPTION_FILE, MODEL_FILE, TOKENIZER_FILE
from nlu.models import LARGE, SMALL, ModelError, find_model, sha256_of

# The large model gets 8-bit weights, save here: the outputs of its last layers have values too far
# apart for eight bits (docs/adr/0001-encoders.md has the figures).
_KEPT_WHOLE = re.compile(r"layer\.(6|7|8|9|10|11)/output/")


def export(encoder: str, folder: Path) -> None:
    """Writes the ONNX model, its tokenizer and its description to ``folder``, all or nothing.

    Raises:
        ModelError: the model cannot be had, or is not the one we know.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        source = find_model(encoder, Path(scratch))
        target = Path(scratch) / "exported"
        target.mkdir()
        _write(source, target)
        if encoder == LARGE:
            _make_smaller(target / MODEL_FILE)
        _describe(target)
        shutil.rmtree(folder, ignore_errors=True)
        target.rename(folder)


def _write(source: Path, target: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu").eval()
    tokenizer = model.tokenizer
    example = dict(tokenizer(["a short example", "another"], padding=True, return_tensors="pt"))
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example]

    class Whole(torch.nn.Module):
        """Transformer, pooling and normalisation as one graph: the run time needs none of it."""

        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = torch.nn.ModuleList(model)

        def forward(self, *arguments: Any) -> Any:
            features: dict[str, Any] = dict(zip(names, arguments, strict=True))
            for module in self.modules_in_order:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole(),
            tuple(example[name] for name in names),
            str(target / MODEL_FILE),
            input_names=names,
            output_names=["sentence"],
            dynamic_axes={name: {0: "sentences", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
    tokenizer.backend_tokenizer.save(str(target / TOKENIZER_FILE))
    description = {
        "dimension": model.get_embedding_dimension(),
        "max_tokens": model.max_seq_length,
        "pad_id": tokenizer.pad_token_id,
        "pad_token": tokenizer.pad_token,
    }
    (target / DESCRIPTION_FILE).write_text(json.dumps(description), "utf-8")


def _make_smaller(model: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises steps that dynamic weights do not need
    nodes = onnx.load(str(model)).graph.node
    smaller = model.with_suffix(".small")
    quantize_dynamic(
        str(model),
        str(smaller),
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=[node.name for node in nodes if _KEPT_WHOLE.search(node.name)],
    )
    smaller.replace(model)


def _describe(target: Path) -> None:
    path = target / DESCRIPTION_FILE
    description = json.loads(path.read_text("utf-8"))
    description["fingerprint"] = sha256_of(target / MODEL_FILE)[:16]
    path.write_text(json.dumps(description, indent=2) + "\n", "utf-8")


def main() -> int:
    """Runs the export; prints one line when the model cannot be used."""
    parser = argparse.ArgumentParser(description="Export a sentence encoder to ONNX.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", default=SMALL)
    arguments = parser.parse_args()
    try:
        export(arguments.encoder, arguments.folder)
    except ModelError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
