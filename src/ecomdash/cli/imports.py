"""`ecomdash import`: brings old orders and access logs into a site, and accounts for every line."""

# ruff: noqa: PLC0415 - commands import what they need, so that all of them start fast
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecomdash.cli.options import Data

if TYPE_CHECKING:
    from ecomdash.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Bring in what happened before EcomDash.")

SiteKey = Annotated[str | None, typer.Option("--site", help="Key of the site to import into.", metavar="KEY")]


@app.command("orders")
def orders(
    file: Annotated[Path, typer.Argument(help="CSV; may be packed with gzip, xz or bzip2.", metavar="FILE")],
    mapping: Annotated[str, typer.Option(help="online-retail, shopify-orders, or a mapping file of your own.")],
    site: SiteKey = None,
    data: Data = None,
) -> None:
    """Import a shop's orders, refunds and their items. Run again, it goes on where it stopped; nothing counts twice."""
    from ecomdash.cli.importing_orders import import_orders

    _run(lambda settings: import_orders(settings, file, mapping, site), data)


@app.command("access-log")
def access_log(
    file: Annotated[Path, typer.Argument(help="May be packed; - is the standard input.", metavar="FILE")],
    site: SiteKey = None,
    host: Annotated[
        str | None, typer.Option(help="Host name the log is of; else it is told by the log itself.", metavar="NAME")
    ] = None,
    data: Data = None,
) -> None:
    """Import the pageviews of a web server's log (combined format). Addresses are used in memory and never kept."""
    from ecomdash.cli.importing_access_log import import_access_log

    _run(lambda settings: import_access_log(settings, file, site, host), data)


def _run(work: "Callable[[Settings], Coroutine[Any, Any, None]]", data: Path | None) -> None:
    """Run the import; what stands in its way is one line and exit code 2, interrupting it exit code 130."""
    import asyncio

    from ecomdash.cli.configure import Refused
    from ecomdash.cli.moved import usable
    from ecomdash.jobs.importing import ImportRefused
    from ecomdash.settings import SettingsError, load

    try:
        asyncio.run(work(usable(load(data=data))))
    except (Refused, ImportRefused, SettingsError) as error:
        typer.echo(f"ecomdash: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("ecomdash: stopped; run the same command again to go on from here", err=True)
        raise typer.Exit(130) from None
