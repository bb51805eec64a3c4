"""When each site's first and latest events were, from two small tables: the counted outcomes and the booked orders."""

import asyncio

import sqlalchemy as sa
from sqlalchemy import func

from ecomdash.store.protocol import Store
from ecomdash.store.tables import conversion_events, ingest_outcomes


async def arrivals(store: Store) -> dict[int, tuple[int, int]]:
    """Site id -> time of its first and of its latest event, microseconds UTC; absent = none yet.

    An event counts from the minute in which it arrived, an order from when it was booked, so that imported ones count.
    Raises StoreUnavailable and QueryTimeout.
    """
    arrived, booked = await asyncio.gather(store.execute(_ARRIVED), store.execute(_BOOKED))
    bookings = {site_id: (count, first, last) for site_id, count, first, last in booked}
    return {
        site_id: _span((int(events), first, last), bookings.get(site_id)) for site_id, events, first, last in arrived
    }


def _span(arrived: tuple[int, int, int], booked: tuple[int, int, int] | None) -> tuple[int, int]:
    if booked is None:
        return arrived[1:]
    only_bookings = booked[0] == arrived[0]  # a site with nothing but imported orders is as old as these
    return min(arrived[1], booked[1]), booked[2] if only_bookings else arrived[2]


_minute, _booked_at = ingest_outcomes.c.minute, conversion_events.c.booked_at
_ARRIVED = (
    sa.select(ingest_outcomes.c.site_id, func.sum(ingest_outcomes.c.events), func.min(_minute), func.max(_minute))
    .where(ingest_outcomes.c.outcome == "stored", ingest_outcomes.c.events > 0)
    .group_by(ingest_outcomes.c.site_id)
)
_BOOKED = sa.select(conversion_events.c.site_id, func.count(), func.min(_booked_at), func.max(_booked_at)).group_by(
    conversion_events.c.site_id
)
