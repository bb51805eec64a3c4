"""A process that moves one store into another and prints a line at every step; started and killed by a test."""

import asyncio
import sys

from ecomdash.jobs import moving_ranges
from ecomdash.jobs.moving import move
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store

STRETCH = 20  # rows


async def main(source: str, target: str) -> None:
    moving_ranges.CHUNK = STRETCH
    stores = [open_store(load({}, store=url, store_memory="200MB")) for url in (source, target)]
    for store in stores:
        await store.migrate()
    outcome = await move(stores[0], stores[1], "somewhere", _say, last=True)
    for store in stores:
        await store.close()
    assert outcome.finished, outcome


def _say(stage: str, done: int, total: int) -> None:
    sys.stdout.write(f"{stage} {done} {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
