"""The loader alone: events per second from a filled log into the embedded store, live window included.

The traffic is a shop's last 25 minutes, visits overlapping as they do; once as browsers send it (a few events of one
visitor a request), once in requests of 100 as a proxy or a mobile backend would.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from bench.table import arguments, report

from ecomdash.clock import US_PER_MINUTE, US_PER_SECOND, FixedClock
from ecomdash.events.commerce import AddToCart, Item, Purchase, ViewItem
from ecomdash.events.engagement import Custom, Engagement
from ecomdash.events.page import Pageview
from ecomdash.events.record import Accepted, AcceptedHit, AnyHit, encode
from ecomdash.events.site import Site
from ecomdash.events.vitals import WebVitals
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.local import LocalLog
from ecomdash.store.engines.duckdb.engine import DuckDBStore

SITE = Site(id=1, key="bench", name="Bench", domains=("shop.example",), rates={"USD": Decimal("0.9")})
NOW = 1_790_812_800 * US_PER_SECOND  # 2026-10-01T00:00:00Z
SPAN = 25 * US_PER_MINUTE
PAGES, PRODUCTS = 5_000, 2_000

_CHROME = "Mozilla/5.0 ({0}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{1}.0.0.0 {2}Safari/537.36"
_SYSTEMS = (
    ("Windows NT 10.0; Win64; x64", ""),
    ("Macintosh; Intel Mac OS X 10_15_7", ""),
    ("Linux; Android 10; K", "Mobile "),
)
_REFERRERS = (
    None, None, "https://www.google.com/", "https://www.google.com/", "https://www.google.de/", "https://www.bing.com/",
    "https://l.facebook.com/", "https://www.instagram.com/", "https://t.co/x", "https://chatgpt.com/",
)  # fmt: skip
_CAMPAIGNS = ("", "", "", "", "?utm_source=newsletter&utm_medium=email&utm_campaign=week-{0}", "?gclid=1", "?fbclid=1")


def _agents(rng: random.Random) -> list[str]:
    """600 different ones: versions, phones by model, a few bots."""
    desktop = [_CHROME.format(s, rng.randrange(110, 141), m) for s, m in _SYSTEMS for _ in range(60)]
    phones = [
        f"Mozilla/5.0 (Linux; Android {rng.randrange(9, 16)}; SM-{rng.randrange(100, 999)}B) AppleWebKit/537.36 "
        f"(KHTML, like Gecko) SamsungBrowser/{rng.randrange(18, 28)}.0 Chrome/121.0.0.0 Mobile Safari/537.36"
        for _ in range(300)
    ]
    apple = [
        f"Mozilla/5.0 (iPhone; CPU iPhone OS {a}_{b} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        f"Version/{a}.{b} Mobile/15E148 Safari/604.1"
        for a in range(12, 19) for b in range(7)
    ]  # fmt: skip
    return [*desktop, *phones, *apple * 3, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"]


def _item(rng: random.Random) -> Item:
    number = int(rng.random() ** 3 * PRODUCTS)
    return Item(
        item_id=f"sku-{number}", item_name=f"Product {number}", item_category=f"Category {number % 40}",
        item_brand=f"Brand {number % 90}", price=Decimal(990 + number) / 100, quantity=1 + (number % 7 == 0),
    )  # fmt: skip


def _doings(rng: random.Random, number: int) -> Iterator[AnyHit]:
    """What one visitor does, about six events."""
    language = rng.choice(("en-GB", "en-US", "de-DE", "fr-FR", "nl-NL"))
    width = rng.choice((390, 412, 768, 1440, 1920))
    query, referrer = rng.choice(_CAMPAIGNS).format(rng.randrange(50)), rng.choice(_REFERRERS)
    for n in range(1 + min(8, int(rng.expovariate(0.6)))):
        page = int(rng.random() ** 4 * PAGES)
        url = f"https://shop.example/products/{page}"
        yield Pageview(
            url=url + query, path=f"/products/{page}", title=f"Product {page} | Shop", referrer=referrer,
            language=language, viewport_width=width, viewport_height=900, screen_width=width, screen_height=1000,
        )  # fmt: skip
        query, referrer = "", url
        if n == 0:
            yield WebVitals(url=url, lcp_ms=rng.uniform(500, 5000), cls=0.02, fcp_ms=700.0, ttfb_ms=210.0)
        if rng.random() < 0.4:
            yield ViewItem(url=url, currency="EUR", items=[_item(rng)])
        if rng.random() < 0.8:
            yield Engagement(url=url, engaged_ms=rng.randrange(1_000, 60_000), scroll_depth=rng.randrange(100))
        if rng.random() < 0.05:
            yield Custom(url=url, name="size_guide", properties={"size": rng.choice("SML"), "page": page})
    if rng.random() < 0.08:
        yield AddToCart(url=url, currency="EUR", items=[_item(rng)])
    if rng.random() < 0.025:
        yield Purchase(
            url="https://shop.example/thanks", order_id=f"A{number}", currency=rng.choice(("EUR", "EUR", "USD")),
            items=[_item(rng), _item(rng)], shipping=Decimal("4.90"), customer_id=str(number),
        )  # fmt: skip


def _requests(events: int, seed: int, gather: int) -> Iterator[Accepted]:
    """About `events` events in order of time; `gather` > 1 puts so many of whoever they are into one request."""
    rng = random.Random(seed)
    agents = _agents(rng)
    hits: list[tuple[int, int, AcceptedHit]] = []
    number = 0
    while len(hits) < events:
        number += 1
        at = NOW - SPAN + int(rng.random() * SPAN * 0.8)
        visitor = rng.getrandbits(63)
        for what in _doings(rng, number):
            event_id = ((at // 1000) << 80 | rng.getrandbits(80)).to_bytes(16, "big")
            hits.append((at, number, AcceptedHit(event_id, at, visitor, visitor ^ 5, what)))
            at = min(at + rng.randrange(1, 40) * US_PER_SECOND // 4, NOW)
    window = 10 * US_PER_SECOND  # how long a browser gathers
    hits.sort(key=lambda hit: (hit[0] // window, hit[1], hit[0]))
    together: list[AcceptedHit] = []
    last = 0
    for _, number, hit in hits:
        full = len(together) >= gather if gather > 1 else (number != last or len(together) >= 10)
        if together and full:
            yield _accepted(together, last, agents)
            together = []
        together.append(hit)
        last = number
    yield _accepted(together, last, agents)


def _accepted(hits: list[AcceptedHit], number: int, agents: list[str]) -> Accepted:
    rng = random.Random(number)
    arrived = max(hit.occurred_at for hit in hits) + 200_000
    return Accepted(
        SITE.id,
        arrived,
        rng.choice(agents),
        {},
        rng.choice(("GB", "DE", "FR", "US", "NL")),
        "",
        "",
        False,
        "browser",
        hits,
    )


async def _fill(folder: Path, events: int, gather: int) -> tuple[int, int]:
    """Events and requests written to a log in `folder`."""
    log = LocalLog(folder, min_free_disk=0)
    written = requests = 0
    waiting = []
    for record in _requests(events, 1, gather):
        waiting.append(log.submit(encode(record)))
        written += len(record.hits)
        requests += 1
        if len(waiting) >= 5_000:
            await asyncio.gather(*waiting)
            waiting = []
    await asyncio.gather(*waiting)
    await log.close()
    return written, requests


async def _load(log_folder: Path, store_folder: Path) -> tuple[int, float, float]:
    """Events handled, wall seconds, CPU seconds of the process."""
    log = LocalLog(log_folder, min_free_disk=0)
    store = DuckDBStore(store_folder / "events.duckdb")
    await store.migrate()
    clock = FixedClock(NOW)
    log.commit = lambda positions: None  # type: ignore[method-assign]  # the next run reads the same log
    loader = Loader(log, store, MemoryLive(clock), {SITE.id: SITE}.get, clock)
    began, worked = time.perf_counter(), time.process_time()
    handled = await loader.drain()
    taken = time.perf_counter() - began, time.process_time() - worked
    await store.close()
    await log.close()
    return handled, *taken


def measure(events: int, runs: int) -> list[dict[str, object]]:
    """One row per way of sending: medians of `runs` loads into fresh stores."""
    rows: list[dict[str, object]] = []
    for name, gather in (("as browsers send", 1), ("requests of 100", 100)):
        with tempfile.TemporaryDirectory() as folder:
            written, requests = asyncio.run(_fill(Path(folder), events, gather))
            found = []
            for _ in range(runs):
                with tempfile.TemporaryDirectory() as fresh:
                    handled, wall, cpu = asyncio.run(_load(Path(folder), Path(fresh)))
                    assert handled == written
                    found.append((handled / wall, 1e6 * cpu / handled))
        rows.append({
            "traffic": name, "events": written, "events per request": written / requests,
            "events/s (median)": statistics.median(rate for rate, _ in found),
            "events/s (worst)": min(rate for rate, _ in found),
            "CPU us/event": statistics.median(cpu for _, cpu in found),
        })  # fmt: skip
    return rows


def main() -> None:
    """Measure and report."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    report("Loader alone", measure(given.events, given.runs), given.json)


if __name__ == "__main__":
    main()
