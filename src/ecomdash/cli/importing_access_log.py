"""`ecomdash import access-log`: chooses the site, runs the import and prints where every line of the log went."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from ecomdash.cli.configure import Refused
from ecomdash.cli.importing import bar, choose_site, rooms
from ecomdash.events.outcome import DropReason
from ecomdash.events.site import Site
from ecomdash.jobs import import_access_log as job
from ecomdash.jobs.importing import reading
from ecomdash.settings import Settings

_LABELS = {
    DropReason.NOT_A_PAGE: ("no pages", "images, styles, scripts, feeds, files, and requests other than GET"),
    DropReason.NOT_SUCCESSFUL: ("not successful", "redirects, pages not found, errors"),
    DropReason.BOT: ("bots", "shown on the data quality page"),
    DropReason.DUPLICATE_EVENT: ("known already", "imported before, from another file"),
    DropReason.UNREADABLE: ("unreadable", "no line of the combined or common format"),
}


async def import_access_log(settings: Settings, path: Path, key: str | None, host: str | None) -> None:
    """Import a log into a site; nothing is made for one that cannot be. Raises Refused and ImportRefused."""
    with reading(path) as source:
        log = job.AccessLog(source)
        own = (host or log.host()).lower().removeprefix("www.")
        if not own and key is None:
            raise Refused("the log does not tell which host it is of; say it with --host, or name a site with --site")
        async with rooms(settings) as opened:
            site = await choose_site(opened.sites, key, lambda site: own in _hosts(site), own, _fields(own))
            with bar(path) as progress:
                report = await job.import_access_log(
                    log,
                    site=site,
                    host=own or next(iter(site.domains), ""),
                    store=opened.store,
                    anonymiser=opened.anonymiser,
                    clock=opened.clock,
                    progress=progress,
                )
    _print(site, report)


def _hosts(site: Site) -> set[str]:
    return {domain.lower().removeprefix("www.") for domain in site.domains}


def _fields(host: str) -> dict[str, Any]:
    return {"name": host, "domains": [host]}


def _print(site: Site, report: job.AccessLogReport) -> None:
    table = Table("", Column("lines", justify="right"), "", box=None, header_style="bold", pad_edge=False)
    table.add_row("pageviews", f"{report.pageviews:,}", "")
    for reason, (label, meaning) in _LABELS.items():
        count = report.dropped.get(reason, 0)
        table.add_row(label, f"{count:,}", meaning if count else "")
    for other in sorted(report.dropped.keys() - _LABELS.keys()):
        table.add_row(other, f"{report.dropped[other]:,}", "")
    table.add_row("imported before", f"{report.earlier:,}", "by an earlier run over this log" if report.earlier else "")
    table.add_row("[bold]in the log[/]", f"[bold]{report.lines:,}[/]", f"into {site.name} (key {site.key})")
    Console(highlight=False).print(table)
