"""What the terminal client reads and prints: formatted on a terminal, plain in a pipe."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from rich.console import Console
from rich.text import Text

PROMPT = "> "
INDENT = "  "
AT_ONCE = 65_536

T = TypeVar("T")
Message = Mapping[str, Any]


class Choices:
    """The buttons that may be pressed now, by their number."""

    def __init__(self) -> None:
        self._buttons: list[tuple[str, str]] = []

    def offer(self, buttons: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, str]]:
        """Adds buttons; yields each with its number."""
        for button in buttons:
            self._buttons.append((button["title"], button["payload"]))
            yield len(self._buttons), button["title"]

    def resolve(self, typed: str) -> tuple[str, str]:
        """What to send, and what it says.

        That is a button's payload and title, for its number or title; else the words themselves.
        """
        wanted = typed.strip()
        for number, (title, payload) in enumerate(self._buttons, start=1):
            if wanted == str(number) or wanted.casefold() == title.casefold():
                return payload, title
        return typed, typed

    def withdraw(self) -> list[tuple[str, str]]:
        """Takes all away: they are used or overtaken. What `restore` takes."""
        taken, self._buttons = self._buttons, []
        return taken

    def restore(self, taken: list[tuple[str, str]]) -> None:
        """Undoes `withdraw`."""
        self._buttons = taken + self._buttons


class Screen:
    """Prints a conversation. `before` and `after` are called around each thing printed."""

    def __init__(self, console: Console, guidance: str) -> None:
        self.choices = Choices()
        self.console = console
        self._guidance = guidance
        self._before: Callable[[], None] = lambda: None
        self._after: Callable[[], None] = lambda: None

    def around(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        """Has a prompt that is on the screen taken away and put back."""
        self._before, self._after = before, after

    def note(self, words: str) -> None:
        """A word about the conversation, not of it."""
        self._before()
        self._plain(Text(words, style="dim"))
        self._after()

    def person(self, words: str) -> None:
        """What the person said, where it is not on the screen anyway."""
        self._before()
        self._plain(Text.assemble(("You  ", "bold cyan"), words))
        self._after()

    def assistant(self, message: Message) -> None:
        """What the assistant says: words, citations, numbered choices."""
        self._before()
        custom = message.get("custom") or {}
        danger = custom.get("kind") == "danger"
        self.console.print(Text("Assistant", style="bold red" if danger else "bold green"))
        text = self._words(message.get("text") or "", custom, danger=danger)
        if message.get("image"):
            text.append(f"\n{message['image']}")
        self._print(text)
        for number, title in self.choices.offer(message.get("buttons") or ()):
            self._print(Text.assemble((f"{number}", "bold cyan"), f"  {title}"))
        self.console.print()
        self._after()

    def _plain(self, text: Text) -> None:
        self.console.print(text, soft_wrap=not self.console.is_terminal)

    def _print(self, text: Text) -> None:
        """Prints indented: wrapped for a terminal, line by line for another program."""
        width = self.console.width - len(INDENT)
        lines = text.wrap(self.console, width) if self.console.is_terminal else text.split()
        for line in lines:
            line.rstrip()
            self.console.print(Text.assemble(INDENT, line), soft_wrap=True)

    def _words(self, words: str, custom: Mapping[str, Any], *, danger: bool) -> Text:
        citations = (
            custom.get("citations") or () if custom.get("kind", "answered") == "answered" else ()
        )
        left = {_cited(citation): citation for citation in citations}
        text = Text(style="bold" if danger else "")
        for line in words.split("\n"):
            citation = left.pop(line.strip().rstrip("."), None)
            if citation is None:
                text.append(f"{line}\n")
            else:
                self._cite(text, citation)
        for citation in left.values():
            self._cite(text, citation)
        text.rstrip()
        return text

    def _cite(self, text: Text, citation: Mapping[str, Any]) -> None:
        text.append(f"{_cited(citation)}\n", style="cyan")
        if citation.get("quotation"):
            text.append(f"“{citation['quotation']}”\n{self._guidance}\n", style="dim")


def _cited(citation: Mapping[str, Any]) -> str:
    return f"Guidance, section {citation['section']}: {citation['title']}".rstrip(".")


class Keyboard:
    """Lines from a person at a terminal.

    What they are typing survives a message that arrives meanwhile.
    """

    is_interactive = True

    def __init__(self) -> None:
        self._waiting = False

    async def line(self) -> str | None:
        """The next line; None at the end (Ctrl-D)."""
        self._waiting = True
        try:
            return await _in_thread(lambda: input(PROMPT))
        except EOFError:
            print()  # noqa: T201 - the shell's prompt belongs on its own line
            return None
        finally:
            self._waiting = False

    def take_away(self) -> None:
        """Clears the prompt's line, when there is one."""
        if self._waiting:
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()

    def put_back(self) -> None:
        """Shows the prompt and what was typed again."""
        if self._waiting:
            import readline

            sys.stdout.write(PROMPT + readline.get_line_buffer())
            sys.stdout.flush()


class Piped:
    """Lines from a file or another program."""

    is_interactive = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[bytes] = []
        self._rest: bytes | None = b""

    async def line(self) -> str | None:
        """The next line; None at the end."""
        while not self._lines:
            if self._rest is None:
                return None
            more = await _in_thread(lambda: os.read(self._descriptor, AT_ONCE))
            *self._lines, rest = (self._rest + more).split(b"\n")
            self._rest = rest if more else None
            if not more and rest:
                self._lines.append(rest)
        return self._lines.pop(0).decode("utf-8", "replace").rstrip("\r")


async def _in_thread(function: Callable[[], T]) -> T:
    """Calls a function that may wait for ever in a thread that keeps no program from ending."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is None:
            outcome.set_result(result)  # type: ignore[arg-type]
        else:
            outcome.set_exception(error)

    def work() -> None:
        result, error = None, None
        try:
            result = function()
        except (EOFError, OSError) as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, daemon=True).start()
    return await outcome


@contextmanager
def terminal_kept() -> Iterator[None]:
    """Leaves the terminal as it was, even when a line was being typed at the end."""
    if not sys.stdin.isatty():
        yield
        return
    import readline  # noqa: F401 - gives `input` its line editing

    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
