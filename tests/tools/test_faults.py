from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.faults import reason_in


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("The virtual environment was not created: ensurepip is not available.", "python3-venv"),
        ("/usr/bin/python3: No module named venv", "python3-venv"),
        ("NewConnectionError: Failed to establish a new connection: [Errno -3]", "reached"),
        ("npm error code EAI_AGAIN\nnpm error request failed", "could not be reached"),
        ("  error sending request for url", "could not be reached"),
        ("ERROR: No matching distribution found for torch==2.13.0", "has no torch==2.13.0 for"),
        ("  Because rasa was not found in the package registry", "has no rasa"),
        ("npm error code ETARGET", "npm registry lacks a version"),
        ("OSError: [Errno 13] Permission denied: '.venv/lib'", "may not be written"),
        ("Killed", "memory ran out"),
    ],
)
def test_a_known_shortage_is_named(output: str, reason: str) -> None:
    assert reason in reason_in(f"Collecting things\n{output}\nnotice: a new release of pip\n")


def test_otherwise_the_last_line_that_tells_of_an_error() -> None:
    output = "Epoch 1\nrasa.shared.exceptions.YamlSyntaxException: bad indent.\nBye\n"
    assert reason_in(output) == "rasa.shared.exceptions.YamlSyntaxException: bad indent"


def test_a_fault_of_our_own_command_line() -> None:
    output = "✗ knowledge/guidance/5.yml, line 3: 'strenght' is not a field.\n  Write 'strength'.\n"
    assert reason_in(output) == "knowledge/guidance/5.yml, line 3: 'strenght' is not a field"


def test_otherwise_the_last_line() -> None:
    assert reason_in("The model's weights are missing.\n\n") == "The model's weights are missing"


def test_silence_is_told_too() -> None:
    assert reason_in(" \n") == "it printed nothing"


@given(st.text())
def test_the_reason_is_always_one_line(output: str) -> None:
    assert len(reason_in(output).splitlines()) == 1
