"""`ecomdash api`: the dashboard and its API, as often as one likes; accepts no events and stores none."""

from contextlib import AsyncExitStack, closing

import structlog

from ecomdash.api.app import create_app
from ecomdash.api.parts import Parts
from ecomdash.cli.backlog import backlog_bytes
from ecomdash.cli.listening import listen
from ecomdash.cli.process import prepare, run
from ecomdash.cli.rooms import WEB
from ecomdash.cli.server import Server, configuration
from ecomdash.cli.store_rooms import StoreRooms, setup_token
from ecomdash.settings import Settings
from ecomdash.sites import users

_logger = structlog.get_logger(__name__)


def api(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; the exit code."""
    prepare(settings)
    return run(settings, _api(settings))


async def _api(settings: Settings) -> None:
    async with AsyncExitStack() as opened:
        listener = opened.enter_context(closing(listen(settings.host, settings.port, "api --port")))
        rooms = StoreRooms(settings, opened)
        store = await rooms.shared_store()
        sites = await rooms.sites()
        live = await rooms.window(store, sites)
        parts = Parts(
            settings=settings,
            clock=rooms.clock,
            sites=sites,
            store=store,
            live=live,
            web=WEB,
            proxies=rooms.proxies(),
            backlog=lambda: backlog_bytes(settings),
            checks=lambda: {"live": live.trouble or "ok"},
            setup_token=await setup_token(sites),
        )

        async def started() -> None:
            _logger.info("answering", port=listener.getsockname()[1])
            async with sites.read() as session:
                if not settings.demo and not await users.any_user(session):
                    _logger.info("first run: make your account in the dashboard", setup_token=parts.setup_token)

        await Server(configuration(create_app(parts)), started).serve([listener])
