"""The tables as they begin.

Columns lie in the order in which they need no padding (eight bytes, four, two, then what has a length of its own),
which takes 12 bytes an event less than the order they are read in. Text has the collation "C": it is compared and
sorted byte by byte, as the other engines do, and faster than by the rules of a language.
"""

import sqlalchemy as sa
from alembic import op

from ecomdash.store.engines.postgres.timescale import EXTENSION, hypertable

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _texts(names: str) -> str:
    return ", ".join(f'"{name}" TEXT COLLATE "C" NOT NULL DEFAULT \'\'' for name in names.split())


_VISIT_NAMES = (
    "hostname referrer source channel utm_source utm_medium utm_campaign utm_content utm_term country region city "
    "device browser browser_version os os_version language screen"
)
_VISIT = _texts(_VISIT_NAMES)
_PRODUCT = _texts("product_id product_name product_brand product_category product_variant")

# Written once: a partition (or a chunk) for each month.
_BY_MONTH = {
    "event_rows": (
        "occurred_at",
        f"""
        occurred_at TIMESTAMP NOT NULL, received_at TIMESTAMP NOT NULL, visitor_id BIGINT NOT NULL,
        session_id BIGINT NOT NULL, site_id INTEGER NOT NULL, visit_no INTEGER NOT NULL, engaged_ms INTEGER,
        lcp_ms REAL, inp_ms REAL, cls REAL, fcp_ms REAL, ttfb_ms REAL, fid_ms REAL, scroll_depth SMALLINT,
        event_id UUID NOT NULL,
        {_texts("event_type name path title target_url search_term")}, value NUMERIC(18, 4), properties JSONB
        """,
    ),
    "product_event_rows": (
        "occurred_at",
        f"""
        occurred_at TIMESTAMP NOT NULL, visitor_id BIGINT NOT NULL, session_id BIGINT NOT NULL,
        site_id INTEGER NOT NULL, visit_no INTEGER NOT NULL, quantity INTEGER NOT NULL, event_id UUID NOT NULL,
        {_texts("event_type list_name")}, {_PRODUCT}, unit_price NUMERIC(18, 4)
        """,
    ),
    "bot_events": (
        "occurred_at",
        f"""
        occurred_at TIMESTAMP NOT NULL, site_id INTEGER NOT NULL, event_id UUID NOT NULL,
        {_texts("bot event_type path country")}
        """,
    ),
    "ingest_outcomes": (
        "minute",
        f"""
        minute TIMESTAMP NOT NULL, events BIGINT NOT NULL, lag_ms BIGINT NOT NULL, measured BIGINT NOT NULL,
        site_id INTEGER NOT NULL, outcome TEXT COLLATE "C" NOT NULL, {_texts("reason")}
        """,
    ),
}

# Found again by a key: whole, because a unique index of a partitioned table would have to contain the time, which
# changes when a session turns out to have begun earlier and when a refund moves to its order.
_WHOLE = {
    "analytics_sessions": f"""
        session_id BIGINT NOT NULL, visitor_id BIGINT NOT NULL, client_session BIGINT NOT NULL,
        started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL, engaged_ms BIGINT, site_id INTEGER NOT NULL,
        pageviews INTEGER NOT NULL, events INTEGER NOT NULL, interactions INTEGER NOT NULL,
        product_views INTEGER NOT NULL, add_to_carts INTEGER NOT NULL, checkouts INTEGER NOT NULL,
        orders INTEGER NOT NULL, bounced BOOLEAN NOT NULL, revenue NUMERIC(18, 4) NOT NULL,
        {_texts("entry_page exit_page")}, {_VISIT}, PRIMARY KEY (site_id, session_id)
        """,
    "conversion_events": f"""
        booked_at TIMESTAMP NOT NULL, occurred_at TIMESTAMP NOT NULL, visitor_id BIGINT, session_id BIGINT,
        customer_id BIGINT, site_id INTEGER NOT NULL, units INTEGER NOT NULL, conversion_id UUID NOT NULL,
        kind TEXT COLLATE "C" NOT NULL, {_texts("order_id")}, revenue NUMERIC(18, 4), refund NUMERIC(18, 4),
        tax NUMERIC(18, 4), shipping NUMERIC(18, 4), discount NUMERIC(18, 4), {_texts("coupon currency")},
        original_amount NUMERIC(18, 4), {_texts("entry_page")}, {_VISIT}, PRIMARY KEY (site_id, conversion_id)
        """,
    "order_items": f"""
        booked_at TIMESTAMP NOT NULL, visitor_id BIGINT, session_id BIGINT, customer_id BIGINT,
        site_id INTEGER NOT NULL, quantity INTEGER NOT NULL, conversion_id UUID NOT NULL,
        kind TEXT COLLATE "C" NOT NULL, {_texts("order_id")}, {_PRODUCT}, unit_price NUMERIC(18, 4),
        revenue NUMERIC(18, 4), refund NUMERIC(18, 4), {_VISIT}
        """,
    "visits": f"""
        visit_no INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site_id INTEGER NOT NULL,
        digest UUID NOT NULL UNIQUE, {_VISIT}
        """,
    "visit_removals": "removals BIGINT NOT NULL",
    "ingest_positions": """
        log TEXT COLLATE "C" NOT NULL, partition INTEGER NOT NULL, position BIGINT NOT NULL,
        PRIMARY KEY (log, partition)
        """,
}

