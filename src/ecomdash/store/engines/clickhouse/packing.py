"""An event's id and its arrival lie on disk as what they differ from its time: 13 bytes for 18, read as they were.

An id is its millisecond and some 74 random bits, which nothing makes smaller; ids of other kinds only take more.
"""

import sys
from array import array
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

_HIGH = "toUInt64(id_high + bitShiftLeft(intDiv(toUnixTimestamp64Micro(occurred_at), 1000), 16))"
_ID = f"reinterpretAsUUID(concat(reinterpretAsFixedString({_HIGH}), reinterpretAsFixedString(id_low)))"
ARRIVAL = "addMicroseconds(occurred_at, arrival)"

# What is stored in place of a column, and how the column is read from it.
PACKED: Mapping[str, tuple[str, ...]] = {
    "event_id": ("id_high Int64 CODEC(T64, ZSTD(1))", "id_low UInt64 CODEC(NONE)", f"event_id UUID ALIAS {_ID}"),
    "received_at": (
        "arrival Int64 CODEC(T64, ZSTD(1))",
        f"received_at DateTime64(6, 'UTC') ALIAS {ARRIVAL}",
    ),
}


def packed(rows: pa.Table) -> pa.Table:
    """The rows with the stored columns in place of those in PACKED."""
    if "event_id" not in rows.column_names:
        return rows
    times = rows["occurred_at"].combine_chunks().cast(pa.int64())
    words = array("Q", b"".join(rows["event_id"].combine_chunks().storage.to_pylist()))
    if sys.byteorder == "little":
        words.byteswap()
    high, low = (pa.py_buffer(words[half::2]) for half in (0, 1))
    count = rows.num_rows
    of_time = pc.shift_left(pc.divide(times, 1000), 16)
    columns = {
        "id_high": pc.subtract(pa.Array.from_buffers(pa.int64(), count, [None, high]), of_time),
        "id_low": pa.Array.from_buffers(pa.uint64(), count, [None, low]),
    }
    if "received_at" in rows.column_names:
        columns["arrival"] = pc.subtract(rows["received_at"].combine_chunks().cast(pa.int64()), times)
    kept = rows.drop_columns([name for name in PACKED if name in rows.column_names])
    for name, values in columns.items():
        kept = kept.append_column(name, values)
    return kept
