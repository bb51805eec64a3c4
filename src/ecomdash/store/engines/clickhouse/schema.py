"""Creates the tables, on one server or on every node of a cluster, and upgrades those an older version wrote."""

import sqlalchemy as sa
from clickhouse_connect.driver import Client

from ecomdash.store.engines.clickhouse.address import Address
from ecomdash.store.engines.clickhouse.layout import LAYOUTS, Layout, columns
from ecomdash.store.protocol import StoreTooNew, Tables

VERSION = 1
WINDOW = 1_000  # inserts that a table remembers the names of, so that one of them is not stored twice

# One entry is one batch (see journal.py); each is a partition, so that dropping it costs nothing.
_JOURNAL = """
ingest_journal (entry UInt64, writer String, payload String CODEC(NONE))
{engine} PARTITION BY entry ORDER BY entry
SETTINGS {window}, fsync_after_insert = 1, fsync_part_directory = 1
"""
_APPLIED = """
ingest_applied (entry UInt64) {engine} ORDER BY tuple() SETTINGS {window}
"""
_POSITIONS = """
ingest_positions (log String, "partition" Int32, position Int64, version UInt64)
{engine} ORDER BY (log, "partition") SETTINGS {window}
"""
_SCHEMA_VERSION = """
schema_version (version UInt32) {engine} ORDER BY tuple()
"""


def inspect(client: Client, database: str) -> Tables:
    """What tables there are in the database, which may be missing. Raises StoreTooNew."""
    table = f"`{database}`.schema_version"
    if not client.query(f"EXISTS TABLE {table}").result_rows[0][0]:
        return "none"
    found = client.query(f"SELECT max(version) FROM {table}").result_rows[0][0] or 0  # noqa: S608 - a name
    if found > VERSION:
        raise StoreTooNew(
            f"the event store was written by a newer EcomDash (schema {found}, this one knows {VERSION}); "
            "install that version again, nothing was changed"
        )
    return "ready" if found == VERSION else "older" if found else "none"


def migrate(client: Client, address: Address) -> None:
    """Bring the database to VERSION; every step may be done twice. Raises StoreTooNew, having changed nothing."""
    if inspect(client, address.database) == "ready":
        return
    for statement in statements(address.cluster):
        client.command(statement)
    client.command("INSERT INTO schema_version VALUES ({version:UInt32})", {"version": VERSION})


def statements(cluster: str) -> list[str]:
    """Everything that is created, in its order; `cluster` "" = one server."""
    small = [_small(_SCHEMA_VERSION, "version", cluster), _small(_JOURNAL, "", cluster)]
    small += [_small(_APPLIED, "entry", cluster), _small(_POSITIONS, "version", cluster)]
    found = [statement.strip() for statement in small]
    for table, layout in LAYOUTS.items():
        found.append(_table(table, layout, cluster))
        if cluster:
            found.append(_distributed(table, layout, cluster))
    return found


def stored(table: sa.Table, cluster: str) -> str:
    """The table that a node's rows lie in, and what is to follow its name to change it on every node."""
    return f"{table.name}_local ON CLUSTER `{cluster}`" if cluster else table.name


def _small(text: str, version: str, cluster: str) -> str:
    """A table that every node of a cluster has whole."""
    name, _, rest = text.strip().partition(" ")
    on = f" ON CLUSTER `{cluster}`" if cluster else ""
    return f"CREATE TABLE IF NOT EXISTS {name}{on} " + rest.format(
        engine=_engine(version, cluster, shard="all", replica="{shard}-{replica}"), window=_window(cluster)
    )


def _table(table: sa.Table, layout: Layout, cluster: str) -> str:
    own = ["version UInt64 CODEC(T64, ZSTD(1))", "dead UInt8"] if layout.id else []
    lines = ",\n  ".join([*columns(table), *own, *layout.indexes])
    return (
        f"CREATE TABLE IF NOT EXISTS {stored(table, cluster)} (\n  {lines}\n)\n"
        f"{_engine('version, dead' if layout.id else '', cluster)}\n"
        f"PARTITION BY toYYYYMM({layout.time})\nORDER BY ({layout.order})\n"
        f"SETTINGS {_window(cluster)}"
    )


def _distributed(table: sa.Table, layout: Layout, cluster: str) -> str:
    return (
        f"CREATE TABLE IF NOT EXISTS {table.name} ON CLUSTER `{cluster}` AS {table.name}_local\n"
        f"ENGINE = Distributed('{cluster}', currentDatabase(), '{table.name}_local', cityHash64({layout.shard}))"
    )


def _engine(version: str, cluster: str, shard: str = "{shard}", replica: str = "{replica}") -> str:
    kind = "ReplacingMergeTree" if version else "MergeTree"
    if not cluster:
        return f"ENGINE = {kind}({version})"
    path = f"'/clickhouse/tables/{shard}/{{database}}/{{table}}', '{replica}'"
    return f"ENGINE = Replicated{kind}({path}{', ' if version else ''}{version})"


def _window(cluster: str) -> str:
    return f"{'replicated' if cluster else 'non_replicated'}_deduplication_window = {WINDOW}"
