"""`assistant doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer()


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON list.")] = False,
) -> None:
    """Checks configuration, data, model, index and ports; names each fault and its cure."""
    from bot.checks import check_all
    from bot.settings import read_settings

    findings = check_all(read_settings())
    faults = [finding for finding in findings if finding.fault]
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=2))
        raise typer.Exit(1 if faults else 0)
    console = Console(highlight=False)
    for finding in findings:
        mark = "✗" if finding.fault else "✓"
        console.print(
            f"{mark} {finding.name:<13} {finding.fault or finding.detail}",
            markup=False,
            soft_wrap=True,
        )
        if finding.cure:
            console.print(f"  {'':<13} {finding.cure}", markup=False, soft_wrap=True)
    count = len(faults)
    told = (
        "All is well."
        if not count
        else f"{count} {'thing needs' if count == 1 else 'things need'} attention."
    )
    console.print(f"\n{told}", markup=False)
    raise typer.Exit(1 if faults else 0)
