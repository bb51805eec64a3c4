"""Where visits came from and what they were made with, stored once for all their events, which have its number.

PostgreSQL compresses no columns: the same 19 texts on every event of a visit were 104 of the 243 bytes that it took.
Events and product events are views that join them to their visit again; the planner leaves out the join where a
statement reads none of its columns. Sessions and orders, of which there are few and which most questions read, keep
the texts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from asyncpg.pgproto.pgproto import UUID

from ecomdash.events.batch import Batch, Columns
from ecomdash.store.engines.postgres.connection import Connection
from ecomdash.store.engines.postgres.values import values
from ecomdash.store.tables import VISIT_COLUMNS, analytics_events, product_events

Visit = tuple[Any, ...]  # site_id, and the values of VISIT_COLUMNS

ROWS: dict[sa.Table, str] = {analytics_events: "event_rows", product_events: "product_event_rows"}
_KEY = ("site_id", *VISIT_COLUMNS)
_REMEMBERED = 20_000  # visits whose number needs no look-up; those of about the last hour

# While it is held, no visit is removed; a number that was remembered before a removal may be of a visit that is gone.
_HOLD = "SELECT removals FROM visit_removals FOR SHARE"
_FIND = "SELECT digest, visit_no FROM visits WHERE digest = ANY($1::UUID[])"
_ADD = (
    f"INSERT INTO visits (digest, {', '.join(_KEY)}) SELECT * FROM unnest($1::UUID[], $2::INTEGER[], "  # noqa: S608 - our own
    f"{', '.join(f'${n}::TEXT[]' for n in range(3, 3 + len(VISIT_COLUMNS)))}) ON CONFLICT (digest) DO NOTHING"
)
_UNUSED = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {rows} WHERE {rows}.site_id = $1 AND {rows}.visit_no = visits.visit_no)"  # noqa: S608 - our own
    for rows in ROWS.values()
)
_REMOVE = f"DELETE FROM visits WHERE site_id = $1 AND {_UNUSED}"  # noqa: S608 - our own


def stored(table: sa.Table) -> str:
    """The name of the table that its rows lie in."""
    return ROWS.get(table, table.name)


class Numbers:
    """The numbers of the visits of one batch; `found` once they have been looked up."""

    def __init__(self, batch: Batch) -> None:
        self._of = {id(columns): list(_visits(columns)) for columns in (batch.events, batch.product_events) if columns}
        self.found: dict[Visit, int] = {}

    @property
    def wanted(self) -> set[Visit]:
        return set().union(*self._of.values())

    def numbered(self, columns: Columns) -> Columns:
        """The columns of events with the visit's number in place of its texts."""
        kept = {name: column for name, column in columns.items() if name not in VISIT_COLUMNS}
        return {**kept, "visit_no": [self.found[visit] for visit in self._of[id(columns)]]}


class Visits:
    """Numbers the visits of batches, remembering those that are known to be stored."""

    def __init__(self) -> None:
        self._known: dict[Visit, int] = {}
        self._removals: int | None = None

    async def number(self, connection: Connection, batch: Batch) -> Numbers:
        """Give every visit of the batch its number, new ones within the open transaction."""
        numbers = Numbers(batch)
        wanted = numbers.wanted
        if not wanted:
            return numbers
        removals = await connection.fetchval(_HOLD)
        if removals != self._removals:
            self._known.clear()
            self._removals = removals
        numbers.found = {visit: self._known[visit] for visit in wanted if visit in self._known}
        unknown = {_digest(visit): visit for visit in wanted if visit not in numbers.found}
        for work in (None, _ADD, None):
            if work is None:
                found = await connection.fetch(_FIND, list(unknown)) if unknown else ()
                numbers.found.update((unknown.pop(digest), number) for digest, number in found)
            elif unknown:
                await connection.execute(work, *_columns(unknown))
        return numbers

    def remember(self, numbers: Numbers) -> None:
        """The transaction that they were found in has been committed."""
        if len(self._known) + len(numbers.found) > _REMEMBERED:
            self._known.clear()
        self._known.update(numbers.found)


async def remove_unused(connection: Connection, site_id: int) -> None:
    """Remove the site's visits that no event names any more; appends wait until the transaction ends."""
    await connection.execute("UPDATE visit_removals SET removals = removals + 1")
    await connection.execute(_REMOVE, site_id)


def _visits(columns: Columns) -> Iterator[Visit]:
    sites = columns["site_id"]
    texts = values(analytics_events, {name: columns.get(name) or [""] * len(sites) for name in VISIT_COLUMNS})
    return zip(sites, *texts, strict=True)


def _digest(visit: Visit) -> UUID:
    return UUID(hashlib.blake2b("\0".join(map(str, visit)).encode(), digest_size=16).digest())


def _columns(visits: dict[UUID, Visit]) -> list[Sequence[Any]]:
    """Digests, sites and texts, in an order that is the same for all who write, so that none waits for each other."""
    rows: Iterable[tuple[Any, ...]] = ((digest, *visits[digest]) for digest in sorted(visits))
    return list(zip(*rows, strict=True))
