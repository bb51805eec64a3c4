"""How long every question of the dashboard takes over 30 days of 1 and 10 million events, with and without filters.

Cold is the first asking after the store was opened, warm the later rounds, each question alone, from `ask` to rows, and
nothing remembered between rounds but what the engine keeps of its file in memory. CPU is the processor time of a warm
asking over all cores: half of it is about the time on two cores when nothing else runs. Again is the same question of
a store that remembers its answers, as in service, with no new events in between.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.table import arguments, percentile, report
from bench.traffic import DAYS, SITE, START, Traffic
from msgspec import structs
from rich.progress import Progress

from ecomdash.clock import US_PER_DAY, US_PER_HOUR
from ecomdash.query.question import And, Contains, Context, Filter, Interval, Is, IsNot, Question
from ecomdash.query.ranges import comparison
from ecomdash.query.run import ask
from ecomdash.query.summary import summary
from ecomdash.settings import load
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

NOW = START + DAYS * US_PER_DAY - US_PER_HOUR
CONTEXT = Context(site_id=SITE, timezone="Europe/Berlin", currency="EUR", now=NOW)
MONTH = Interval(START, START + DAYS * US_PER_DAY)
HALF = Interval(START + DAYS // 2 * US_PER_DAY, MONTH.end)
PER_BATCH = 50_000

TILES = ("revenue", "orders", "conversion_rate", "average_order_value", "visitors", "sessions", "pageviews",
         "bounce_rate", "average_session_duration")  # fmt: skip
BREAKDOWNS = {
    "page": ("visitors", "pageviews"),
    "entry_page": ("sessions", "bounce_rate"),
    "exit_page": ("sessions",),
    "channel": ("visitors", "revenue"),
    "source": ("visitors", "revenue"),
    "utm_campaign": ("visitors", "revenue"),
    "referrer": ("visitors", "revenue"),
    "country": ("visitors", "revenue"),
    "city": ("visitors", "revenue"),
    "language": ("visitors", "revenue"),
    "product_name": ("items_revenue", "units"),
    "product_category": ("items_revenue", "units"),
    "device": ("visitors", "conversion_rate"),
    "browser": ("visitors", "conversion_rate"),
    "os": ("visitors", "conversion_rate"),
    "screen": ("visitors", "conversion_rate"),
    "event": ("events", "visitors"),
}
OWN_EVENTS = IsNot("event_type", ("pageview", "engagement", "web_vitals"))  # as the dashboard narrows that panel
FILTERS: dict[str, Filter | None] = {
    "none": None,
    "country": Is("country", ("DE",)),
    "device": Is("device", ("mobile",)),
    "source": Is("source", ("Google",)),
    "page": Is("page", ("/p/0",)),
    "entry page": Is("entry_page", ("/p/1",)),
    "product": Is("product", ("3",)),
    "three": And((Is("device", ("mobile",)), Is("channel", ("Organic Search",)), Contains("page", ("/p/1",)))),
}


def questions() -> Iterator[tuple[str, str, Question]]:
    """(what is asked, under which filter, the question): what the overview page asks, whole and compared."""
    before = comparison("previous_period", HALF, CONTEXT)
    last_day = Interval(MONTH.end - US_PER_DAY, MONTH.end)
    for name, where in FILTERS.items():
        yield "tiles, a total", name, Question(metrics=TILES, filters=where, range=MONTH)
        yield "tiles by day", name, Question(metrics=TILES, dimensions=("day",), filters=where, range=MONTH)
        yield (
            "tiles by day, compared",
            name,
            Question(metrics=TILES, dimensions=("day",), filters=where, range=HALF, comparison=before),
        )
        yield (
            "tiles by hour of a day",
            name,
            Question(metrics=TILES, dimensions=("hour",), filters=where, range=last_day),
        )
        for dimension, metrics in BREAKDOWNS.items():
            narrowed = where
            if dimension == "event":
                narrowed = OWN_EVENTS if where is None else And((where, OWN_EVENTS))
            asked = Question(metrics=metrics, dimensions=(dimension,), filters=narrowed, range=MONTH, limit=10)
            yield f"by {dimension}", name, asked
            if dimension in {"page", "source", "country"}:
                yield f"by {dimension}, compared", name, structs.replace(asked, range=HALF, comparison=before)


async def fill(file: Path, events: int) -> None:
    """Write the traffic through the store, with a progress bar; a half-written file is not kept."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    store = open_store(load({}, store=f"duckdb:///{draft}"))
    await store.migrate()
    with Progress(transient=True) as progress:
        task = progress.add_task(f"making {events:,} events", total=events)
        for number, batch in enumerate(Traffic(events, PER_BATCH).batches()):
            await store.append(batch, "bench", {0: number + 1}, {0: number})
            progress.advance(task, len(batch.events["site_id"]))
    await store.close()
    draft.rename(file)


