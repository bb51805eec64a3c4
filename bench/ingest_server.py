"""The collector alone, served as `ecomdash serve` serves it, for the ingest benchmark; the site's key is `bench`."""

import argparse
import sys
from pathlib import Path

import uvicorn
import uvloop
from starlette.applications import Starlette

from ecomdash.clock import SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.collector.endpoint import routes
from ecomdash.collector.protocol import protocol
from ecomdash.events.site import Site
from ecomdash.log.opening import open_log
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import open_anonymiser
from ecomdash.settings import load

KEY = "bench"
SWITCH_SECONDS = 0.0005  # as `ecomdash serve` has it


async def serve(data: Path, port: int, *, direct: bool) -> None:
    """Serve until SIGTERM."""
    settings, clock = load({}, data=data), SystemClock()
    log, anonymiser = open_log(settings), open_anonymiser(settings, clock)
    site = Site(id=1, key=KEY, name="Bench")
    proxies = Proxies(settings.trusted_proxies)

    def site_of(key: str | None) -> Site | None:
        return site if key == KEY else None

    collector = Collector(log, site_of, anonymiser, clock, proxies=proxies)
    config = uvicorn.Config(
        Starlette(routes=routes(collector)),
        host="127.0.0.1",
        port=port,
        loop="none",
        http=protocol(collector) if direct else "httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    await uvicorn.Server(config).serve()
    await collector.close()
    await log.close()
    anonymiser.close()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--by-application", action="store_true", help="without the direct answers of protocol.py")
    options = parser.parse_args()
    sys.setswitchinterval(SWITCH_SECONDS)
    uvloop.run(serve(options.data, options.port, direct=not options.by_application))


if __name__ == "__main__":
    main()
