from __future__ import annotations

import pytest

from benchmarks.measure import BenchmarkError
from benchmarks.page import needs_of, steps_in, whole_in

OUTPUT = """[1/8] the assistant's environment (.venv), some minutes at first … done (93.4 s)
[2/8] this project in it (.venv/bin/assistant) … 1 s\r[2/8] this project in it … done (2.0 s)
Set-up: finished (185.2 s)
"""


def test_a_page_needs_its_styles_scripts_and_icon_once_each() -> None:
    html = """<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/static/app.css?v=1">
    <link rel="modulepreload" href="/scripts/a/outbox.js"><script src="/static/htmx.js"></script>
    <script type="module" src="chat.js"></script><script src="chat.js"></script>
    <link rel="canonical" href="/elsewhere"><a href="/sign-out">Out</a>"""
    assert needs_of("/", html) == [
        "/icon.svg",
        "/static/app.css?v=1",
        "/scripts/a/outbox.js",
        "/static/htmx.js",
        "/chat.js",
    ]


def test_a_script_needs_what_it_imports() -> None:
    script = (
        'import { Outbox } from "./outbox.js";\nimport "./plain.js";\nconst words = "from here";'
    )
    assert needs_of("/scripts/a/chat.js?v=1", script) == [
        "/scripts/a/outbox.js",
        "/scripts/a/plain.js",
    ]


def test_the_seconds_of_set_up_are_read_from_what_it_printed() -> None:
    assert steps_in(OUTPUT) == [
        ("the assistant's environment (.venv), some minutes at first", 93.4),
        ("this project in it", 2.0),
    ]
    assert whole_in(OUTPUT) == (True, 185.2)
    assert whole_in("Set-up: nothing to do (0.4 s)\n") == (False, 0.4)
    with pytest.raises(BenchmarkError, match="did not come to its end"):
        whole_in("[1/8] the assistant's environment … failed (3.0 s)\n")
