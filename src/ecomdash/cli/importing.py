"""What both import commands need: the rooms of one installation, the site to import into, and a progress bar."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from ecomdash.cli.configure import Refused
from ecomdash.cli.databases import SitesUnavailable, open_sites, shared_keeping
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.clock import Clock, SystemClock
from ecomdash.events.site import DEMO_SITE, Site
from ecomdash.jobs.moving_marks import ready
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites import registry
from ecomdash.sites.database import Database
from ecomdash.sites.errors import DatabaseAway, InvalidField
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store, StoreTooNew, StoreUnavailable

_ACTOR: Final = "import"

console = Console(stderr=True)  # what accounts for the lines goes to the standard output, everything else here


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """What an importer writes to; a store that belongs to one process it has to itself."""

    clock: Clock
    sites: Database
    store: Store
    anonymiser: Anonymiser


@asynccontextmanager
async def rooms(settings: Settings) -> AsyncIterator[Rooms]:
    """Open the installation's databases and close them again. Raises Refused, also for what fails inside."""
    clock = SystemClock()
    try:
        async with AsyncExitStack() as opened:
            store = open_store(settings)
            opened.push_async_callback(store.close)
            if store.capabilities.embedded:
                opened.enter_context(_alone(settings))
            sites = await open_sites(settings)
            opened.push_async_callback(sites.close)
            await ready(store)
            keeping = await shared_keeping(settings, sites, clock) if sites.is_shared else None
            anonymiser = open_anonymiser(settings, clock, keeping)
            opened.callback(anonymiser.close)
            yield Rooms(clock=clock, sites=sites, store=store, anonymiser=anonymiser)
    except (
        SitesUnavailable, DatabaseAway, StoreUnavailable, StoreTooNew, SecretDamaged, SettingsError, Unusable, OSError
    ) as error:  # fmt: skip
        raise Refused(settings.conceal(str(error))) from error


def _alone(settings: Settings) -> DataFolder:
    try:
        return DataFolder(settings.data)
    except InUse:
        raise Refused(
            f"an EcomDash server works on {settings.data}, and its event store belongs to one process: "
            "stop the server, import, and start it again"
        ) from None


async def choose_site(
    database: Database, key: str | None, suits: Callable[[Site], bool], new_key: str, fields: Mapping[str, Any]
) -> Site:
    """The site of that key; without a key the only one that suits, or a new one with `new_key` and `fields`.

    The demo's site is taken only when it is asked for. Raises Refused.
    """
    directory = database.directory
    if key is not None:
        site = directory.by_key(key)
        if site is None:
            raise Refused(f"there is no site with the key {key!r}; there is {_keys(directory.all())}")
        return site
    if (known := directory.by_key(new_key)) is not None:
        return known
    suiting = [site for site in directory.all() if site.key != DEMO_SITE and suits(site)]
    if len(suiting) > 1:
        raise Refused(f"several sites could be meant; say which one with --site: {_keys(suiting)}")
    if suiting:
        return suiting[0]
    try:
        async with database.write() as session:
            await registry.create(session, SystemClock().now(), _ACTOR, fields, key=new_key)
    except InvalidField as error:
        raise Refused(f"cannot make a site of its own for this ({error.args[0]}); name one with --site") from error
    site = directory.by_key(new_key)
    assert site is not None
    console.print(f"Made the site [bold]{site.name}[/] for it (key {site.key}).", highlight=False)
    return site


def _keys(sites: object) -> str:
    return ", ".join(f"{site.key} ({site.name})" for site in sites) or "none yet"  # type: ignore[attr-defined]


@contextmanager
def bar(path: Path) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar over the bytes of the file; in a pipe or a file nothing is drawn."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(40),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(path.name if str(path) != "-" else "standard input", total=None)
        yield lambda done, size: progress.update(task, completed=done, total=size)
