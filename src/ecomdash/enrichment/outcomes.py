"""Counts the one outcome of every event, by site and minute of arrival."""

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.rows import OUTCOME_FIELDS, columns
from ecomdash.enrichment.steps import SERVER
from ecomdash.events.batch import Columns
from ecomdash.events.outcome import DropReason, Outcome
from ecomdash.events.record import Accepted

_DROPS = frozenset(DropReason)
_STORED = ""


class Outcomes:
    """The outcomes of one batch; `now` is when it is made up (microseconds UTC)."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._counts: dict[tuple[int, int, Outcome, str], list[int]] = {}
        self.events = 0

    def add(self, accepted: Accepted, reason: DropReason | None) -> None:
        """Count an event of the request, dropped for `reason` or, with None, stored.

        The lag is left out where the time of arrival is made up: imports and the demo's history.
        """
        lag = 0 if accepted.trusted and accepted.origin != SERVER else self._now - accepted.received_at
        outcome = Outcome.STORED if reason is None else Outcome.DROPPED
        self._add((accepted.site_id, accepted.received_at // US_PER_MINUTE, outcome, reason or _STORED), 1, lag)

    def add_refused(self, site_id: int, received_at: int, reason: str, count: int) -> None:
        """Count what was refused at the door, or left out by an importer for a reason of its own."""
        outcome = Outcome.DROPPED if reason in _DROPS else Outcome.REJECTED
        self._add((site_id, received_at // US_PER_MINUTE, outcome, reason), count, 0)

    def _add(self, key: tuple[int, int, Outcome, str], count: int, lag: int) -> None:
        entry = self._counts.get(key)
        if entry is None:
            entry = self._counts[key] = [0, 0]
        entry[0] += count
        entry[1] += lag
        self.events += count

    def columns(self) -> Columns:
        """Columns of ingest_outcomes."""
        return columns(
            OUTCOME_FIELDS,
            [
                (site_id, minute * US_PER_MINUTE, outcome.value, str(reason), events, max(0, lag) // 1000)
                for (site_id, minute, outcome, reason), (events, lag) in self._counts.items()
            ],
        )
