"""What the assistant knows, in the form it is used in: encoder, index, dialogue model."""

from __future__ import annotations

import re
from pathlib import Path

from tools.commands import Runner
from tools.project import Project
from tools.steps import Step, replacing

MODEL_NAME = "assistant"


def steps_for(project: Project) -> list[Step]:
    """The steps that make the two encoders, `.build/index` and `.build/models`."""
    root = project.root
    exporter = tuple(root / "nlu" / name for name in ("export.py", "encoder.py", "models.py"))
    return [
        Step(
            name="encoder",
            title="the encoder that tells intents apart (.build/encoder)",
            makes=(project.build / "encoder" / "model.onnx",),
            work=lambda runner: export_encoder(project, runner, "encoder", "small"),
            sources=exporter,
            needs=("assistant",),
        ),
        Step(
            name="answer-encoder",
            title="the encoder that reads questions (.build/answer-encoder)",
            makes=(project.build / "answer-encoder" / "model.onnx",),
            work=lambda runner: export_encoder(
                project, runner, "answer-encoder", encoder_setting(root / "organisation.yml")
            ),
            sources=exporter,
            facts=(f"encoder: {encoder_setting(root / 'organisation.yml')}",),
            needs=("assistant",),
        ),
        Step(
            name="index",
            title="the knowledge index (.build/index)",
            makes=(project.build / "index",),
            work=lambda runner: build_index(project, runner),
            sources=(root / "knowledge",),
            needs=("answer-encoder", "package"),
        ),
        Step(
            name="model",
            title="the dialogue model (.build/models)",
            makes=(project.build / "models" / f"{MODEL_NAME}.tar.gz",),
            work=lambda runner: train_rasa(project, runner),
            sources=(root / "config.yml", root / "domain.yml", root / "data", root / "nlu"),
            needs=("encoder", "rasa"),
        ),
    ]


def export_encoder(project: Project, runner: Runner, folder: str, model: str) -> None:
    """Turns a sentence encoder into ONNX."""
    target = project.build / folder
    runner.run(
        project.in_assistant("python"), "-m", "nlu.export", target, "--encoder", model or "large"
    )


def build_index(project: Project, runner: Runner) -> None:
    """Encodes the knowledge and fits what decides between an answer and a refusal."""
    runner.run(project.in_assistant("assistant"), "knowledge", "build")


def train_rasa(project: Project, runner: Runner) -> None:
    """Trains intents and dialogue."""
    with replacing(project.build / "models") as models:
        environment = {
            "PYTHONPATH": str(project.root),
            "RASA_TELEMETRY_ENABLED": "false",
            # Rasa's cache knows a component by its class alone and would miss a change below it.
            "RASA_MAX_CACHE_SIZE": "0",
            "RASA_CACHE_DIRECTORY": str(project.build / "rasa-cache"),
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        }
        runner.run(
            *(project.in_rasa("rasa"), "train"),
            *("--fixed-model-name", MODEL_NAME),
            # The tests validate; here it would cost half of the training.
            "--skip-validation",
            *("--out", models),
            environment=environment,
        )


def encoder_setting(organisation: Path) -> str:
    """The value of ``encoder:`` in the organisation's file; empty when it is not set there.

    The file is YAML, which the standard library cannot read; one top-level line is enough here,
    and the assistant itself reads the file with care.
    """
    if not organisation.is_file():
        return ""
    text = organisation.read_text(encoding="utf-8")
    found = re.search(r"^encoder:[ \t]*(['\"]?)(?P<value>[^'\"#\n]*)\1[ \t]*(?:#.*)?$", text, re.M)
    return found["value"].strip() if found else ""
