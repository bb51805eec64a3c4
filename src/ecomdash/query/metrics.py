"""Every metric: one declaration each, from which SQL, catalog, docs, sorting and units derive."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import sqlalchemy as sa

from ecomdash.query.question import QuestionError
from ecomdash.store.expressions import mean_money, quantile, session_key, visitor_key
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    conversion_events,
    order_items,
    product_events,
)

Unit = Literal["count", "percent", "currency", "seconds", "milliseconds", "score"]

_s, _e, _c, _i, _p = (
    table.c for table in (analytics_sessions, analytics_events, conversion_events, order_items, product_events)
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How one table answers a metric.

    `value` is an aggregate over the table's rows; with one event type in `types`, over the events of that type, while
    with several it looks at the type itself. By page, `types_by_page` takes the place of no types. With `visitors` the
    measure is the number of different visitors, and `value` their key. With `deepest` it is the mean, over the groups
    that `deepest` names, of the greatest `value` (no aggregate then) of each.
    """

    value: sa.ColumnElement[Any]
    types: tuple[str, ...] = ()
    types_by_page: tuple[str, ...] = ()
    visitors: bool = False
    deepest: tuple[sa.ColumnElement[Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What can be asked for. Of `measures`, the first whose table has every asked dimension answers.

    `empty` is the value where there are no rows: 0 for what is counted or summed, None for a ratio or a quantile.
    """

    name: str
    label: str
    unit: Unit
    description: str
    measures: Mapping[sa.Table, Measure]
    higher_is_better: bool | None = True
    empty: int | None = 0
    is_quantile: bool = False


def metric(name: str) -> Metric:
    """The metric of that name; raises QuestionError, with the nearest name there is."""
    if name not in METRICS:
        near = get_close_matches(name, METRICS, 1, 0.6)
        hint = f"did you mean {near[0]!r}?" if near else "the catalog lists those there are"
        raise QuestionError("metrics", f"there is no metric {name!r}; {hint}")
    return METRICS[name]


def _count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(*conditions) if conditions else sa.func.count()


def _sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(column), 0)


def _share(condition: sa.ColumnElement[bool], of: sa.ColumnElement[bool] | None = None) -> sa.ColumnElement[Any]:
    """Percent of the rows (of those where `of` holds) for which the condition holds; NULL without rows."""
    every = _count() if of is None else _count(of)
    return sa.literal_column("100.0", sa.Double) * _count(condition) / sa.func.nullif(every, 0)


def _ratio(a: sa.ColumnElement[Any], b: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(a, sa.Double) / sa.func.nullif(b, 0)


def _events(event_type: str) -> Mapping[sa.Table, Measure]:
    """How often such events came; per product, how many of their lines name it."""
    return {table: Measure(value=_count(), types=(event_type,)) for table in (analytics_events, product_events)}


def _vital(name: str, label: str, what: str, column: sa.Column[Any], unit: Unit = "milliseconds") -> Metric:
    return Metric(
        name=name,
        label=label,
        unit=unit,
        description=f"{what}, 75th percentile (web.dev/vitals).",
        measures={analytics_events: Measure(value=quantile(column, 0.75), types=("web_vitals",))},
        higher_is_better=False,
        empty=None,
        is_quantile=True,
    )


_order, _item_order = _c.kind == "order", _i.kind == "order"
_buyer = sa.func.coalesce(_c.customer_id, _c.visitor_id)
_item_buyer = sa.func.coalesce(_i.customer_id, _i.visitor_id)

_ALL = (
    Metric(
        name="visitors",
        label="Visitors",
        unit="count",
        description="Different visitors whose sessions began in the range; per page or event, those who had it.",
        measures={
            analytics_sessions: Measure(value=visitor_key(_s.visitor_id), visitors=True),
            analytics_events: Measure(value=visitor_key(_e.visitor_id), visitors=True, types_by_page=("pageview",)),
            product_events: Measure(value=visitor_key(_p.visitor_id), visitors=True),
        },
    ),
    Metric(
        name="sessions",
        label="Sessions",
        unit="count",
        description="Visits that began in the range; a visit ends after 30 minutes without an event. "
        "Per page, visits that saw it, per event, that had it.",
        measures={
            analytics_sessions: Measure(value=_count()),
            analytics_events: Measure(
                value=sa.func.count(session_key(_e.session_id).distinct()), types_by_page=("pageview",)
            ),
            product_events: Measure(value=sa.func.count(session_key(_p.session_id).distinct())),
        },
    ),
    Metric(
        name="pageviews",
        label="Pageviews",
        unit="count",
        description="Pages shown, by a load or a route change.",
        measures={analytics_events: Measure(value=_count(), types=("pageview",))},
    ),
    Metric(
        name="events",
        label="Events",
        unit="count",
        description="All events of visits, pageviews included; an order that came without a visit is none of them.",
        measures={analytics_events: Measure(value=_count())},
        higher_is_better=None,
    ),
    Metric(
        name="pageviews_per_session",
        label="Pages per session",
        unit="score",
        description="Pageviews of the sessions that began in the range, per session.",
        measures={analytics_sessions: Measure(value=_ratio(sa.func.sum(_s.pageviews), _count()))},
        empty=None,
    ),
    Metric(
        name="bounce_rate",
        label="Bounce rate",
        unit="percent",
        description="Sessions with one pageview, no interaction and under 10 seconds engaged, of all sessions.",
        measures={analytics_sessions: Measure(value=_share(_s.bounced))},
        higher_is_better=False,
        empty=None,
    ),
    Metric(
        name="average_session_duration",
        label="Average duration",
        unit="seconds",
        description="Time in the foreground per session, over the sessions where it was measured.",
        measures={
            analytics_sessions: Measure(value=_ratio(sa.func.sum(_s.engaged_ms), sa.func.count(_s.engaged_ms)) / 1000)
        },
        empty=None,
    ),
    Metric(
        name="engaged_time",
        label="Engaged time",
        unit="seconds",
        description="Time in the foreground per pageview.",
        measures={
            analytics_events: Measure(
                value=_ratio(sa.func.sum(_e.engaged_ms), _count(_e.event_type == "pageview")) / 1000,
                types=("pageview", "engagement"),
            )
        },
        empty=None,
    ),
    Metric(
        name="scroll_depth",
        label="Scroll depth",
        unit="percent",
        description="Deepest scroll of each page in each session, on average, where it was measured.",
        measures={
            analytics_events: Measure(
                value=_e.scroll_depth, types=("engagement",), deepest=(session_key(_e.session_id), _e.path)
            )
        },
        empty=None,
    ),
    Metric(
        name="conversion_rate",
        label="Conversion rate",
        unit="percent",
        description="Sessions with an order, of all sessions.",
        measures={analytics_sessions: Measure(value=_share(_s.orders > 0))},
        empty=None,
    ),
    Metric(
        name="cart_rate",
        label="Cart rate",
        unit="percent",
        description="Sessions in which something was put into the cart, of all sessions.",
        measures={analytics_sessions: Measure(value=_share(_s.add_to_carts > 0))},
        empty=None,
    ),
    Metric(
        name="checkout_rate",
        label="Checkout rate",
        unit="percent",
        description="Sessions in which the checkout was begun, of all sessions.",
        measures={analytics_sessions: Measure(value=_share(_s.checkouts > 0))},
        empty=None,
    ),
    Metric(
        name="cart_abandonment_rate",
        label="Cart abandonment",
        unit="percent",
        description="Sessions with something put into the cart but no order, of those with something put in.",
        measures={
            analytics_sessions: Measure(
                value=_share(sa.and_(_s.add_to_carts > 0, _s.orders == 0), of=_s.add_to_carts > 0)
            )
        },
        higher_is_better=False,
        empty=None,
    ),
    Metric(
        name="orders",
        label="Orders",
        unit="count",
        description="Orders booked in the range, each order id once; per product, orders that contain it.",
        measures={
            conversion_events: Measure(value=_count(_order)),
            order_items: Measure(value=sa.func.count(_i.conversion_id.distinct()).filter(_item_order)),
        },
    ),
    Metric(
        name="revenue",
        label="Revenue",
        unit="currency",
        description="Booked: what the orders of the range came to, before refunds, tax and shipping included.",
        measures={conversion_events: Measure(value=_sum(_c.revenue))},
    ),
    Metric(
        name="refunds",
        label="Refunds",
        unit="currency",
        description="Money given back, on the day and source of the order it belongs to.",
        measures={conversion_events: Measure(value=_sum(_c.refund))},
        higher_is_better=False,
    ),
    Metric(
        name="net_revenue",
        label="Net revenue",
        unit="currency",
        description="Revenue less refunds.",
        measures={conversion_events: Measure(value=_sum(_c.revenue) - _sum(_c.refund))},
    ),
    Metric(
        name="average_order_value",
        label="Average order value",
        unit="currency",
        description="Revenue per order with a known amount.",
        measures={conversion_events: Measure(value=mean_money(_c.revenue))},
        empty=None,
    ),
    Metric(
        name="customers",
        label="Customers",
        unit="count",
        description="Different buyers: customer ids, or visitors where an order names none.",
        measures={
            conversion_events: Measure(value=sa.func.count(_buyer.distinct()).filter(_order)),
            order_items: Measure(value=sa.func.count(_item_buyer.distinct()).filter(_item_order)),
        },
    ),
    Metric(
        name="units",
        label="Units sold",
        unit="count",
        description="Quantity of the order lines booked in the range, refunds not deducted.",
        measures={order_items: Measure(value=_sum(sa.case((_item_order, _i.quantity))))},
    ),
    Metric(
        name="items_revenue",
        label="Product revenue",
        unit="currency",
        description="Booked value of the order lines: quantity times price after discount, without shipping.",
        measures={order_items: Measure(value=_sum(_i.revenue))},
    ),
    Metric(
        name="items_refunds",
        label="Product refunds",
        unit="currency",
        description="Money given back for order lines.",
        measures={order_items: Measure(value=_sum(_i.refund))},
        higher_is_better=False,
    ),
    Metric(
        name="product_views",
        label="Product views",
        unit="count",
        description="Product pages shown.",
        measures=_events("view_item"),
    ),
    Metric(
        name="add_to_carts",
        label="Add to carts",
        unit="count",
        description="Times that something was put into the cart.",
        measures=_events("add_to_cart"),
    ),
    Metric(
        name="checkouts",
        label="Checkouts begun",
        unit="count",
        description="Times that the checkout was begun.",
        measures=_events("begin_checkout"),
    ),
    _vital("lcp", "LCP", "Largest Contentful Paint", _e.lcp_ms),
    _vital("inp", "INP", "Interaction to Next Paint", _e.inp_ms),
    _vital("cls", "CLS", "Cumulative Layout Shift", _e.cls, "score"),
    _vital("fcp", "FCP", "First Contentful Paint", _e.fcp_ms),
    _vital("ttfb", "TTFB", "Time to First Byte", _e.ttfb_ms),
    _vital("fid", "FID (legacy)", "First Input Delay, from old trackers", _e.fid_ms),
)

METRICS: dict[str, Metric] = {each.name: each for each in _ALL}
