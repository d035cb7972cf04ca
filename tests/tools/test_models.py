from __future__ import annotations

from pathlib import Path

import pytest

from tools.commands import Runner
from tools.models import encoder_setting, steps_for, train_rasa
from tools.project import Project


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("encoder: default             # or a path\n", "default"),
        ("name: x\nencoder: '/models/mpnet base'\n", "/models/mpnet base"),
        ('encoder: "../mpnet"\r\n', "../mpnet"),
        ("encoder:\nname: x\n", ""),
        ("guidance:\n  encoder: other\n", ""),
        ("# encoder: other\n", ""),
        ("", ""),
    ],
)
def test_the_encoder_setting_is_read(tmp_path: Path, text: str, setting: str) -> None:
    path = tmp_path / "organisation.yml"
    path.write_bytes(text.encode())
    assert encoder_setting(path) == setting


def test_without_an_organisation_there_is_no_setting(tmp_path: Path) -> None:
    assert encoder_setting(tmp_path / "organisation.yml") == ""


def test_the_setting_reaches_the_export(project: Project, runner: Runner) -> None:
    program(project.in_assistant("python"), f'echo "$@" >> {project.root}/asked')
    (project.root / "organisation.yml").write_text("encoder: /models/mpnet\n")
    steps = {step.name: step for step in steps_for(project)}
    steps["encoder"].work(runner)
    steps["answer-encoder"].work(runner)
    assert (project.root / "asked").read_text().splitlines() == [
        f"-m nlu.export {project.build}/encoder --encoder small",
        f"-m nlu.export {project.build}/answer-encoder --encoder /models/mpnet",
    ]


def test_another_encoder_changes_all_that_is_made_with_it(project: Project) -> None:
    def facts() -> dict[str, tuple[str, ...]]:
        return {step.name: step.facts for step in steps_for(project)}

    (project.root / "organisation.yml").write_text("encoder: large\nname: x\n")
    before = facts()
    (project.root / "organisation.yml").write_text("encoder: large\nname: y\n")
    assert facts() == before
    (project.root / "organisation.yml").write_text("encoder: /models/mpnet\n")
    assert facts()["answer-encoder"] != before["answer-encoder"]
    needs = {step.name: step.needs for step in steps_for(project)}
    assert "answer-encoder" in needs["index"]
    assert "encoder" in needs["model"]


def test_a_training_takes_the_old_models_place(project: Project, runner: Runner) -> None:
    old = project.build / "models" / "old.tar.gz"
    old.parent.mkdir(parents=True)
    old.touch()
    program(
        project.in_rasa("rasa"),
        'env > asked; for last; do :; done; touch "$last/assistant.tar.gz"',
    )
    train_rasa(project, runner)
    assert [path.name for path in old.parent.iterdir()] == ["assistant.tar.gz"]
    asked = (project.root / "asked").read_text().splitlines()
    assert "RASA_TELEMETRY_ENABLED=false" in asked
    assert f"PYTHONPATH={project.root}" in asked
