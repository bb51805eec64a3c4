"""The event store's tables, once for every engine; times are UTC without zone, money is in the site's currency."""

from datetime import datetime

import sqlalchemy as sa

metadata = sa.MetaData()

Money = sa.Numeric(18, 4)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, server_default="")


def _visit_columns() -> list[sa.Column[str]]:
    """Where the visit came from and what it was made with; on every event, session and conversion, to need no join.

    An unknown value is the empty string, never NULL.
    """
    return [_text(name) for name in VISIT_COLUMNS]


VISIT_COLUMNS = (
    "hostname",
    "referrer",  # host and path of the page that linked here, without query
    "source",
    "channel",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "country",  # ISO 3166-1 alpha-2
    "region",
    "city",
    "device",  # desktop, mobile, tablet, tv, console, other
    "browser",
    "browser_version",
    "os",
    "os_version",
    "language",
    "screen",  # xs < 576 <= sm < 768 <= md < 992 <= lg < 1200 <= xl, by viewport width in CSS pixels
)

FREQUENT_TYPES = ("pageview", "engagement", "web_vitals")  # eight of ten events, which engines may lay in parts

analytics_events = sa.Table(
    "analytics_events",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("occurred_at", sa.DateTime, nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("visitor_id", sa.BigInteger, nullable=False),
    sa.Column("session_id", sa.BigInteger, nullable=False),
    _text("event_type"),
    _text("name"),  # of a custom event; for other types the type again, so that one breakdown lists all
    _text("path"),
    _text("title"),
    _text("target_url"),
    _text("search_term"),
    sa.Column("engaged_ms", sa.Integer),
    sa.Column("scroll_depth", sa.SmallInteger),  # percent
    sa.Column("value", Money),
    sa.Column("lcp_ms", sa.REAL),
    sa.Column("inp_ms", sa.REAL),
    sa.Column("cls", sa.REAL),
    sa.Column("fcp_ms", sa.REAL),
    sa.Column("ttfb_ms", sa.REAL),
    sa.Column("fid_ms", sa.REAL),
    sa.Column("properties", sa.JSON),
    *_visit_columns(),
)

analytics_sessions = sa.Table(
    "analytics_sessions",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("session_id", sa.BigInteger, nullable=False),
    sa.Column("visitor_id", sa.BigInteger, nullable=False),
    sa.Column("client_session", sa.BigInteger, nullable=False),  # 0 = the sender named none
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime, nullable=False),
    _text("entry_page"),
    _text("exit_page"),
    sa.Column("pageviews", sa.Integer, nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("interactions", sa.Integer, nullable=False),
    sa.Column("engaged_ms", sa.BigInteger),  # NULL = not measured (no engagement event came)
    sa.Column("bounced", sa.Boolean, nullable=False),
    sa.Column("product_views", sa.Integer, nullable=False),
    sa.Column("add_to_carts", sa.Integer, nullable=False),
    sa.Column("checkouts", sa.Integer, nullable=False),
    sa.Column("orders", sa.Integer, nullable=False),
    sa.Column("revenue", Money, nullable=False),
    *_visit_columns(),
)

conversion_events = sa.Table(
    "conversion_events",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("conversion_id", sa.Uuid, nullable=False),  # the event_id it came with
    sa.Column("kind", sa.String, nullable=False),  # order, refund
    sa.Column(
        "booked_at", sa.DateTime, nullable=False
    ),  # reports go by this; of a refund, its order's time where known
    sa.Column("occurred_at", sa.DateTime, nullable=False),
    _text("order_id"),
    sa.Column("visitor_id", sa.BigInteger),  # NULL = no visit is known (imported, or sent by a server)
    sa.Column("session_id", sa.BigInteger),
    sa.Column("customer_id", sa.BigInteger),  # hashed; NULL = unknown
    sa.Column("revenue", Money),  # of an order; NULL on a refund, or when its currency has no rate
    sa.Column("refund", Money),  # of a refund, positive; NULL on an order
    sa.Column("tax", Money),
    sa.Column("shipping", Money),
    sa.Column("discount", Money),
    _text("coupon"),
    sa.Column("units", sa.Integer, nullable=False),
    _text("currency"),  # as sent
    sa.Column("original_amount", Money),  # as sent, in `currency`
    _text("entry_page"),
    *_visit_columns(),
)

order_items = sa.Table(
    "order_items",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("conversion_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.String, nullable=False),  # order, refund
    sa.Column("booked_at", sa.DateTime, nullable=False),
    _text("order_id"),
    sa.Column("visitor_id", sa.BigInteger),
    sa.Column("session_id", sa.BigInteger),
    sa.Column("customer_id", sa.BigInteger),
    _text("product_id"),
    _text("product_name"),
    _text("product_brand"),
    _text("product_category"),
    _text("product_variant"),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", Money),
    sa.Column("revenue", Money),  # of an order: quantity x (unit_price - discount); NULL on a refund
    sa.Column("refund", Money),
    *_visit_columns(),
)

product_events = sa.Table(
    "product_events",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("occurred_at", sa.DateTime, nullable=False),
    sa.Column("visitor_id", sa.BigInteger, nullable=False),
    sa.Column("session_id", sa.BigInteger, nullable=False),
    _text("event_type"),  # every commerce event with items, except purchase and refund
    _text("list_name"),
    _text("product_id"),
    _text("product_name"),
    _text("product_brand"),
    _text("product_category"),
    _text("product_variant"),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", Money),
    *_visit_columns(),
)

bot_events = sa.Table(
    "bot_events",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("occurred_at", sa.DateTime, nullable=False),
    _text("bot"),  # the name found in the agent
    _text("event_type"),
    _text("path"),
    _text("country"),
)

ingest_outcomes = sa.Table(
    "ingest_outcomes",
    metadata,
    sa.Column("site_id", sa.Integer, nullable=False),  # 0 = the site could not be told
    sa.Column("minute", sa.DateTime, nullable=False),  # of arrival
    sa.Column("outcome", sa.String, nullable=False),
    _text("reason"),
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("lag_ms", sa.BigInteger, nullable=False),  # arrival to batch, summed where it was measured
    sa.Column("measured", sa.BigInteger, nullable=False),  # events that were; average = lag_ms / measured
)

ingest_positions = sa.Table(
    "ingest_positions",
    metadata,
    sa.Column("log", sa.String, primary_key=True),
    sa.Column("partition", sa.Integer, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)


def time_of(table: sa.Table) -> sa.Column[datetime]:
    """The column that says when a row belongs: a session where it began, an order where it was booked."""
    return next(table.c[name] for name in ("booked_at", "started_at", "occurred_at", "minute") if name in table.c)
