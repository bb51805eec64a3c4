"""One batch is one journal entry, one row: what makes a batch of many tables happen whole, once, and in one order.

Entry n+1 is written when entry n is applied, under a name by which ClickHouse takes the first and drops any other.
Whoever finds an entry that is not applied applies it; each of its inserts has a name too, so that twice is once.
"""

import itertools
import threading
from collections.abc import Mapping
from uuid import uuid4

import msgspec
import pyarrow as pa
from clickhouse_connect.driver import Client

from ecomdash.clock import uptime
from ecomdash.store.engines.clickhouse.settling import Settling
from ecomdash.store.protocol import StoreUnavailable

KEPT = 4  # applied entries are dropped by so many, so that up to twice as many are there
_PATIENCE = 1.0  # seconds that another process has to apply an entry of its own
_LOOK_AGAIN = 0.02
_LONG = 5.0  # seconds in which others write fewer batches than a table remembers (schema.WINDOW)


class Entry(msgspec.Struct):
    """`tables`: by name, the rows to insert as an Arrow stream, in this order."""

    log: str
    positions: dict[int, int]
    tables: dict[str, bytes]


class Journal:
    """The journal as one process sees it; used by its writing thread alone."""

    def __init__(self, settling: Settling) -> None:
        self._writer = uuid4().hex
        self._attempts = itertools.count(1)
        self._settling = settling
        self._lost_track = True  # an entry of this process may be there that it did not apply

    def settle(self, client: Client) -> int:
        """Apply what is not applied; the number of the last entry."""
        waited = 0.0
        while True:
            looked, applied = uptime(), _applied(client)
            after = {"applied": applied}
            found = client.query(
                "SELECT entry, writer FROM ingest_journal WHERE entry > {applied:UInt64} ORDER BY entry LIMIT 1", after
            ).result_rows
            if not found:
                self._lost_track = False
                return applied
            entry, writer = found[0]
            if waited < _PATIENCE and not writer.startswith(self._writer) and not self._lost_track:
                threading.Event().wait(_LOOK_AGAIN)
                waited += _LOOK_AGAIN
                continue
            payload = _payload(client, entry)
            if payload is not None:  # else another process has applied and dropped it meanwhile
                self._apply(client, entry, payload, looked)

    def write(self, client: Client, number: int, entry: Entry) -> bool:
        """Make this entry the one of that number and apply it; False where another entry or process was first.

        The number is one more than `settle` gave. Raises StoreUnavailable.
        """
        payload = msgspec.msgpack.encode(entry)
        # Of each attempt its own: one that was given up may land under this number all the same.
        writer = f"{self._writer} {next(self._attempts)}"
        rows = pa.table({"entry": pa.array([number], pa.uint64()), "writer": [writer], "payload": [payload]})
        insert(client, "ingest_journal", stream(rows, compression=None), str(number))
        found = client.query(
            "SELECT writer FROM ingest_journal WHERE entry = {number:UInt64}", {"number": number}
        ).result_rows
        if not found:
            raise StoreUnavailable("the entry written last is not to be seen yet")
        looked = uptime()
        if found[0][0] != writer or _applied(client) >= number:
            return False
        self._lost_track = True
        self._apply(client, number, payload, looked)
        self._lost_track = False
        if number % KEPT == 0:
            self.forget(client, number - KEPT)
        return True

    def forget(self, client: Client, upto: int) -> None:
        """Drop applied entries."""
        old = client.query(
            "SELECT DISTINCT entry FROM ingest_journal WHERE entry <= {upto:Int64}", {"upto": upto}
        ).result_rows
        if old:
            drops = ", ".join(f"DROP PARTITION {number}" for (number,) in old)
            client.command(f"ALTER TABLE ingest_journal {drops}")

    def _apply(self, client: Client, number: int, payload: bytes, looked: float) -> None:
        """Insert its rows, unless another process has done so: one that was stopped for long is not to insert what a
        table no longer remembers the name of. `looked` is the uptime before it was found not applied."""
        entry = msgspec.msgpack.decode(payload, type=Entry)
        with self._settling.changing():
            for name, rows in entry.tables.items():
                if (now := uptime()) - looked > _LONG:
                    if _applied(client) >= number:
                        return
                    looked = now
                insert(client, name, rows, str(number))
            if entry.positions:
                insert(client, "ingest_positions", _positions(entry.log, entry.positions, number), str(number))
            done = pa.table({"entry": pa.array([number], pa.uint64())})
            insert(client, "ingest_applied", stream(done), str(number))


def stream(rows: pa.Table, compression: str | None = "zstd") -> bytes:
    """The rows as one Arrow batch, which is one block of an insert."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(sink, rows.schema, options=options) as writer:
        for each in rows.combine_chunks().to_batches():
            writer.write_batch(each)
    return bytes(sink.getvalue())


def insert(client: Client, table: str, rows: bytes, name: str) -> None:
    """Insert an Arrow stream, unless an insert of that name has been made into the table."""
    schema = pa.ipc.open_stream(rows).schema
    client.raw_insert(table, schema.names, rows, {"insert_deduplication_token": name}, "ArrowStream")


def _applied(client: Client) -> int:
    return int(client.query("SELECT max(entry) FROM ingest_applied").result_rows[0][0] or 0)


def _payload(client: Client, number: int) -> bytes | None:
    query = "SELECT payload FROM ingest_journal WHERE entry = {number:UInt64} LIMIT 1"
    found = client.query(query, {"number": number}, query_formats={"String": "bytes"}).result_rows
    return bytes(found[0][0]) if found else None


def _positions(log: str, positions: Mapping[int, int], number: int) -> bytes:
    return stream(
        pa.table(
            {
                "log": [log] * len(positions),
                "partition": pa.array(positions.keys(), pa.int32()),
                "position": pa.array(positions.values(), pa.int64()),
                "version": pa.array([number] * len(positions), pa.uint64()),
            }
        )
    )
