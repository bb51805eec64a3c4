"""Access logs end up in the store line by line, once, without the addresses in them."""

import gzip
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import shared_data
from tests.engines import ENGINES
from tests.jobs.failing_store import Between, Failing

from ecomdash.clock import FixedClock
from ecomdash.events.site import Site
from ecomdash.jobs import import_access_log as job
from ecomdash.jobs.importing import ImportRefused, reading
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.privacy.geo import Geo
from ecomdash.privacy.keeping import FolderKeeping
from ecomdash.settings import load
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions, bot_events, ingest_outcomes

SITE = Site(id=7, key="shop", name="Shop", domains=("shop.example",), timezone="UTC")
CLOCK = FixedClock(1_750_000_000_000_000)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = DuckDBStore(tmp_path / "data" / "events.duckdb", memory="200MB", threads=1)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def anonymiser(tmp_path: Path) -> Any:
    opened = Anonymiser(FolderKeeping(tmp_path / "data" / "privacy", secrets.token_bytes), Geo(), CLOCK)
    yield opened
    opened.close()


def line(path: str = "/", second: int = 0, *, ip: str = "83.149.9.216", agent: str = FIREFOX,
         referrer: str = "-", status: int = 200) -> str:  # fmt: skip
    when = f"17/May/2015:10:{second // 60:02}:{second % 60:02} +0000"
    return f'{ip} - - [{when}] "GET {path} HTTP/1.1" {status} 2326 "{referrer}" "{agent}"'


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{text}\n" for text in lines))
    return path


async def run(path: Path, store: Store, anonymiser: Anonymiser, site: Site = SITE) -> job.AccessLogReport:
    with reading(path) as source:
        return await job.import_access_log(
            job.AccessLog(source),
            site=site,
            host="shop.example",
            store=store,
            anonymiser=anonymiser,
            clock=CLOCK,
            progress=lambda done, size: None,
        )


async def rows(store: Store, *columns: sa.ColumnElement[Any]) -> list[tuple[Any, ...]]:
    return list(await store.execute(sa.select(*columns)))


async def pageviews(store: Store) -> int:
    return int((await rows(store, sa.func.count(analytics_events.c.event_id)))[0][0])


MIXED = (
    line("/", referrer="https://www.google.com/"),
    line("/style.css", second=1),
    line("/products/mug?utm_source=x&secret=1", second=20),
    line("/gone", second=30, status=404),
    line("/", agent=GOOGLEBOT, second=40),
    "what is this",
    line("/", ip="46.105.14.53", second=50, referrer="http://shop.example/products/mug"),
)


