from __future__ import annotations

import platform

from benchmarks.machine import provenance


def test_the_command_and_the_machine_stand_there_but_no_path_and_no_name() -> None:
    line = provenance(["answers", "--document", "/home/somebody/guidance.txt"], load=0.1)
    assert line.startswith("`.venv/bin/python -m benchmarks answers --document guidance.txt`")
    assert f"Python {platform.python_version()}" in line
    assert "cores" in line
    assert "GiB" in line
    assert "/home" not in line
    assert platform.node() not in line


def test_a_busy_machine_is_told() -> None:
    assert "Load average" not in provenance(["answers"], load=0.1)
    assert "Load average at the start 3.2" in provenance(["answers"], load=3.2)
