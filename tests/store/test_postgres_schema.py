"""The schema goes up, down, twice and by two at once, is what store/tables.py says, and is never taken back."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.servers.postgres import empty_store, shared_server
from tests.store.making import at, batch

from ecomdash.store.engines.postgres import schema
from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.dialect import DIALECT
from ecomdash.store.engines.postgres.engine import PostgresStore
from ecomdash.store.engines.postgres.migrations import HEAD, REVISIONS
from ecomdash.store.engines.postgres.partitions import PARTITIONED
from ecomdash.store.engines.postgres.timescale import hypertable
from ecomdash.store.engines.postgres.visits import stored
from ecomdash.store.protocol import StoreTooNew, StoreUnavailable
from ecomdash.store.tables import analytics_events, metadata

_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name !~ '_[0-9]{4}_[0-9]{2}' ORDER BY 1, 2
"""
_SAME = {"VARCHAR": "text", "JSON": "jsonb", "NUMERIC(18, 4)": "numeric"}
_NOON = at("2026-03-01T12:00")
_EVENT = {"occurred_at": _NOON, "visitor_id": 1, "session_id": 1, "event_type": "pageview"}


# The extension as far as the migration speaks to it; it writes down what it is told.
_TIMESCALE = """
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
VALUES (99999, 'timescaledb', 10, 'public'::REGNAMESPACE, FALSE, '2');
CREATE TABLE told (relation REGCLASS, "column" NAME, "interval" INTERVAL, indexes BOOLEAN);
CREATE FUNCTION create_hypertable(
    relation REGCLASS, time_column_name NAME, chunk_time_interval INTERVAL, create_default_indexes BOOLEAN DEFAULT TRUE
) RETURNS VOID LANGUAGE sql AS 'INSERT INTO told VALUES ($1, $2, $3, $4)';
CREATE FUNCTION add_compression_policy(hypertable REGCLASS, compress_after INTERVAL)
RETURNS VOID LANGUAGE sql AS 'INSERT INTO told VALUES ($1, NULL, $2)';
"""


@pytest.fixture
def name() -> Iterator[str]:
    """An empty database."""
    with shared_server().database() as name:
        yield name


@pytest.fixture
def opened(name: str) -> Callable[[], PostgresStore]:
    return lambda: PostgresStore(shared_server().url(name))


async def change(name: str, target: str) -> None:
    connections = Connections(shared_server().url(name), readers=1, writers=1)
    await connections.run(schema.change(connections, target))
    await connections.close()


async def test_the_tables_are_those_of_all_engines(name: str, opened: Callable[[], PostgresStore]) -> None:
    store = opened()
    await store.migrate()
    await store.close()
    rows = [line.split("|") for line in shared_server().sql(_COLUMNS, name).split("\n")]
    found = {(table, column): kind for table, column, kind, *_ in rows}
    for table in metadata.sorted_tables:
        wanted = {column.name: str(column.type.compile(DIALECT)) for column in table.c}
        assert {column: found[table.name, column] for column in wanted} == {
            column: _SAME.get(kind, kind.lower()) for column, kind in wanted.items()
        }, table.name
        assert {column for name, column in found if name == table.name} == wanted.keys(), table.name
    assert {collation for _, column, kind, _, collation in rows if kind == "text"} == {"C"}


async def test_up_and_down_and_up_again(name: str, opened: Callable[[], PostgresStore]) -> None:
    for _ in range(2):
        store = opened()
        await store.migrate()
        await store.append(batch(events=[_EVENT]), "local", {0: 1}, {0: 0})
        await store.migrate()
        assert shared_server().sql("SELECT count(*) FROM analytics_events", name) == "1"
        await store.close()
        await change(name, "base")
        left = shared_server().sql("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'", name)
        assert left == "event_store_version"


async def test_every_step_can_be_taken_back(name: str) -> None:
    for lower, upper in zip(("base", *REVISIONS), REVISIONS, strict=False):
        await change(name, upper)
        shape = shared_server().sql(_COLUMNS, name)
        await change(name, lower)
        await change(name, upper)
        assert shared_server().sql(_COLUMNS, name) == shape


