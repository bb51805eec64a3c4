"""The summary: a shop's totals over a range and its first tables."""

import asyncio
from decimal import Decimal
from typing import Any

from msgspec import Struct, convert

from ecomdash.query.question import Context, Filter, Interval, Order, Question, Row, Value
from ecomdash.query.run import ask
from ecomdash.store.protocol import Store

_TABLE_ROWS = 10


class Totals(Struct, frozen=True, kw_only=True):
    """Each as the metric of that name; None where there is nothing to take a share or mean of."""

    pageviews: int
    visitors: int
    sessions: int
    average_session_duration: float | None
    bounce_rate: float | None
    conversion_rate: float | None
    revenue: Decimal
    orders: int


class PageRow(Struct, frozen=True):
    page: str
    pageviews: int
    visitors: int


class ReferrerRow(Struct, frozen=True):
    referrer: str
    visits: int


class CountryRow(Struct, frozen=True):
    country: str
    visitors: int


class DeviceRow(Struct, frozen=True):
    device: str
    visitors: int
    sessions: int


class Summary(Struct, frozen=True, kw_only=True):
    """Tables have the first ten rows each; an unknown country or device is "" there."""

    range: Interval
    comparison_range: Interval | None
    totals: Totals
    comparison: Totals | None
    top_pages: list[PageRow]
    top_referrers: list[ReferrerRow]
    top_countries: list[CountryRow]
    devices: list[DeviceRow]
    partial: bool


async def summary(
    store: Store, interval: Interval, comparison: Interval | None, filters: Filter | None, context: Context
) -> Summary:
    """The summary of the interval. Raises what `ask` raises."""

    def table(dimension: str, *metrics: str) -> Question:
        order = (Order(metrics[0]),)
        return Question(
            metrics=metrics, dimensions=(dimension,), filters=filters, range=interval, order=order, limit=_TABLE_ROWS
        )

    names = Totals.__struct_fields__
    totals = Question(metrics=names, filters=filters, range=interval, comparison=comparison)
    answer, pages, referrers, countries, devices = await asyncio.gather(
        ask(store, totals, context),
        ask(store, table("page", "pageviews", "visitors"), context),
        ask(store, table("referrer", "sessions"), context),
        ask(store, table("country", "visitors"), context),
        ask(store, table("device", "visitors", "sessions"), context),
    )
    return Summary(
        range=answer.range,
        comparison_range=comparison,
        totals=_totals(answer.totals),
        comparison=_totals(answer.comparison_totals) if answer.comparison_totals else None,
        top_pages=[PageRow(*_cells(row)) for row in pages.rows],
        top_referrers=[ReferrerRow(*_cells(row)) for row in referrers.rows],
        top_countries=[CountryRow(*_cells(row)) for row in countries.rows],
        devices=[DeviceRow(*_cells(row)) for row in devices.rows],
        partial=answer.partial,
    )


def _totals(values: tuple[Value, ...]) -> Totals:
    return convert(dict(zip(Totals.__struct_fields__, values, strict=True)), Totals)


def _cells(row: Row) -> tuple[Any, ...]:  # Any: the row's own types, as the metrics of its table give them
    return (row.dimensions[0] or "", *row.metrics)
