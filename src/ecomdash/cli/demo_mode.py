"""Demo mode: the demo site, its history made behind the running server, and gentle traffic after that."""

import asyncio

from rich.console import Console

from ecomdash.cli.banner import demo_progress
from ecomdash.clock import Clock
from ecomdash.collector.accept import Collector
from ecomdash.events.site import DEMO_SITE
from ecomdash.jobs.demo import seed, simulate
from ecomdash.sites import registry
from ecomdash.sites.database import Database
from ecomdash.store.protocol import Store

_SITE = {
    "name": "Demo Shop",
    "domains": ["localhost", "127.0.0.1"],
    "timezone": "Europe/London",
    "currency": "GBP",
    "automated_browsers": True,  # whoever tries the demo may well do it by a script
}


async def ensure_site(sites: Database, clock: Clock) -> None:
    """Make the demo site unless it is there."""
    if sites.directory.by_key(DEMO_SITE) is None:
        async with sites.write() as session:
            await registry.create(session, clock.now(), "demo", _SITE, key=DEMO_SITE)


class Demo:
    """The work of the demo's thread. `progress` is 0 to 1 until the history is there, then None."""

    def __init__(
        self, collector: Collector, store: Store, sites: Database, clock: Clock, *, traffic: bool, console: Console
    ) -> None:
        self.progress: float | None = 0.0
        self._collector, self._store, self._sites, self._clock = collector, store, sites, clock
        self._traffic, self._console = traffic, console

    async def run(self, stop: asyncio.Event) -> None:
        """Make the history that is missing, then let visitors come until `stop`; stopping in between loses nothing."""
        site = self._sites.directory.by_key(DEMO_SITE)
        assert site is not None
        seeding = asyncio.ensure_future(self._seed())
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({seeding, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if seeding.done():
                seeding.result()
                if self._traffic and not stop.is_set():
                    await simulate(self._collector, site, self._clock, stop)
                await stopping
        finally:
            self.progress = None
            seeding.cancel()
            stopping.cancel()
            await asyncio.gather(seeding, stopping, return_exceptions=True)
            await self._collector.close()

    async def _seed(self) -> None:
        site = self._sites.directory.by_key(DEMO_SITE)
        assert site is not None
        with demo_progress(self._console) as bar:
            task = bar.add_task("Making 30 days of demo history", total=1.0)

            def report(done: float) -> None:
                self.progress = done if done < 1 else None
                bar.update(task, completed=done)

            await seed(self._collector, self._store, site, self._clock, report)
