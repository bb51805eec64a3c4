"""A loader in a process of its own, to be killed: from the Kafka log named, into the store in the folder named."""

import asyncio
import sys
from pathlib import Path

from tests.enrichment.making import SITE

from ecomdash.clock import SystemClock
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.opening import open_log
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store


async def main(folder: Path, address: str) -> None:
    settings = load({}, data=folder, log=address, store_memory="200MB", store_threads=1)
    store, log, clock = open_store(settings), open_log(settings), SystemClock()
    await store.migrate()
    loader = Loader(log, store, MemoryLive(clock), {SITE.id: SITE}.get, clock)
    sys.stdout.write("loading\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    asyncio.get_running_loop().run_in_executor(None, _until_told, asyncio.get_running_loop(), stop)
    await loader.run(stop)
    await log.close()
    await store.close()


def _until_told(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    sys.stdin.readline()
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
