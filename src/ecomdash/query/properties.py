"""Which custom properties events carry, so that a person can choose one without knowing its name."""

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.query.question import Context, Interval
from ecomdash.store.expressions import json_keys, timestamp
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events

MOST_PROPERTIES = 200


class Property(Struct, frozen=True):
    """The name of a property, as in the dimension `property:<key>`, and how many events carry it."""

    key: str
    events: int


async def properties(store: Store, interval: Interval, context: Context) -> list[Property]:
    """Those of the interval's events, most frequent first, at most MOST_PROPERTIES. Raises as Store.execute does."""
    c = analytics_events.c
    carried = (
        sa.select(json_keys(c.properties).label("key"))
        .where(
            c.site_id == context.site_id,
            c.occurred_at >= timestamp(interval.start),
            c.occurred_at < timestamp(interval.end),
            c.properties.is_not(None),
        )
        .subquery("carried")
    )
    events = sa.func.count()
    statement = (
        sa.select(carried.c.key, events)
        .group_by(carried.c.key)
        .order_by(events.desc(), carried.c.key)
        .limit(MOST_PROPERTIES)
    ).execution_options(reads=(interval.start, interval.end))
    return [Property(*row) for row in await store.execute(statement)]
