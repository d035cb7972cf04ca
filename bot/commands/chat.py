"""`assistant chat`: the assistant in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def chat(
    email: Annotated[
        str | None, typer.Option("--as", help="Whose conversation: an address in organisation.yml.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="An assistant elsewhere. Its token is in ASSISTANT_TOKEN.")
    ] = None,
) -> None:
    """Chats here. Starts the assistant when none is running."""
    from bot.channels import terminal

    terminal.chat(email, url)
