"""What the terminal shows when the server has started: where to look, and what to do first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

import ecomdash
from ecomdash.events.site import DEMO_SITE, Site
from ecomdash.settings import Settings


def address(settings: Settings, port: int) -> str:
    """Where a browser on this machine finds the server."""
    host = settings.host
    if not host or (_is_address(host) and ip_address(host).is_unspecified):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def mixture(sites: Sequence[Site], *, demo: bool) -> str:
    """What to say where the demo's site and others share a folder; '' where they do not."""
    own = ", ".join(site.name for site in sites if site.key != DEMO_SITE)
    if demo and own:
        return f"this folder has sites of its own ({own}); the demo puts its shop beside them. --data names another"
    if not demo and any(site.key == DEMO_SITE for site in sites):
        return "this folder has the Demo Shop; delete it under Settings → Sites, or name an empty folder with --data"
    return ""


def greet(
    console: Console, settings: Settings, port: int, *, needs_setup: bool, setup_token: str, note: str = ""
) -> None:
    """Print the addresses; before the first set-up also what to do, with the token where one is needed.

    `note` is what the operator should know of the folder.
    """
    here = address(settings, port)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("Dashboard", f"[bold]{here}/[/]")
    if settings.demo:
        table.add_row("Demo shop", f"{here}/store/")
    table.add_row("API", f"{here}/api/docs")
    table.add_row("Data", Text(str(settings.data.resolve())))
    if needs_setup:
        table.add_row("First run", "open the dashboard to make your account and your first site")
        if setup_token:
            table.add_row("Setup token", f"[bold]{setup_token}[/] (asked for unless you are at this machine)")
    if note:
        table.add_row("[yellow]Note[/]", Text(note))
    table.add_row("Stop", "Ctrl+C")
    title = f"EcomDash {ecomdash.__version__}" + (" · demo" if settings.demo else "")
    console.print(Panel(table, title=title, title_align="left", border_style="cyan", expand=False, padding=(1, 2)))


@contextmanager
def demo_progress(console: Console) -> Iterator[Progress]:
    """A bar for the making of the demo's history; in a file or a pipe nothing is drawn."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=40),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress
