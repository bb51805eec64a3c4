"""Counts the one outcome of every event, by site and minute of arrival."""

from collections.abc import Sequence

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.draft import Draft
from ecomdash.enrichment.rows import OUTCOME_FIELDS, columns
from ecomdash.enrichment.steps import SERVER
from ecomdash.events.batch import Columns
from ecomdash.events.outcome import DropReason, Outcome

_DROPS = frozenset(DropReason)


class Outcomes:
    """The outcomes of one batch; `now` is when it is made up (microseconds UTC)."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._counts: dict[tuple[int, int, str | None], list[int]] = {}

    def add(self, drafts: Sequence[Draft]) -> None:
        """Count events as stored or dropped.

        The lag is not measured where the time of arrival is made up: imports and the demo's history.
        """
        counts = self._counts
        for draft in drafts:
            key = (draft.site_id, draft.received_at // US_PER_MINUTE, draft.dropped)
            entry = counts.get(key)
            if entry is None:
                entry = counts[key] = [0, 0, 0]
            entry[0] += 1
            accepted = draft.accepted
            if not accepted.trusted or accepted.origin == SERVER:
                entry[1] += self._now - draft.received_at
                entry[2] += 1

    def add_refused(self, site_id: int, received_at: int, reason: str, count: int) -> None:
        """Count what was refused at the door, or left out by an importer for a reason of its own."""
        entry = self._counts.setdefault((site_id, received_at // US_PER_MINUTE, reason), [0, 0, 0])
        entry[0] += count

    @property
    def events(self) -> int:
        """How many there are in all."""
        return sum(count for count, *_ in self._counts.values())

    def columns(self) -> Columns:
        """Columns of ingest_outcomes."""
        return columns(
            OUTCOME_FIELDS,
            [
                (site_id, minute * US_PER_MINUTE, _outcome(reason), reason or "", count, max(0, lag) // 1000, measured)
                for (site_id, minute, reason), (count, lag, measured) in self._counts.items()
            ],
        )


def _outcome(reason: str | None) -> str:
    """What the reason stands for; None is stored."""
    if reason is None:
        return Outcome.STORED.value
    return Outcome.DROPPED.value if reason in _DROPS else Outcome.REJECTED.value
