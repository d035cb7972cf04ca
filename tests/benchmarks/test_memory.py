from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.memory import family, of_family, resident

WAITS = "import sys; print('here', flush=True); sys.stdin.read()"


def test_a_family_is_a_process_and_what_it_started() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin
        assert child.stdout
        child.stdout.readline()
        assert family(child.pid) == [child.pid]
        assert {os.getpid(), child.pid} <= set(family(os.getpid()))
        alone, shared = of_family(child.pid)
        assert alone >= shared > 1
        both, _ = of_family(os.getpid())
        assert both * 2**20 >= resident()
        child.stdin.close()
    assert of_family(child.pid) == (0, 0)
