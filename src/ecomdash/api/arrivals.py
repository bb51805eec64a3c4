"""When each site's first and latest stored events came, to the minute, from the counted outcomes (a small table)."""

import sqlalchemy as sa
from sqlalchemy import func

from ecomdash.store.protocol import Store
from ecomdash.store.tables import ingest_outcomes


async def arrivals(store: Store) -> dict[int, tuple[int, int]]:
    """Site id -> minute of the first and of the latest stored event, microseconds UTC; absent = none yet.

    Raises StoreUnavailable and QueryTimeout.
    """
    minute = ingest_outcomes.c.minute
    rows = await store.execute(
        sa.select(ingest_outcomes.c.site_id, func.min(minute), func.max(minute))
        .where(ingest_outcomes.c.outcome == "stored", ingest_outcomes.c.events > 0)
        .group_by(ingest_outcomes.c.site_id)
    )
    return {site_id: (first, last) for site_id, first, last in rows}
