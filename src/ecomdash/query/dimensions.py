"""Every dimension: one declaration each, from which filters, breakdowns, catalog and docs derive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

import sqlalchemy as sa

from ecomdash.events.limits import PROPERTY_KEY_CHARS
from ecomdash.events.record import TYPES
from ecomdash.query.calendar import BUCKETS, time_key
from ecomdash.query.question import QuestionError
from ecomdash.query.zone import Offsets
from ecomdash.store.expressions import json_text
from ecomdash.store.tables import (
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

Row = Literal["", "page", "event", "product", "order", "visit"]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What results can be broken down and filtered by.

    `columns` holds the expression per table that has it; `optional` leaves rows without a value out of breakdowns.
    `row` says what it is a field of, where that is not every table: conditions on fields of the same kind of row must
    hold on one such row. `few` promises a few dozen values at most, however much traffic there is; `values` are all
    there can be, where that is known. A `bucket` is a stretch of time, a `clock` recurs; every table has these.
    """

    name: str
    label: str
    group: str
    description: str
    columns: Mapping[sa.Table, sa.ColumnElement[Any]] = field(default_factory=dict)
    optional: bool = False
    few: bool = False
    values: tuple[str, ...] = ()
    row: Row = ""
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
        row="event",
    )


def _of(row: Row, group: str, *tables: sa.Table) -> Callable[..., Dimension]:
    """Makes dimensions that are columns of these tables, fields of that kind of row."""

    def declare(
        name: str, label: str, description: str, *, column: str = "", optional: bool = False, few: bool = False
    ) -> Dimension:
        return Dimension(
            name=name,
            label=label,
            group=group,
            description=description,
            columns={table: table.c[column or name] for table in tables},
            optional=optional,
            few=few,
            row=row,
        )

    return declare


def _time(name: str, label: str, description: str) -> Dimension:
    kind: Literal["bucket", "clock"] = "bucket" if name in BUCKETS else "clock"
    return Dimension(name=name, label=label, group="time", description=description, kind=kind)


_page = _of("page", "pages", analytics_events)
_entry = _of("visit", "pages", analytics_sessions, conversion_events)
_exit = _of("visit", "pages", analytics_sessions)
_host = _of("", "pages", *TIMES)
_origin = _of("", "acquisition", *TIMES)
_place = _of("", "geography", *TIMES)
_machine = _of("", "technology", *TIMES)
_event = _of("event", "events", analytics_events)
_product = _of("product", "products", order_items, product_events)
_order = _of("order", "orders", conversion_events)

_ALL = (
    _page("page", "Page", "Path of the page.", column="path", optional=True),
    _entry("entry_page", "Entry page", "First page of the session.", optional=True),
    _exit("exit_page", "Exit page", "Last page of the session.", optional=True),
    _page("title", "Title", "Title of the page.", optional=True),
    _host("hostname", "Hostname", "Host the session began on."),
    _origin("source", "Source", "Who sent the visit: a named site or campaign source, or Direct."),
    _origin("channel", "Channel", "Kind of source: the shop's rules, then GA4's default grouping.", few=True),
    _origin("referrer", "Referrer", "Host and path of the page that linked here.", optional=True),
    _origin("utm_source", "Campaign source", "utm_source of the first page's address.", optional=True),
    _origin("utm_medium", "Campaign medium", "utm_medium of the first page's address.", optional=True),
    _origin("utm_campaign", "Campaign", "utm_campaign of the first page's address.", optional=True),
    _origin("utm_content", "Campaign content", "utm_content of the first page's address.", optional=True),
    _origin("utm_term", "Campaign term", "utm_term of the first page's address.", optional=True),
    _place("country", "Country", "Country of the address (ISO 3166-1 alpha-2); the address is not kept.", few=True),
    _place("region", "Region", "Region of the address, where the geo database knows it."),
    _place("city", "City", "City of the address, where the geo database knows it."),
    _machine("device", "Device", "desktop, mobile, tablet, tv, console or other.", few=True),
    _machine("browser", "Browser", "Browser family."),
    _machine("browser_version", "Browser version", "Major version of the browser."),
    _machine("os", "Operating system", "Operating system family."),
    _machine("os_version", "OS version", "Version of the operating system."),
    _machine("language", "Language", "Preferred language of the browser."),
    _machine("screen", "Screen", "Width of the window: xs, sm from 576 px, md 768, lg 992, xl 1200.", few=True),
    _event("event", "Event", "Name of a custom event, else its type.", column="name"),
    Dimension(
        name="event_type",
        label="Event type",
        group="events",
        description="Type of the event.",
        columns={table: table.c.event_type for table in (analytics_events, product_events)},
        few=True,
        values=tuple(TYPES),
        row="event",
    ),
    _event("search_term", "Search term", "What was searched for.", optional=True),
    _event("target_url", "Target", "Address of the link followed or file downloaded.", optional=True),
    _product("product", "Product", "Product id.", column="product_id", optional=True),
    _product("product_name", "Product name", "Name of the product.", optional=True),
    _product("product_brand", "Brand", "Brand of the product."),
    _product("product_category", "Category", "Category of the product."),
    _product("product_variant", "Variant", "Variant of the product."),
    _order("coupon", "Coupon", "Coupon of the order.", optional=True),
    _order("currency", "Currency", "Currency the order was sent in."),
    _time("minute", "Minute", "Minute in the site's time zone."),
    _time("hour", "Hour", "Hour in the site's time zone."),
    _time("day", "Day", "Day in the site's time zone."),
    _time("week", "Week", "Week from Monday in the site's time zone."),
    _time("month", "Month", "Month in the site's time zone."),
    _time("day_of_week", "Day of the week", "1 = Monday to 7 = Sunday, in the site's time zone."),
    _time("hour_of_day", "Hour of the day", "0 to 23, in the site's time zone."),
)

DIMENSIONS: dict[str, Dimension] = {each.name: each for each in _ALL}
