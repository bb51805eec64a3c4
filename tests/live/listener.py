"""A process that watches one site's window: writes each new number of visitors until its standard input ends."""

import asyncio
import sys

from ecomdash.clock import SystemClock
from ecomdash.live.redis import RedisLive


async def listen(url: str, site_id: int) -> None:
    live = RedisLive(url, SystemClock())
    shown = -1
    async for snapshot in live.subscribe(site_id):
        if snapshot.visitors != shown:
            shown = snapshot.visitors
            sys.stdout.write(f"{shown}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(listen(sys.argv[1], int(sys.argv[2])))
