"""The commands for an installation as a whole: `ecomdash backup`, `restore` and `move`."""

# ruff: noqa: PLC0415 - commands import what they need, so that all of them start fast
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ecomdash.cli.options import Data

app = typer.Typer()


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new folder to make it in.", metavar="FOLDER")], data: Data = None
) -> None:
    """Save the embedded installation into a new folder; the server may run, and goes on accepting events."""

    def work() -> None:
        from ecomdash.cli.backup import backup as run
        from ecomdash.cli.moved import usable
        from ecomdash.settings import load

        run(usable(load(data=data)), target)

    _run(work)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The folder of a backup.", metavar="FOLDER")],
    data: Data = None,
    force: Annotated[bool, typer.Option("--force", help="Delete the installation that is there already.")] = False,
) -> None:
    """Bring back what a backup holds; it is checked whole before anything is changed."""

    def work() -> None:
        from ecomdash.cli.backup import restore as run
        from ecomdash.settings import load

        run(load(data=data), source, force=force)

    _run(work)


@app.command()
def move(
    source: Annotated[str | None, typer.Option("--from", help="Event store to copy; default ECOMDASH_STORE.")] = None,
    target: Annotated[str | None, typer.Option("--to", help="Empty event store to copy into.")] = None,
    sites: Annotated[str | None, typer.Option(help="Empty configuration database to copy into.")] = None,
    data: Data = None,
    stopped: Annotated[
        bool, typer.Option("--stopped", help="Nothing writes to the source any more (of a server, nobody can tell).")
    ] = False,
) -> None:
    """Copy a running installation to another engine, compare every day and table, and say what to do next.

    May be stopped at any moment and run again. The exit code is 0 when done, 3 when another pass is needed, 1 when
    days are not the same.
    """

    def work() -> int:
        from ecomdash.cli.moving import move as run

        return run(data, source, target, sites, stopped=stopped)

    _run(work)


def _run(work: Callable[[], int | None]) -> None:
    """Run a command; what stands in its way is one line and exit code 2, interrupting it exit code 130."""
    from ecomdash.cli.configure import Refused
    from ecomdash.settings import SettingsError

    try:
        code = work()
    except (Refused, SettingsError) as error:
        typer.echo(f"ecomdash: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("ecomdash: stopped; run the same command again", err=True)
        raise typer.Exit(130) from None
    if code:
        raise typer.Exit(code)
