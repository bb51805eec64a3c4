"""How long imports and the demo's history take, from the start of the command to its end, and their peak memory."""

import asyncio
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.table import arguments, report

from ecomdash.clock import SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.events.site import Site
from ecomdash.jobs.demo import seed
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.opening import open_log
from ecomdash.privacy.anonymiser import open_anonymiser
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
LOG_LINES, ORDER_LINES = 200_000, 200_000
SITE = Site(id=1, key="demo", name="Demo", domains=("localhost",), timezone="Europe/London", currency="GBP")


def access_log(path: Path) -> Path:
    """A made-up log of two weeks: a third pages, the rest images and styles, 5,000 visitors."""
    rng, at = Random(1), datetime(2024, 3, 1, tzinfo=UTC)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(LOG_LINES):
            at += timedelta(seconds=rng.expovariate(LOG_LINES / 1_209_600))
            ip = f"93.{rng.randrange(20)}.{rng.randrange(250)}.7"
            target = f"/products/{rng.randrange(500)}" if rng.random() < 0.33 else f"/static/{rng.randrange(40)}.png"
            name = agent.format(110 + rng.randrange(20))
            file.write(f'{ip} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {target} HTTP/1.1" 200 512 "-" "{name}"\n')
    return path


def orders(path: Path) -> Path:
    """A made-up order file with about 20 lines an order."""
    rng, at = Random(1), datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as file:
        file.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")
        for line in range(ORDER_LINES):
            if line % 20 == 0:
                at += timedelta(minutes=rng.randrange(50))
            product, quantity, price = rng.randrange(4_000), rng.randrange(1, 12), rng.randrange(50, 3_000) / 100
            when, customer = f"{at:%Y-%m-%d %H:%M:%S}", line // 20 % 5_000
            file.write(f"{line // 20},P{product},PRODUCT {product},{quantity},{when},{price},{customer},France\n")
    return path


def timed(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak memory (MB) of a command of this program; SystemExit when it fails."""
    start = time.perf_counter()
    child = os.posix_spawn(sys.executable, [sys.executable, "-m", *command], os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ])  # fmt: skip
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1_000


async def make_history(folder: Path) -> None:
    """The demo's history as `serve --demo` makes it: the loader in a thread beside it."""
    clock, settings = SystemClock(), load({}, data=folder)
    async with AsyncExitStack() as opened:
        store = open_store(settings)
        opened.push_async_callback(store.close)
        await store.migrate()
        log = open_log(settings)
        opened.push_async_callback(log.close)
        anonymiser = open_anonymiser(settings, clock)
        opened.callback(anonymiser.close)
        loader = Loader(log, store, MemoryLive(clock), lambda _: SITE, clock)
        stopped, ready = asyncio.Event(), threading.Event()
        loop: list[asyncio.AbstractEventLoop] = []

        async def keep_loading() -> None:
            loop.append(asyncio.get_running_loop())
            ready.set()
            await loader.run(stopped)

        thread = threading.Thread(target=lambda: asyncio.run(keep_loading()))
        thread.start()
        ready.wait()
        collector = Collector(log, lambda _: SITE, anonymiser, clock)
        await seed(collector, store, SITE, clock, lambda _: None)
        loop[0].call_soon_threadsafe(stopped.set)
        await asyncio.to_thread(thread.join)
        await collector.close()


def cases(folder: Path) -> list[tuple[str, int, Callable[[Path], list[str]]]]:
    """What is timed: a name, how many rows or lines, and the command for a data folder; real files where they are."""
    log, file = SHARED / "access.log.gz", SHARED / "online-retail.csv.xz"
    made_log, made_orders = access_log(folder / "access.log"), orders(folder / "orders.csv")

    def importing(*arguments: str) -> Callable[[Path], list[str]]:
        return lambda data: ["ecomdash", "import", *arguments, "--data", str(data)]

    def ordering(path: Path) -> Callable[[Path], list[str]]:
        return importing("orders", str(path), "--mapping", "online-retail")

    found = [
        ("orders, made up", ORDER_LINES, ordering(made_orders)),
        ("access log, made up", LOG_LINES, importing("access-log", str(made_log), "--host", "shop.example")),
        ("demo history", 0, lambda data: ["bench.imports", "--make-history", str(data)]),
    ]
    if file.exists():
        found.append(("orders, Online Retail", 541_909, ordering(file)))
    if log.exists():
        found.append(("access log, real", 10_000, importing("access-log", str(log))))
    return found


def main() -> None:
    """Time each case in fresh data folders, and once more over the same file, and print the table."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--runs", type=int, default=3, help="of each; the median counts")
    parser.add_argument("--make-history", type=Path, help="only make the demo's history in this folder")
    options = parser.parse_args()
    if options.make_history:
        asyncio.run(make_history(options.make_history))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, size, command in cases(Path(folder)):
            first, again = [], []
            for run in range(options.runs):
                data = Path(folder) / f"{name}-{run}".replace(" ", "-")
                first.append(timed(command(data)))
                again.append(timed(command(data))[0])
            seconds = statistics.median(took for took, _, _ in first)
            rows.append({
                "import": name,
                "rows": f"{size:,}" if size else "",
                "seconds": seconds,
                "CPU s": statistics.median(worked for _, worked, _ in first),
                "rows/s": f"{size / seconds:,.0f}" if size else "",
                "again, s": statistics.median(again),
                "peak MB": max(memory for _, _, memory in first),
            })  # fmt: skip
    report(f"Imports, median of {options.runs} runs", rows, options.json)


if __name__ == "__main__":
    main()
