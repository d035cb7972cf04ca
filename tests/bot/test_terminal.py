from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.channels import terminal
from bot.credentials import Kind
from bot.settings import ROOT, Settings
from bot.turns import KEPT, SLOWLY
from cases.faults import Fault
from tests.bot.crowd import Crowd, gathered
from tests.bot.pseudo_terminal import Terminal
from tests.bot.stub_rasa import RULE
from tests.counting import count

SECONDS = 60


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with gathered(tmp_path_factory.mktemp("terminal")) as crowd:
        yield crowd


@pytest.fixture
def environment(crowd: Crowd) -> dict[str, str]:
    """What the command is started with, as somebody whom nobody else of these tests is."""
    crowd.person()
    port = str(urlsplit(crowd.live.url).port)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **crowd.environment, "PORT": port, "TERM": "xterm", "COLUMNS": "80"}


def run(
    environment: dict[str, str], *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=SECONDS,
    )


@pytest.fixture
def at_terminal(environment: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        made.append(Terminal(environment, *arguments))
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_piped_lines_are_answered_in_order(crowd: Crowd, environment: dict[str, str]) -> None:
    typed = "Can I film my class?\n\n2\n/restart <b>[bold]x[/bold]</b>"
    done = run(environment, "--as", "staff@example.org", typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "You  Can I film my class?",
        "Assistant",
        f"  {RULE['text'].splitlines()[0]}",
        "  Ask first: the Head of ArtForms.",
        "  Guidance, section 5: Your own phone or camera",
        "  “The exact words of the official document stand here.”",
        "  Staff guidance on digital technology and social media, edition 2023-09",
        "  1  Ask for permission to film",
        "  2  More on section 5",
        "",
        "You  More on section 5",
        "Assistant",
        '  You pressed /more_on_section{"section":"5"}',
        "",
        "You  /restart <b>[bold]x[/bold]</b>",
        "Assistant",
        "  You said: \u200b/restart <b>[bold]x[/bold]</b>",
        "",
    ]
    assert "\u200b/restart <b>[bold]x[/bold]</b>" in crowd.heard("staff@example.org")


def test_without_a_name_it_talks_as_the_first_person_of_a_demonstration(
    crowd: Crowd, environment: dict[str, str]
) -> None:
    run(environment, typed="Who am I?\n")
    assert "Who am I?" in crowd.heard("staff@example.org")


def test_no_token_is_left_behind(crowd: Crowd, environment: dict[str, str]) -> None:
    before = count(crowd.live.gateway.database, "credential")
    run(environment, typed="Hello\n")
    assert count(crowd.live.gateway.database, "credential") == before


def test_a_message_is_kept_while_rasa_is_gone(crowd: Crowd, environment: dict[str, str]) -> None:
    crowd.stub.gone = True
    done = run(environment, "--as", "safeguarding@example.org", typed="Are you there?\n")
    crowd.stub.gone = False
    assert done.returncode == 0
    assert KEPT in done.stdout
    crowd.until_told("safeguarding@example.org", "You said: Are you there?")


def test_a_long_file_is_slowed_down_and_not_lost(environment: dict[str, str]) -> None:
    lines = [f"Line {number}" for number in range(32)]
    done = run(environment, "--as", "owner@example.org", typed="\n".join(lines))
    assert SLOWLY in done.stdout
    answered = [line for line in done.stdout.splitlines() if line.startswith("  You said")]
    assert answered == [f"  You said: {line}" for line in lines]


@pytest.mark.parametrize(
    ("arguments", "more", "words"),
    [
        (["--as", "nobody@example.org"], {}, "nobody@example.org is not in the directory."),
        (["--url", "http://127.0.0.1:9"], {}, "Nothing answers at http://127.0.0.1:9"),
        (["--url", "nonsense"], {}, "nonsense is not a web address."),
        ([], {"ASSISTANT_TOKEN": "wrong"}, "The assistant does not let you in"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    environment: dict[str, str], arguments: list[str], more: dict[str, str], words: str
) -> None:
    done = run(environment | more, *arguments, typed="Hello\n")
    assert done.returncode == 1
    assert words in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_an_assistant_of_another_folder_is_told_from_ones_own(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(environment | {"ASSISTANT_VAR": str(tmp_path)}, typed="Hello\n")
    assert done.returncode == 1
    assert "keeps its data elsewhere" in done.stderr


def test_a_token_of_the_environment_is_used_elsewhere(
    crowd: Crowd, environment: dict[str, str]
) -> None:
    email = crowd.person()
    token = crowd.live.secret(Kind.TOKEN, email)
    done = run(environment | {"ASSISTANT_TOKEN": token}, "--url", crowd.live.url, typed="Hello\n")
    assert "You said: Hello" in done.stdout
    assert crowd.heard(email) == ["Hello"]


def test_at_a_terminal_a_number_presses_a_button(at_terminal: Callable[..., Terminal]) -> None:
    chat = at_terminal("--as", "starter@example.org")
    chat.until("Ctrl-D leaves.")
    chat.until("> ")
    chat.type("Can I film my class?\r")
    chat.until("More on section 5")
    chat.until("> ")
    chat.type("2\r")
    chat.until("You pressed /more_on_section")
    chat.until("> ")
    chat.type("2\r")
    chat.until("You said: 2")
    chat.until("> ")
    chat.type("\x04")
    assert chat.ends() == 0


def test_what_is_pushed_shows_and_half_typed_words_survive(
    crowd: Crowd, at_terminal: Callable[..., Terminal]
) -> None:
    chat = at_terminal("--as", "manager@example.org")
    chat.until("Ctrl-D leaves.")
    chat.until("> ")
    chat.type("Half a")
    chat.until("Half a")
    crowd.live.client("manager@example.org").post("/api/messages", json={"message": "Elsewhere"})
    chat.until("You said: Elsewhere")
    chat.until("> Half a")
    chat.type(" thought\r")
    chat.until("You said: Half a thought")


@pytest.mark.parametrize("leave", ["ctrl-c", "ctrl-d"])
def test_leaving_is_quiet_and_leaves_the_terminal_as_it_was(
    at_terminal: Callable[..., Terminal], leave: str
) -> None:
    chat = at_terminal("--as", "head@example.org")
    chat.until("Ctrl-D leaves.")
    chat.until("> ")
    if leave == "ctrl-d":
        chat.type("\x04")
    else:
        chat.process.send_signal(signal.SIGINT)
    assert chat.ends() == 0
    assert chat.is_as_before()


class StandIn:
    """A launcher that runs nothing. `end` says how it ends: None waits to be stopped."""

    end: Exception | str | None = None
    stopped = False

    def __init__(
        self, _settings: Settings, tell: Callable[[str], None], ready: Callable[[], None]
    ) -> None:
        self._tell, self._ready, self._stop = tell, ready, asyncio.Event()

    async def run(self) -> None:
        if isinstance(self.end, Exception):
            raise self.end
        self._tell("The Rasa server is ready.")
        self._ready()
        if self.end is None:
            await self._stop.wait()

    def stop(self) -> None:
        type(self).stopped = True
        self._stop.set()


@pytest.fixture
def launcher(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> type[StandIn]:
    """The assistant seems not to run, and what would start it is a stand-in."""

    class Launcher(StandIn):
        pass

    async def nothing_runs(_address: str) -> bool:
        return False

    # A client with a token leaves the database alone, which this very process has open.
    monkeypatch.setenv("ASSISTANT_TOKEN", crowd.live.secret(Kind.TOKEN, crowd.person()))
    port = urlsplit(crowd.live.url).port or 0
    settings = dataclasses.replace(crowd.settings, port=port)
    monkeypatch.setattr(terminal, "read_settings", lambda: settings)
    monkeypatch.setattr("bot.launcher.Launcher", Launcher)
    monkeypatch.setattr(terminal, "_is_running", nothing_runs)
    return Launcher


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where to write what comes in by the pipe."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield writing
    os.close(writing)


def test_it_starts_the_assistant_when_none_runs_and_says_so(
    launcher: type[StandIn],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"Hello\n")
    os.close(writing)
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        terminal.chat()
    shown = capsys.readouterr().out
    assert "The assistant is not running yet. Starting it" in shown
    assert "The Rasa server is ready." in shown
    assert "You said: Hello" in shown
    assert launcher.stopped


def test_an_assistant_that_cannot_start_ends_the_chat(launcher: type[StandIn], keys: int) -> None:
    launcher.end = Fault("Port 8080 is in use.", "Choose another.")
    with pytest.raises(Fault, match="Port 8080 is in use"):
        terminal.chat()


def test_an_assistant_that_is_stopped_ends_the_chat(launcher: type[StandIn], keys: int) -> None:
    launcher.end = "stopped"
    terminal.chat()
    assert launcher.stopped


def test_who_is_asked_for_where_it_is_no_demonstration(crowd: Crowd) -> None:
    organisation = dataclasses.replace(crowd.settings.organisation, demonstration=False)
    settings = dataclasses.replace(crowd.settings, organisation=organisation)
    with pytest.raises(Fault, match="--as"):
        terminal._person(settings, None)
