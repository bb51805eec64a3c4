"""What the endpoints work with; handed to the application once, when it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from ecomdash.clock import Clock
from ecomdash.events.refusal import Refusal, UnknownKeys
from ecomdash.live.protocol import Live
from ecomdash.privacy.addresses import Proxies
from ecomdash.settings import Settings
from ecomdash.sites.database import Database
from ecomdash.store.protocol import Store


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The rooms behind the API.

    `web` is the folder of the built web files. `proxies` are the peers whose X-Forwarded-For is believed.
    `collector_routes` are served in front of everything else. `backlog` is how many accepted bytes are not in the
    store yet, None where the log is elsewhere. `refusals` gives what the collector of this process refused of a site,
    newest first, and `unknown_keys` what belonged to no site. `checks` gives, per part that is watched elsewhere (log,
    loader), "ok" or what is wrong. `demo_progress` is 0 to 1 while the demo's history is being made, else None.
    `setup_token` must be given at set-up from anywhere but this machine.
    """

    settings: Settings
    clock: Clock
    sites: Database
    store: Store
    live: Live
    web: Path
    proxies: Proxies
    collector_routes: tuple[BaseRoute, ...] = ()
    backlog: Callable[[], int | None] = lambda: 0
    refusals: Callable[[int], Sequence[Refusal]] = lambda _site_id: ()
    unknown_keys: Callable[[], UnknownKeys] = UnknownKeys
    checks: Callable[[], dict[str, str]] = dict
    demo_progress: Callable[[], float | None] = lambda: None
    setup_token: str = ""


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the application that serves this request."""
    parts: Parts = connection.app.state.parts
    return parts
