"""Tables of which every row is written once lie in a partition for each month, made when its first row comes.

There is no default partition: rows of a month without one would fill it unseen, and no month could be made over them.
A month of events lies in parts by type, so that a question about pageviews reads the pages of no other event.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.events.batch import Batch, Columns
from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.visits import stored
from ecomdash.store.tables import FREQUENT_TYPES, analytics_events, bot_events, ingest_outcomes, product_events

PARTITIONED: dict[sa.Table, str] = {
    analytics_events: "occurred_at",
    product_events: "occurred_at",
    bot_events: "occurred_at",
    ingest_outcomes: "minute",
}
LOCK = 5_137_826_440_917_532_041  # of pg_advisory_lock: whoever changes the schema holds it

_PARTED = "SELECT relname FROM pg_class WHERE relkind = 'p' AND relname = ANY($1)"  # others have chunks of their own

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables' times are UTC without zone


class Month(Struct, frozen=True):
    """A partition of the table of that name."""

    table: str
    year: int
    month: int

    @property
    def name(self) -> str:
        return f"{self.table}_{self.year:04}_{self.month:02}"

    @property
    def bounds(self) -> tuple[str, str]:
        """Its first day and that of the next month."""
        year, month = divmod(self.year * 12 + self.month, 12)
        return f"{self.year:04}-{self.month:02}-01", f"{year:04}-{month + 1:02}-01"


class Partitions:
    """Remembers which months there are, so that nothing is asked of the server for the others."""

    def __init__(self) -> None:
        self._there: set[Month] = set()

    async def provide(self, connections: Connections, batch: Batch) -> None:
        """Make the partitions that rows of the batch need."""
        missing = set(_months(batch)) - self._there
        if missing:
            async with connections.writing() as connection:
                await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
                parted = {name for (name,) in await connection.fetch(_PARTED, [month.table for month in missing])}
                for month in sorted(missing, key=lambda each: each.name):
                    if month.table in parted and not await connection.fetchval(
                        "SELECT to_regclass($1) IS NOT NULL", month.name
                    ):
                        await connection.execute(create(month))
            self._there |= missing

    def forget(self) -> None:
        """Somebody else has changed the tables."""
        self._there.clear()


def create(month: Month) -> str:
    """Made aside and then attached, because that lets others read and write the table meanwhile."""
    first, following = month.bounds
    made = [f"CREATE TABLE {month.name} (LIKE {month.table} INCLUDING ALL)"]
    if month.table == stored(analytics_events):
        made[0] += " PARTITION BY LIST (event_type)"
        parts = {kind: f"FOR VALUES IN ('{kind}')" for kind in FREQUENT_TYPES} | {"other": "DEFAULT"}
        made += [f"CREATE TABLE {month.name}_{kind} PARTITION OF {month.name} {held}" for kind, held in parts.items()]
    made += [f"ALTER TABLE {month.table} ATTACH PARTITION {month.name} FOR VALUES FROM ('{first}') TO ('{following}')"]
    return "; ".join(made)


def _months(batch: Batch) -> Iterator[Month]:
    parts: dict[sa.Table, Columns] = {
        analytics_events: batch.events,
        product_events: batch.product_events,
        bot_events: batch.bots,
        ingest_outcomes: batch.outcomes,
    }
    for table, columns in parts.items():
        for day in {time // US_PER_DAY for time in columns.get(PARTITIONED[table], ())}:
            date = _EPOCH + timedelta(days=day)
            yield Month(stored(table), date.year, date.month)
