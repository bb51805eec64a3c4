"""`ecomdash collect`: accepts events into the log and serves the browser script; knows no store and no report."""

from contextlib import AsyncExitStack, closing

import structlog

from ecomdash.cli.front import Front
from ecomdash.cli.listening import listen
from ecomdash.cli.process import prepare, run
from ecomdash.cli.rooms import Rooms
from ecomdash.cli.server import Server, configuration
from ecomdash.collector.protocol import protocol
from ecomdash.settings import Settings

_logger = structlog.get_logger(__name__)


def collect(settings: Settings, partition: int) -> int:
    """Run until SIGTERM or SIGINT; the exit code. `partition` is this process' own of a local log."""
    prepare(settings)
    return run(settings, _collect(settings, partition))


async def _collect(settings: Settings, partition: int) -> None:
    async with AsyncExitStack() as opened:
        listener = opened.enter_context(closing(listen(settings.host, settings.port, "collect --port")))
        rooms = Rooms(settings, opened)
        sites = await rooms.sites()
        log = await rooms.log(partition)
        collector = await rooms.collector(log, sites, await rooms.anonymiser(sites))
        front = Front(lambda: {"log": log.trouble or "ok"}, collector, https_only=settings.secure_cookies)

        async def started() -> None:
            _logger.info("collecting", port=listener.getsockname()[1], log=log.name)

        await Server(configuration(front, protocol(collector)), started).serve([listener])
        _logger.info("stopping: what was accepted is durable")
