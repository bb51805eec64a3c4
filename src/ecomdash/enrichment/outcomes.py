"""Counts the one outcome of every event, by site and minute of arrival."""

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.rows import OUTCOME_FIELDS, columns
from ecomdash.events.batch import Columns
from ecomdash.events.outcome import DropReason, Outcome

_DROPS = frozenset(DropReason)


class Outcomes:
    """The outcomes of one batch; `now` is when it is made up (microseconds UTC)."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._counts: dict[tuple[int, int, str, str], list[int]] = {}
        self.events = 0

    def add(
        self,
        site_id: int,
        received_at: int,
        outcome: Outcome,
        reason: str = "",
        *,
        count: int = 1,
        measured: bool = True,
    ) -> None:
        """Count events of a site; the lag is left out where arrival was in another time (imports, made-up history)."""
        key = (site_id, received_at // US_PER_MINUTE * US_PER_MINUTE, outcome.value, reason)
        entry = self._counts.setdefault(key, [0, 0])
        entry[0] += count
        if measured:
            entry[1] += count * max(0, (self._now - received_at) // 1000)
        self.events += count

    def add_refused(self, site_id: int, received_at: int, reason: str, count: int) -> None:
        """Count what was refused at the door, or left out by an importer for a reason of its own."""
        outcome = Outcome.DROPPED if reason in _DROPS else Outcome.REJECTED
        self.add(site_id, received_at, outcome, reason, count=count, measured=False)

    def columns(self) -> Columns:
        """Columns of ingest_outcomes."""
        return columns(OUTCOME_FIELDS, [(*key, *entry) for key, entry in self._counts.items()])
