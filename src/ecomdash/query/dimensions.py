"""Every dimension: one declaration each, from which filters, breakdowns, catalog and docs derive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

import sqlalchemy as sa

from ecomdash.events.limits import PROPERTY_KEY_CHARS
from ecomdash.query.calendar import BUCKETS, time_key
from ecomdash.query.question import QuestionError
from ecomdash.query.zone import Offsets
from ecomdash.store.expressions import json_text
from ecomdash.store.tables import (
    VISIT_COLUMNS,
    analytics_events,
    analytics_sessions,
    conversion_events,
    order_items,
    product_events,
)

TIMES: Mapping[sa.Table, sa.Column[Any]] = {
    analytics_sessions: analytics_sessions.c.started_at,
    analytics_events: analytics_events.c.occurred_at,
    product_events: product_events.c.occurred_at,
    conversion_events: conversion_events.c.booked_at,
    order_items: order_items.c.booked_at,
}
PROPERTY = "property:"
_SHOP = (order_items, product_events)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What results can be broken down and filtered by.

    `columns` holds the expression per table that has it; `optional` leaves rows without a value out of breakdowns.
    A `bucket` is a stretch of time (minute to month), a `clock` a recurring one; every table has these.
    """

    name: str
    label: str
    group: str
    description: str
    columns: Mapping[sa.Table, sa.ColumnElement[Any]] = field(default_factory=dict)
    optional: bool = False
    kind: Literal["text", "bucket", "clock"] = "text"

    def on(self, table: sa.Table) -> bool:
        """Whether the table can be broken down by it."""
        return self.kind != "text" or table in self.columns

    def key(self, table: sa.Table, offsets: Offsets) -> sa.ColumnElement[Any]:
        """What groups the table's rows: text, or the integer that calendar.time_key gives."""
        return self.columns[table] if self.kind == "text" else time_key(self.name, TIMES[table], offsets)


def dimension(name: str, asked_in: str = "dimensions") -> Dimension:
    """The dimension of that name, `property:<key>` included. Raises QuestionError about the field `asked_in`."""
    if name.startswith(PROPERTY):
        return _property(name, asked_in)
    if name not in DIMENSIONS:
        near = get_close_matches(name, DIMENSIONS, 1, 0.6)
        hint = f"did you mean {near[0]!r}?" if near else "the catalog lists those there are"
        raise QuestionError(asked_in, f"there is no dimension {name!r}; {hint}")
    return DIMENSIONS[name]


def _property(name: str, asked_in: str) -> Dimension:
    key = name.removeprefix(PROPERTY)
    if not 0 < len(key) <= PROPERTY_KEY_CHARS:
        raise QuestionError(
            asked_in, f"a property's name has 1 to {PROPERTY_KEY_CHARS} characters, as in property:plan"
        )
    return Dimension(
        name=name,
        label=key,
        group="properties",
        description="The shop's own property of that name, sent with an event.",
        columns={analytics_events: sa.func.coalesce(json_text(analytics_events.c.properties, key), "")},
        optional=True,
    )


def _column(
    name: str, label: str, group: str, description: str, *tables: sa.Table, column: str = "", optional: bool = False
) -> Dimension:
    columns = {table: table.c[column or name] for table in tables}
    return Dimension(name=name, label=label, group=group, description=description, columns=columns, optional=optional)


def _visit(name: str, label: str, group: str, description: str, optional: bool = False) -> Dimension:
    assert name in VISIT_COLUMNS
    return _column(name, label, group, description, *TIMES, optional=optional)


def _time(name: str, label: str, description: str) -> Dimension:
    kind: Literal["bucket", "clock"] = "bucket" if name in BUCKETS else "clock"
    return Dimension(name=name, label=label, group="time", description=description, kind=kind)


_ALL = (
    _column("page", "Page", "pages", "Path of the page.", analytics_events, column="path", optional=True),
    _column(
        "entry_page", "Entry page", "pages", "First page of the session.", analytics_sessions, conversion_events,
        optional=True,
    ),
    _column("exit_page", "Exit page", "pages", "Last page of the session.", analytics_sessions, optional=True),
    _column("title", "Title", "pages", "Title of the page.", analytics_events, optional=True),
    _visit("hostname", "Hostname", "pages", "Host the session began on."),
    _visit("source", "Source", "acquisition", "Who sent the visit: a named site or campaign source, or Direct."),
    _visit("channel", "Channel", "acquisition", "Kind of source: the shop's rules, then GA4's default grouping."),
    _visit("referrer", "Referrer", "acquisition", "Host and path of the page that linked here.", optional=True),
    _visit("utm_source", "Campaign source", "acquisition", "utm_source of the first page's address.", optional=True),
    _visit("utm_medium", "Campaign medium", "acquisition", "utm_medium of the first page's address.", optional=True),
    _visit("utm_campaign", "Campaign", "acquisition", "utm_campaign of the first page's address.", optional=True),
    _visit("utm_content", "Campaign content", "acquisition", "utm_content of the first page's address.", optional=True),
    _visit("utm_term", "Campaign term", "acquisition", "utm_term of the first page's address.", optional=True),
    _visit("country", "Country", "geography", "Country of the address (ISO 3166-1 alpha-2); the address is not kept."),
    _visit("region", "Region", "geography", "Region of the address, where the geo database knows it."),
    _visit("city", "City", "geography", "City of the address, where the geo database knows it."),
    _visit("device", "Device", "technology", "desktop, mobile, tablet, tv, console or other."),
    _visit("browser", "Browser", "technology", "Browser family."),
    _visit("browser_version", "Browser version", "technology", "Major version of the browser."),
    _visit("os", "Operating system", "technology", "Operating system family."),
    _visit("os_version", "OS version", "technology", "Version of the operating system."),
    _visit("language", "Language", "technology", "Preferred language of the browser."),
    _visit("screen", "Screen", "technology", "Width of the window: xs, sm from 576 px, md 768, lg 992, xl 1200."),
    _column("event", "Event", "events", "Name of a custom event, else its type.", analytics_events, column="name"),
    _column("event_type", "Event type", "events", "Type of the event.", analytics_events, product_events),
    _column("search_term", "Search term", "events", "What was searched for.", analytics_events, optional=True),
    _column(
        "target_url", "Target", "events", "Address of the link followed or file downloaded.", analytics_events,
        optional=True,
    ),
    _column("product", "Product", "products", "Product id.", *_SHOP, column="product_id", optional=True),
    _column("product_name", "Product name", "products", "Name of the product.", *_SHOP, optional=True),
    _column("product_brand", "Brand", "products", "Brand of the product.", *_SHOP),
    _column("product_category", "Category", "products", "Category of the product.", *_SHOP),
    _column("product_variant", "Variant", "products", "Variant of the product.", *_SHOP),
    _column("coupon", "Coupon", "orders", "Coupon of the order.", conversion_events, optional=True),
    _column("currency", "Currency", "orders", "Currency the order was sent in.", conversion_events),
    _time("minute", "Minute", "Minute in the site's time zone."),
    _time("hour", "Hour", "Hour in the site's time zone."),
    _time("day", "Day", "Day in the site's time zone."),
    _time("week", "Week", "Week from Monday in the site's time zone."),
    _time("month", "Month", "Month in the site's time zone."),
    _time("day_of_week", "Day of the week", "1 = Monday to 7 = Sunday, in the site's time zone."),
    _time("hour_of_day", "Hour of the day", "0 to 23, in the site's time zone."),
)  # fmt: skip

DIMENSIONS: dict[str, Dimension] = {each.name: each for each in _ALL}