_VIEWS = {
    "analytics_events": (
        "event_rows",
        "occurred_at received_at visitor_id session_id event_type name path title target_url search_term engaged_ms "
        "scroll_depth value lcp_ms inp_ms cls fcp_ms ttfb_ms fid_ms properties",
    ),
    "product_events": (
        "product_event_rows",
        "occurred_at visitor_id session_id event_type list_name product_id product_name product_brand "
        "product_category product_variant quantity unit_price",
    ),
}

_INDEXES = (
    # A report of days, or of a small site beside large ones: its pageviews and events; a site's first and last event.
    "CREATE INDEX ON event_rows (site_id, occurred_at)",
    # The same of products: which were seen and put into carts.
    "CREATE INDEX ON product_event_rows (site_id, occurred_at)",
    # Data quality: which bots came in these days.
    "CREATE INDEX ON bot_events (site_id, occurred_at)",
    # Data quality: what became of the events that came in these days.
    "CREATE INDEX ON ingest_outcomes (site_id, minute)",
    # Visits and their sources in these days.
    "CREATE INDEX ON analytics_sessions (site_id, started_at)",
    # Orders and refunds booked in these days.
    "CREATE INDEX ON conversion_events (site_id, booked_at)",
    # The products that these orders are of.
    "CREATE INDEX ON order_items (site_id, booked_at)",
    # The loader looks for the ids of events sent again. They begin with their time, so that the tree grows at its end.
    "CREATE INDEX ON event_rows (event_id)",
    # A loader that starts reads what arrived in the last seven days, whenever it occurred. Rows lie in the order of
    # arrival, so that the least and greatest of each 32 pages are enough.
    "CREATE INDEX ON event_rows USING brin (received_at) WITH (pages_per_range = 32)",
    # A late event looks for its visitor's session; erasure looks by visitor too.
    "CREATE INDEX ON analytics_sessions (site_id, visitor_id)",
    # A late event looks for the session that its client named.
    "CREATE INDEX ON analytics_sessions (site_id, client_session) WHERE client_session <> 0",
    # Sessions have none by what changes while they grow: a row is then replaced in its page and in no index.
    # One order is stored once, whichever loader is first; those without a number are not told apart by it.
    """
    CREATE UNIQUE INDEX conversion_events_one_order ON conversion_events (site_id, order_id)
    WHERE kind = 'order' AND order_id <> ''
    """,
    # A refund looks for its order, and an order for the refunds that came before it.
    "CREATE INDEX ON conversion_events (site_id, order_id)",
    # The loader looks for the lines of an order that is refunded or moves.
    "CREATE INDEX ON order_items (site_id, order_id)",
)


def _view(name: str) -> str:
    """An outer join, though no visit is missing: the planner leaves it out where none of its columns are read."""
    rows, columns = _VIEWS[name]
    own, joined = (", ".join(names.split()) for names in (f"event_id {columns}", _VISIT_NAMES))
    source = f"{rows} LEFT JOIN visits USING (visit_no)"
    return f"CREATE VIEW {name} AS SELECT {rows}.site_id, {own}, {joined} FROM {source}"  # noqa: S608 - our own names


def upgrade() -> None:
    extended = op.get_bind().execute(sa.text(EXTENSION)).scalar() is not None
    for name, (time, columns) in _BY_MONTH.items():
        op.execute(f"CREATE TABLE {name} ({columns})" + ("" if extended else f" PARTITION BY RANGE ({time})"))
        for statement in hypertable(name, time) if extended else ():
            op.execute(statement)
    for name, columns in _WHOLE.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for statement in (*map(_view, _VIEWS), *_INDEXES):
        op.execute(statement)
    op.execute("INSERT INTO visit_removals VALUES (0)")


def downgrade() -> None:
    for view in _VIEWS:
        op.execute(f"DROP VIEW {view}")
    for name in (*_BY_MONTH, *_WHOLE):
        op.execute(f"DROP TABLE {name}")