async def test_every_line_has_one_outcome(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    report = await run(write(tmp_path / "log", *MIXED), store, anonymiser)
    assert report == job.AccessLogReport(
        7, 0, 3, {"not_a_page": 1, "not_successful": 1, "bot": 1, "unreadable": 1}
    )  # fmt: skip
    counted = await rows(store, sa.func.sum(ingest_outcomes.c.events))
    assert counted == [(7,)]


async def test_pages_become_visits_with_source_device_and_country(
    tmp_path: Path, store: Store, anonymiser: Anonymiser
) -> None:
    await run(write(tmp_path / "log", *MIXED), store, anonymiser)
    s = analytics_sessions.c
    found = await store.execute(
        sa.select(s.source, s.channel, s.country, s.browser, s.os, s.pageviews, s.entry_page, s.exit_page, s.hostname)
        .order_by(s.started_at)
    )  # fmt: skip
    assert found == [
        ("Google", "Organic Search", "RU", "Firefox", "Linux", 2, "/", "/products/mug", "shop.example"),
        ("Direct", "Direct", "FR", "Firefox", "Linux", 1, "/", "/", "shop.example"),
    ]
    assert await rows(store, bot_events.c.bot, bot_events.c.path) == [("Googlebot", "/")]


async def test_a_second_run_changes_nothing(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    path = write(tmp_path / "log", *MIXED)
    await run(path, store, anonymiser)
    packed = tmp_path / "log.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    again = await run(packed, store, anonymiser)
    assert again == job.AccessLogReport(7, 7, 0, {})
    assert await pageviews(store) == 3


async def test_a_log_that_has_grown_goes_on(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    path = write(tmp_path / "log", *MIXED)
    await run(path, store, anonymiser)
    write(path, *MIXED, line("/new", second=55))
    assert await run(path, store, anonymiser) == job.AccessLogReport(8, 7, 1, {})


async def test_a_log_that_was_changed_is_refused(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    await run(write(tmp_path / "log", *MIXED), store, anonymiser)
    changed = (MIXED[0], MIXED[2], MIXED[1], *MIXED[3:])
    with pytest.raises(ImportRefused, match="not the same any more"):
        await run(write(tmp_path / "log", *changed), store, anonymiser)
    with pytest.raises(ImportRefused, match="not the same any more"):
        await run(write(tmp_path / "log", *MIXED[:3]), store, anonymiser)
    assert await pageviews(store) == 3


async def test_the_same_lines_in_another_file_count_once(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    await run(write(tmp_path / "log", *MIXED), store, anonymiser)
    report = await run(write(tmp_path / "part", *MIXED[2:]), store, anonymiser)
    assert report.pageviews == 0
    assert report.dropped["duplicate_event"] == 3


async def test_equal_lines_of_one_second_are_different_views(
    tmp_path: Path, store: Store, anonymiser: Anonymiser
) -> None:
    report = await run(write(tmp_path / "log", line(), line(), line(ip="46.105.14.53")), store, anonymiser)
    assert report.pageviews == 3
    visitors = await rows(store, sa.func.count(analytics_events.c.visitor_id.distinct()))
    assert visitors == [(2,)]


@pytest.mark.parametrize("engine", ENGINES)
async def test_another_import_of_it_at_the_same_time_doubles_nothing(
    tmp_path: Path, anonymiser: Anonymiser, engine: str
) -> None:
    path = write(tmp_path / "log", *MIXED)
    with ENGINES[engine](tmp_path) as url:
        store = open_store(load({}, data=tmp_path, store=url))
        await store.migrate()
        with pytest.raises(ImportRefused, match="run the same command again"):
            await run(path, Between(store, lambda: run(path, store, anonymiser)), anonymiser)
        assert await run(path, store, anonymiser) == job.AccessLogReport(7, 7, 0, {})
        assert await pageviews(store) == 3
        await store.close()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BATCH_LINES", 3)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("at", "stored"), [(1, False), (1, True), (2, False), (2, True), (3, False), (3, True)])
async def test_a_crash_in_the_middle_loses_and_doubles_nothing(
    tmp_path: Path, store: Store, anonymiser: Anonymiser, at: int, stored: bool
) -> None:
    path = write(tmp_path / "log", *(line(f"/p{number}", second=number) for number in range(10)))
    with pytest.raises(StoreUnavailable):
        await run(path, Failing(store, at, stored=stored), anonymiser)
    report = await run(path, store, anonymiser)
    assert report.lines == 10
    assert report.earlier + report.pageviews == 10
    assert report.earlier == 3 * (at if stored else at - 1)
    assert await pageviews(store) == 10


async def test_an_unreadable_or_empty_file_is_refused_before_a_host_is_guessed(tmp_path: Path) -> None:
    for content in ("", "hello\nworld\n"):
        (tmp_path / "log").write_text(content)
        with reading(tmp_path / "log") as source, pytest.raises(ImportRefused, match="no access log"):
            job.AccessLog(source).host()


async def test_no_address_is_kept(tmp_path: Path, store: Store, anonymiser: Anonymiser) -> None:
    await run(write(tmp_path / "log", *MIXED), store, anonymiser)
    await store.close()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"83.149.9.216" not in kept
    assert b"46.105.14.53" not in kept


async def test_the_real_log(store: Store, anonymiser: Anonymiser) -> None:
    path = shared_data("access.log.gz")
    report = await run(path, store, anonymiser)
    assert report.lines == 10_000
    assert report.pageviews + sum(report.dropped.values()) == 10_000
    assert report.dropped["unreadable"] == 1
    assert report.dropped["not_a_page"] == 6_876
    assert report.dropped["not_successful"] == 247
    s = analytics_sessions.c

    def top(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(column).group_by(column).order_by(sa.func.count().desc()).limit(3)

    assert [row[0] for row in await store.execute(top(analytics_events.c.path))][:2] == [
        "/projects/xdotool",
        "/projects/xdotool/xdotool.xhtml",
    ]
    assert [row[0] for row in await store.execute(top(s.country))] == ["US", "DE", "FR"]
    assert ("Googlebot",) in await store.execute(top(bot_events.c.bot))