async def test_several_that_start_at_once(opened: Callable[[], PostgresStore]) -> None:
    stores = [opened() for _ in range(4)]
    await asyncio.gather(*(store.migrate() for store in stores))
    await stores[0].append(batch(events=[_EVENT]), "local", {0: 1}, {0: 0})
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_database_from_the_future_is_left_alone(name: str, opened: Callable[[], PostgresStore]) -> None:
    store = opened()
    await store.migrate()
    shared_server().sql("UPDATE event_store_version SET version_num = '9999'; DROP TABLE bot_events", name)
    with pytest.raises(StoreTooNew, match=f"schema 9999, this one knows {HEAD}"):
        await store.migrate()
    assert shared_server().sql("SELECT to_regclass('bot_events') IS NULL", name) == "t"
    await store.close()


async def test_somebody_who_may_not_make_tables_is_told(name: str) -> None:
    server = shared_server()
    server.sql(f"CREATE ROLE reader_{name} LOGIN")
    store = PostgresStore(server.url(name).replace("postgres@", f"reader_{name}@"))
    with pytest.raises(StoreUnavailable, match="permission denied for schema public"):
        await store.migrate()
    await store.close()
    server.sql(f"DROP ROLE reader_{name}")


async def test_a_database_that_cannot_hold_all_text_is_refused(name: str) -> None:
    shared_server().sql(f"CREATE DATABASE {name}_latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    store = PostgresStore(shared_server().url(f"{name}_latin"))
    with pytest.raises(StoreUnavailable, match="encoding UTF8, this one has LATIN1"):
        await store.migrate()
    await store.close()
    shared_server().sql(f"DROP DATABASE {name}_latin")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((":{port}/", ":1/"), "Connect call failed"),
        (("/{name}", "/nowhere"), 'database "nowhere" does not exist'),
        (("postgres@", "nobody@"), 'role "nobody" does not exist'),
    ],
    ids=["no server", "no database", "no role"],
)
async def test_a_wrong_address_is_told(name: str, change: tuple[str, str], said: str) -> None:
    server = shared_server()
    old, new = change
    store = PostgresStore(server.url(name).replace(old.format(port=server.port, name=name), new))
    with pytest.raises(StoreUnavailable, match=said):
        await store.migrate()
    with pytest.raises(StoreUnavailable, match=said):
        await store.execute(sa.select(sa.literal(1)))
    await store.close()


async def test_the_configuration_may_lie_in_the_same_database(name: str, opened: Callable[[], PostgresStore]) -> None:
    shared_server().sql(
        "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('x')", name
    )
    store = opened()
    await store.migrate()
    await store.migrate()
    assert shared_server().sql("SELECT version_num FROM alembic_version", name) == "x"
    await store.close()


def test_a_template_has_no_rows() -> None:
    with empty_store(Path()) as url:
        assert shared_server().sql("SELECT count(*) FROM visits", url.rsplit("/", 1)[1]) == "0"


async def test_where_timescale_is_there_it_has_the_months(
    name: str, opened: Callable[[], PostgresStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its compression is an ALTER TABLE that no other server understands: of this the words alone are looked at."""
    shared_server().sql(_TIMESCALE, name)
    altered: list[str] = []

    def ours(table: str, time: str) -> list[str]:
        create, alter, compress = hypertable(table, time)
        altered.append(alter)
        return [create, compress]

    monkeypatch.setattr("ecomdash.store.engines.postgres.timescale.hypertable", ours)
    store = opened()
    await store.migrate()
    times = {stored(table): time for table, time in PARTITIONED.items()}
    told = [f"{table}|{time}|1 mon|f" for table, time in times.items()] + [f"{table}||14 days|" for table in times]
    assert sorted(shared_server().sql("TABLE told", name).split("\n")) == sorted(told)
    compressed = [
        f"ALTER TABLE {table} SET (timescaledb.compress, timescaledb.compress_segmentby = 'site_id', "
        f"timescaledb.compress_orderby = '{time}')"
        for table, time in times.items()
    ]
    assert sorted(altered) == sorted(compressed)
    assert shared_server().sql("SELECT count(*) FROM pg_class WHERE relkind = 'p'", name) == "0"
    await store.append(batch(events=[_EVENT]), "local", {0: 1}, {0: 0})
    assert await store.execute(sa.select(analytics_events.c.occurred_at)) == [(_NOON,)]
    await store.close()
