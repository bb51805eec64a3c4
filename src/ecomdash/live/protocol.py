"""The contract of the realtime window, what is published into it, and what is read from it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from msgspec import Struct


class LiveUnavailable(Exception):  # noqa: N818 - names what happened
    """The realtime bus does not answer; the message is for the operator."""


class LiveEvent(Struct, frozen=True, array_like=True):
    """One stored event, as much of it as the window shows. Times in microseconds UTC, visitor 0 = none known.

    `name` is what it is about (a product, a search term), or its event's name. `value` is in `currency`: the site's, or
    the one sent where the site has no rate for it. `order_id` is '' except on a purchase; `items` is how many pieces
    were ordered.
    """

    occurred_at: int
    visitor_id: int
    event_type: str
    name: str
    path: str
    country: str
    device: str
    source: str
    simulated: bool
    value: Decimal | None = None
    currency: str = ""
    order_id: str = ""
    items: int = 0


class NamedCount(Struct, frozen=True):
    """How many visitors have this page, source or country."""

    name: str
    visitors: int


class MinuteCount(Struct, frozen=True):
    """One minute of the graph; `minute` is its start."""

    minute: datetime
    pageviews: int
    visitors: int


class RecentConversion(Struct, frozen=True):
    """An order; `revenue` is in `currency`, None when it was not told."""

    occurred_at: datetime
    order_id: str
    revenue: Decimal | None
    currency: str
    country: str
    source: str
    items: int
    simulated: bool


class RecentEvent(Struct, frozen=True):
    """One line of the feed; `currency` of the value is '' where it is the site's."""

    occurred_at: datetime
    event_type: str
    name: str
    path: str
    country: str
    device: str
    source: str
    value: Decimal | None
    currency: str
    simulated: bool


class Snapshot(Struct, frozen=True):
    """The window at the time `at`: active visitors of 30 seconds, visitors and pageviews of 5 minutes, 30 minutes by
    the minute (oldest first, with zeros), newest conversions and events first. Field by field the API's Realtime."""

    at: datetime
    active_visitors: int
    visitors: int
    pageviews: int
    top_pages: list[NamedCount]
    top_sources: list[NamedCount]
    top_countries: list[NamedCount]
    recent_conversions: list[RecentConversion]
    recent_events: list[RecentEvent]
    pageviews_per_minute: list[MinuteCount]
    simulated: bool


class Live(Protocol):
    """Publish, restore, snapshot, subscribe; safe to call from any thread, and none waits for another machine."""

    @property
    def trouble(self) -> str:
        """What keeps the window from being up to date, for the health check; '' when nothing does."""
        ...

    def publish(self, site_id: int, events: Sequence[LiveEvent]) -> None:
        """Take events into the site's window, in any order; what is older than the window is ignored."""
        ...

    def restore(self, events: Mapping[int, Sequence[LiveEvent]]) -> None:
        """Make these, by site, the whole window, unless it outlived the loader that now starts and says so."""
        ...

    def snapshot(self, site_id: int) -> Snapshot:
        """The site's window now; all zeros for a site nobody published to."""
        ...

    def subscribe(self, site_id: int) -> AsyncGenerator[Snapshot]:
        """Snapshots for ever, the first at once: soon after each publish, and while visitors leave."""
        ...

    def close(self) -> None:
        """Send what was published, waiting a few seconds at most, and end; nothing else is called afterwards."""
        ...
