"""Bytes that an event takes in the embedded engine's file, with everything that hangs on it, and where they go.

Events come in batches as the loader makes them; each session is written with its first events and again, grown, with
the next batch. The file is measured after it was closed.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import duckdb
from bench.table import arguments, report
from bench.traffic import Traffic
from rich.progress import Progress

from ecomdash.events.batch import Batch, Columns
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store

_BLOCK = 262_144
_BLOCKS = """
SELECT count(DISTINCT block) FROM (
  SELECT block_id AS block FROM pragma_storage_info($1) WHERE block_id >= 0
  UNION ALL SELECT unnest(additional_block_ids) FROM pragma_storage_info($1)
)
"""


async def fill(file: Path, events: int, per_batch: int) -> int:
    """Append about that many events; how many it were."""
    store = open_store(load({}, store=f"duckdb:///{file}"))
    await store.migrate()
    stored, earlier = 0, Columns()
    with Progress(transient=True) as progress:
        task = progress.add_task(f"storing {events:,} events", total=events)
        for number, batch in enumerate(Traffic(events, per_batch).batches()):
            sessions = batch.sessions
            if earlier:
                batch.sessions = {name: earlier[name] + sessions[name] for name in sessions}
            earlier = sessions
            await store.append(batch, "bench", {0: number + 1}, {0: number})
            stored += len(batch.events["site_id"])
            progress.update(task, completed=stored)
    await store.append(Batch(), "end", {0: 1}, {0: 0})
    await store.close()
    return stored


def sizes(file: Path, events: int) -> list[dict[str, object]]:
    """Bytes per event of the file, then of each table by the blocks it lies in."""
    rows: list[dict[str, object]] = [_row("the file", events, file.stat().st_size, events)]
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("SELECT table_name, estimated_size FROM duckdb_tables() ORDER BY 1").fetchall()
        for name, count in tables:
            blocks = connection.execute(_BLOCKS, [name]).fetchall()[0][0]
            if blocks:
                rows.append(_row(name, count, blocks * _BLOCK, events))
    return rows


def _row(what: str, count: int, size: int, events: int) -> dict[str, object]:
    return {"what": what, "rows": f"{count:,}", "MB": size / 1e6, "bytes per event": size / events}


def main() -> int:
    """Fill a file in a temporary folder and print what it weighs."""
    parser = arguments("Bytes per stored event.")
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--batch", type=int, default=2_000, help="events in each append")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.duckdb"
        events = asyncio.run(fill(file, options.events, options.batch))
        report(f"Storage, {events:,} events in batches of {options.batch:,}", sizes(file, events), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
