"""The last 30 minutes of one site, exact, in memory that grows with visitors and not with events."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from operator import attrgetter

from ecomdash.clock import US_PER_MINUTE, US_PER_SECOND
from ecomdash.live.protocol import (
    LiveEvent,
    MinuteCount,
    NamedCount,
    RecentConversion,
    RecentEvent,
    Snapshot,
)

ACTIVE_US = 30 * US_PER_SECOND
VISITORS_US = 5 * US_PER_MINUTE
MINUTES = 30
TOP = 10
CONVERSIONS = 20
EVENTS = 50
LIMIT = 200_000  # visitors (and visitor-page pairs) kept; of more, the ones seen last are counted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SILENT = frozenset({"engagement", "web_vitals"})  # they say that someone is there, but are no news


def moment(at: int) -> datetime:
    """Microseconds since the epoch as a time in UTC."""
    return _EPOCH + timedelta(microseconds=at)


class Window:
    """One site's window. Not safe for threads by itself."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._visitors: dict[int, tuple[int, str, str]] = {}  # visitor -> last seen, source, country
        self._pages: dict[tuple[int, str], int] = {}  # visitor and page -> last seen
        self._pageviews: dict[int, list[int]] = {}  # second -> the times of its pageviews
        self._minutes: dict[int, tuple[list[int], set[int]]] = {}  # minute -> pageviews (one number), visitors
        self._conversions: list[LiveEvent] = []
        self._events: list[LiveEvent] = []
        self._simulated_at = 0
        self._forgotten_at = 0

    def add(self, events: Sequence[LiveEvent], now: int) -> None:
        """Take events in; a time ahead of `now` is taken for now."""
        oldest = _first_minute(now)
        fresh = [event for event in events if event.occurred_at >= oldest]
        for event in fresh:
            self._count(event, min(event.occurred_at, now), now)
        self._keep(fresh)
        is_full = len(self._visitors) > self._limit or len(self._pages) > self._limit
        if is_full or now - self._forgotten_at >= US_PER_MINUTE:  # where nobody looks too
            self._forget(now)

    def _count(self, event: LiveEvent, at: int, now: int) -> None:
        visitor = event.visitor_id
        minute = at // US_PER_MINUTE
        entry = self._minutes.get(minute)
        if entry is None:
            entry = self._minutes[minute] = ([0], set())
        if visitor:
            entry[1].add(visitor)
        if event.simulated:
            self._simulated_at = max(self._simulated_at, at)
        if event.event_type == "pageview":
            entry[0][0] += 1
            if at > now - VISITORS_US:
                self._pageviews.setdefault(at // US_PER_SECOND, []).append(at)
        if not visitor or at <= now - VISITORS_US:
            return
        seen = self._visitors.get(visitor)
        if seen is None or seen[0] <= at:
            self._visitors[visitor] = (at, event.source, event.country)
        if event.path and self._pages.get((visitor, event.path), 0) <= at:
            self._pages[visitor, event.path] = at

    def _keep(self, events: Iterable[LiveEvent]) -> None:
        orders, news = [], []
        for event in events:
            if event.event_type == "purchase":
                orders.append(event)
            if event.event_type not in _SILENT:
                news.append(event)
        if orders:
            self._conversions = nlargest(CONVERSIONS, [*self._conversions, *orders], attrgetter("occurred_at"))
        if news:
            self._events = nlargest(EVENTS, [*self._events, *news], attrgetter("occurred_at"))

    def _forget(self, now: int) -> None:
        """Drop what has left the window; beyond the limit, who was seen longest ago."""
        self._forgotten_at = now
        since = now - VISITORS_US
        self._visitors = {visitor: seen for visitor, seen in self._visitors.items() if seen[0] > since}
        self._pages = {page: at for page, at in self._pages.items() if at > since}
        self._pageviews = {s: times for s, times in self._pageviews.items() if (s + 1) * US_PER_SECOND > since}
        oldest = _first_minute(now) // US_PER_MINUTE
        self._minutes = {minute: entry for minute, entry in self._minutes.items() if minute >= oldest}
        self._conversions = [event for event in self._conversions if event.occurred_at >= oldest * US_PER_MINUTE]
        self._events = [event for event in self._events if event.occurred_at >= oldest * US_PER_MINUTE]
        if len(self._visitors) > self._limit:
            kept = nlargest(self._limit // 2, self._visitors.items(), key=lambda item: item[1][0])
            self._visitors = dict(kept)
        if len(self._pages) > self._limit:
            self._pages = dict(nlargest(self._limit // 2, self._pages.items(), key=lambda item: item[1]))

    def snapshot(self, now: int) -> Snapshot:
        """What the window shows at `now` (microseconds UTC)."""
        self._forget(now)
        since, active_since = now - VISITORS_US, now - ACTIVE_US
        seen = self._visitors.values()
        return Snapshot(
            at=moment(now),
            active_visitors=sum(at > active_since for at, _, _ in seen),
            visitors=len(seen),
            pageviews=sum(at > since for times in self._pageviews.values() for at in times),
            top_pages=_top(Counter(path for _, path in self._pages)),
            top_sources=_top(Counter(source for _, source, _ in seen)),
            top_countries=_top(Counter(country for _, _, country in seen)),
            recent_conversions=[_conversion(event) for event in self._conversions],
            recent_events=[_event(event) for event in self._events],
            pageviews_per_minute=self._graph(now),
            simulated=self._simulated_at >= _first_minute(now),
        )

    def _graph(self, now: int) -> list[MinuteCount]:
        last = now // US_PER_MINUTE
        graph = []
        for minute in range(last - MINUTES + 1, last + 1):
            pageviews, visitors = self._minutes.get(minute, ([0], set()))
            graph.append(MinuteCount(moment(minute * US_PER_MINUTE), pageviews[0], len(visitors)))
        return graph


def _first_minute(now: int) -> int:
    """When the graph's oldest minute began."""
    return (now // US_PER_MINUTE - MINUTES + 1) * US_PER_MINUTE


def _top(counts: Counter[str]) -> list[NamedCount]:
    """The most frequent names, without the unknown one; of equals in the order of the alphabet."""
    counts.pop("", None)
    return [NamedCount(name, count) for name, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:TOP]]


def _conversion(event: LiveEvent) -> RecentConversion:
    return RecentConversion(
        moment(event.occurred_at), event.order_id, event.value, event.currency, event.country, event.source,
        event.items, event.simulated,
    )  # fmt: skip


def _event(event: LiveEvent) -> RecentEvent:
    return RecentEvent(
        moment(event.occurred_at), event.event_type, event.name, event.path, event.country, event.device,
        event.source, event.value, event.currency, event.simulated,
    )  # fmt: skip
