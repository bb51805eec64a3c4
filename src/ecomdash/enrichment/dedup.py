"""Recognises an event id that was loaded before, for seven days, in eight bytes per event.

Ids are remembered as 64-bit hashes in sorted runs by day of arrival. A hash found there is only a suspicion, which the
caller confirms against the store; a hash not found is certainly new within the memory's reach.
"""

from array import array
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ecomdash.clock import US_PER_DAY
from ecomdash.events.limits import DEDUP_US

_ODD = pa.scalar(0x9E3779B97F4A7C15, pa.uint64())  # 2^64 / golden ratio, the multiplier of Fibonacci hashing
_SITE = pa.scalar(0xC2B2AE3D27D4EB4F, pa.uint64())
_FOLD = pa.scalar(29, pa.uint64())
_RUNS = 4  # runs of like size that are sorted into one: fewer to search against less sorting
NEVER = -(2**62)


def hashes(site_ids: Sequence[int], event_ids: bytes) -> pa.UInt64Array:
    """One hash per event, of its site and its 16-byte id (`event_ids` is the ids one after the other)."""
    halves = memoryview(event_ids).cast("Q")
    high, low = (pa.array(array("Q", halves[start::2].tolist()), pa.uint64()) for start in (0, 1))
    mixed = pc.bit_wise_xor(pc.multiply(high, _ODD), low)
    mixed = pc.bit_wise_xor(mixed, pc.multiply(pa.array(site_ids, pa.uint64()), _SITE))
    mixed = pc.bit_wise_xor(mixed, pc.shift_right(mixed, _FOLD))
    return pc.multiply(mixed, _ODD)


class SeenEvents:
    """The hashes of the last seven to eight days; everything that arrived since `complete_since` is here."""

    def __init__(self) -> None:
        self.complete_since = NEVER
        self._days: dict[int, list[pa.UInt64Array]] = {}
        self._latest = NEVER

    def __len__(self) -> int:
        return sum(len(run) for runs in self._days.values() for run in runs)

    def suspects(self, wanted: pa.UInt64Array) -> list[int]:
        """The indices of the hashes that were seen."""
        found = [hit for runs in self._days.values() for run in runs if len(hit := _common(run, wanted))]
        if not found:
            return []
        seen = pc.is_in(wanted, value_set=pa.concat_arrays(found))
        indices: list[int] = pc.indices_nonzero(seen).to_pylist()
        return indices

    def remember(self, seen: pa.UInt64Array, received_at: Sequence[int]) -> None:
        """Add events that were stored, with their arrival in microseconds UTC, and forget days that are over."""
        if not len(seen):
            return
        days = {at // US_PER_DAY for at in {min(received_at), max(received_at)}}
        if len(days) == 1:
            self._add(days.pop(), seen)
        else:
            of_day = pa.array([at // US_PER_DAY for at in received_at], pa.int64())
            for day in pc.unique(of_day):
                self._add(day.as_py(), seen.filter(pc.equal(of_day, day)))
        newest = max(received_at)
        self._latest = max(self._latest, newest)
        self._forget(self._latest - DEDUP_US)

    def _add(self, day: int, seen: pa.UInt64Array) -> None:
        """Add a sorted run, and sort runs of like size into one when there are enough of them."""
        runs = self._days.setdefault(day, [])
        runs.append(seen.sort())
        while len(runs) >= _RUNS and len(runs[-_RUNS]) < 2 * _RUNS * len(runs[-1]):
            runs[-_RUNS:] = [pa.concat_arrays(runs[-_RUNS:]).sort()]

    def _forget(self, before: int) -> None:
        for day in [day for day in self._days if (day + 1) * US_PER_DAY <= before]:
            del self._days[day]
            self.complete_since = max(self.complete_since, (day + 1) * US_PER_DAY)


def _common(run: pa.UInt64Array, wanted: pa.UInt64Array) -> pa.UInt64Array:
    """Which of `wanted` are in the sorted `run`."""
    places = pc.min_element_wise(pc.search_sorted(run, wanted), pa.scalar(len(run) - 1, pa.uint64()))
    return wanted.filter(pc.equal(run.take(places), wanted))


def ids_of_text(text: str) -> bytes:
    """The 16-byte ids of UUIDs written one after the other. Raises ValueError."""
    return bytes.fromhex(text.replace("-", ""))
