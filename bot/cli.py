"""The command line: `assistant …`."""

from __future__ import annotations

import logging
import sys

import typer
from rich.console import Console

from bot.commands import (
    audit,
    backup,
    chat,
    doctor,
    keys,
    knowledge,
    notices,
    people,
    run,
    tokens,
)
from cases.faults import Fault

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The staff guidance assistant: cited answers from the written guidance.",
)
for group in (run, chat, tokens, doctor, knowledge, people, audit, keys, backup, notices):
    app.add_typer(group.app)


def main() -> None:
    """Runs a command. Whatever goes wrong, a person reads a sentence, never a traceback."""
    try:
        app()
    except Fault as fault:
        _say(fault.fault, fault.cure)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort: told in a sentence, kept in the log
        _say(f"Something went wrong ({type(error).__name__}).", _where_it_is_noted(error))
    sys.exit(1)


def _say(fault: str, cure: str) -> None:
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]✗[/] {_plain(fault)}")
    console.print(f"  {_plain(cure)}")


def _plain(words: str) -> str:
    return words.replace("[", "\\[")


def _where_it_is_noted(error: Exception) -> str:
    from bot.logs import set_up_logs
    from bot.settings import read_settings

    try:
        folder = read_settings().var / "log"
        set_up_logs(folder, "command", console=False)
    except Fault as fault:
        return str(fault)
    logging.getLogger("assistant").error("command_failed", exc_info=error)
    return f"The details are in {folder / 'command.log'}. 'assistant doctor' may name the cause."


if __name__ == "__main__":
    main()