@dataclass
class Taken:
    """Milliseconds of one question under one filter: the first time, then in each warm round, with processor time."""

    question: str
    filter: str
    cold: float = 0.0
    again: float = 0.0
    warm: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def measure(file: Path, rounds: int) -> list[Taken]:
    """Every question, asked once and then in as many rounds; then twice of a store that remembers."""
    found: dict[tuple[str, str], Taken] = {}
    remembering = False

    async def timed(what: str, name: str, asked: Awaitable[object]) -> None:
        began, worked = time.perf_counter(), time.process_time()
        await asked
        took, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
        if (what, name) not in found:
            found[what, name] = Taken(what, name, took)
        elif remembering:
            found[what, name].again = took
        else:
            found[what, name].warm.append(took)
            found[what, name].cpu.append(cpu)

    async def ask_all(store: Store) -> None:
        for what, name, question in questions():
            await timed(what, name, ask(store, question, CONTEXT))
        for name, where in FILTERS.items():
            await timed("summary (5 questions)", name, summary(store, MONTH, None, where, CONTEXT))

    for answers, times in ((0, rounds + 1), (10_000, 2)):
        store = DuckDBStore(file, answers=answers)
        await store.migrate()
        remembering = answers > 0
        for _ in range(times):
            await ask_all(store)
        await store.close()
    return list(found.values())


def rows(events: int, found: list[Taken]) -> Iterator[dict[str, object]]:
    """One row per question over all filters, then all questions together but the summary, which is five in one."""
    for what in [*dict.fromkeys(each.question for each in found), "ALL"]:
        chosen = [each for each in found if what == each.question or (what == "ALL" and "(" not in each.question)]
        plain = [value for each in chosen if each.filter == "none" for value in each.warm]
        warm = [value for each in chosen for value in each.warm]
        worst = max(chosen, key=lambda each: statistics.median(each.warm))
        yield {
            "question": what,
            "events": f"{events:,}",
            "cold p50 ms": statistics.median(each.cold for each in chosen),
            "no filter p50": statistics.median(plain),
            "warm p50": statistics.median(warm),
            "warm p95": percentile(warm, 0.95),
            "cpu p50": statistics.median(value for each in chosen for value in each.cpu),
            "cpu p95": percentile([value for each in chosen for value in each.cpu], 0.95),
            "again p95": percentile([each.again for each in chosen], 0.95),
            "slowest filter": worst.filter if what != "ALL" else worst.question,
            "its p50": statistics.median(worst.warm),
        }


def main() -> int:
    """Measure at each size and print a table; the data is made once and kept in the folder."""
    parser: argparse.ArgumentParser = arguments("Query times.")
    parser.add_argument("--data", type=Path, default=Path(".cache/bench/data"), help="folder for the made-up data")
    parser.add_argument("--events", default="1000000,10000000", help="sizes, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="warm rounds")
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    table: list[dict[str, object]] = []
    for events in (int(size) for size in options.events.split(",")):
        file = options.data / f"{events}.duckdb"
        if not file.exists():
            asyncio.run(fill(file, events))
        table += rows(events, asyncio.run(measure(file, options.rounds)))
    report(f"Queries over {DAYS} days, {os.cpu_count()} cores", table, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
