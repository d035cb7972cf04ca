from __future__ import annotations

import io

from rich.console import Console

from bot.channels.terminal_screen import Choices, Screen


def test_choices_are_taken_by_number_or_title_until_withdrawn() -> None:
    choices = Choices()
    offered = [{"title": "Yes", "payload": "~y"}, {"title": "No", "payload": "~n"}]
    assert list(choices.offer(offered)) == [(1, "Yes"), (2, "No")]
    assert choices.resolve(" 2 ") == ("~n", "No")
    assert choices.resolve("yes") == ("~y", "Yes")
    assert choices.resolve("3") == ("3", "3")
    taken = choices.withdraw()
    assert choices.resolve("2") == ("2", "2")
    choices.restore(taken)
    assert choices.resolve("2") == ("~n", "No")


def test_words_are_never_read_as_formatting() -> None:
    output = io.StringIO()
    screen = Screen(Console(file=output, force_terminal=True, width=60, color_system=None), "G")
    custom = {"kind": "danger"}
    screen.assistant({"text": "[red]Call-999[/red] " * 4, "custom": custom})
    screen.person("[link=https://example.org]x[/link]")
    shown = output.getvalue()
    assert shown.count("[red]Call-999[/red]") == 4
    assert "[link=https://example.org]x[/link]" in shown
    assert max(len(line) for line in shown.splitlines()) <= 60
