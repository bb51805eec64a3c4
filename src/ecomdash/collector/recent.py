"""Remembers the last refusals of each site, and the events whose site is unknown, for a person who looks for them."""

import re
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from typing import Final

from ecomdash.clock import US_PER_DAY, US_PER_MINUTE, Clock
from ecomdash.collector.faults import Rejection
from ecomdash.events.outcome import RejectReason
from ecomdash.events.refusal import Refusal, UnknownKeys
from ecomdash.privacy.redaction import redact

PER_SITE: Final = 50
_CHARS: Final = 200
_HINT_CHARS: Final = 8
_LIKE_A_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")  # no e-mail address, no text, no path

_Alike = tuple[str, str, str, str]


class RecentRefusals:
    """In the memory of one process, and of the events that this process refused; read and written on one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sites: defaultdict[int, OrderedDict[_Alike, Refusal]] = defaultdict(OrderedDict)
        self._unknown: deque[tuple[int, int]] = deque()  # (minute, events), oldest first
        self._last_unknown: int | None = None
        self._hint: str | None = None

    def add(self, rejections: Iterable[Rejection]) -> None:
        """Remember what was refused; the like of a refusal that is remembered takes its place."""
        for rejection in rejections:
            if rejection.site_id:
                self._add(rejection)
            elif rejection.site_key or rejection.reason is RejectReason.UNKNOWN_SITE:
                self._add_unknown(rejection)

    def of_site(self, site_id: int) -> list[Refusal]:
        """The refusals of the site, the newest first; at most PER_SITE."""
        return list(reversed(self._sites[site_id].values())) if site_id in self._sites else []

    def unknown_keys(self) -> UnknownKeys:
        """The events of the last 24 hours (to the minute) that belong to no site."""
        self._forget()
        if not self._unknown:
            return UnknownKeys()
        return UnknownKeys(sum(events for _, events in self._unknown), self._last_unknown, self._hint)

    def _add(self, rejection: Rejection) -> None:
        refusals = self._sites[rejection.site_id]
        field, detail = (redact(text)[:_CHARS] for text in (rejection.field, rejection.detail))
        alike = (rejection.event_type, rejection.reason.value, field, detail)
        before = refusals.pop(alike, None)
        events = rejection.events + (before.events if before else 0)
        refusals[alike] = Refusal(self._clock.now(), *alike, events)
        if len(refusals) > PER_SITE:
            refusals.popitem(last=False)

    def _add_unknown(self, rejection: Rejection) -> None:
        now = self._clock.now()
        minute = now - now % US_PER_MINUTE
        if self._unknown and self._unknown[-1][0] == minute:
            self._unknown[-1] = (minute, self._unknown[-1][1] + rejection.events)
        else:
            self._unknown.append((minute, rejection.events))
        self._last_unknown = now
        self._hint = rejection.site_key[:_HINT_CHARS] if _LIKE_A_KEY.fullmatch(rejection.site_key) else None
        self._forget()

    def _forget(self) -> None:
        beginning = self._clock.now() - US_PER_DAY
        while self._unknown and self._unknown[0][0] <= beginning - US_PER_MINUTE:
            self._unknown.popleft()
