"""Results as the JSON of schemas.py, written by msgspec: decimals are exact numbers and rows are walked only once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response

from ecomdash.api.present import moment, moment_or_none
from ecomdash.events.refusal import Refusal, UnknownKeys
from ecomdash.query.quality import Quality
from ecomdash.query.question import Context, Interval, Result
from ecomdash.query.summary import Summary

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """JSON; a Decimal becomes a number with all its digits, a float that is not finite becomes null."""
    return _encoder.encode(value)


def json_response(value: Any) -> Response:
    return Response(encode(value), media_type="application/json")


def local_time(microseconds: int, timezone: str) -> datetime:
    """The time with the offset of the zone at that moment."""
    return moment(microseconds).astimezone(ZoneInfo(timezone))


def period(interval: Interval, timezone: str) -> dict[str, datetime]:
    """A `Period`."""
    return {"from": local_time(interval.start, timezone), "to": local_time(interval.end, timezone)}


def meta(
    context: Context,
    elapsed_ms: float,
    *,
    row_count: int,
    approximate: tuple[str, ...] = (),
    partial: bool = False,
) -> dict[str, Any]:
    """A `Meta`."""
    return {
        "timezone": context.timezone,
        "currency": context.currency,
        "elapsed_ms": round(elapsed_ms, 2),
        "row_count": row_count,
        "approximate": approximate,
        "partial": partial,
    }


def summary_response(found: Summary, context: Context, elapsed_ms: float) -> dict[str, Any]:
    """A `Summary`."""
    compared = found.comparison_range
    return {
        "range": period(found.range, context.timezone),
        **msgspec.structs.asdict(found.totals),
        "currency": context.currency,
        "top_pages": found.top_pages,
        "top_referrers": found.top_referrers,
        "top_countries": found.top_countries,
        "devices": found.devices,
        "comparison_range": None if compared is None else period(compared, context.timezone),
        "comparison": found.comparison,
        "meta": meta(context, elapsed_ms, row_count=1, partial=found.partial),
    }


_REFUSALS: Final = 20


def quality_response(
    found: Quality,
    context: Context,
    *,
    backlog: int | None,
    refusals: Sequence[Refusal],
    unknown_keys: UnknownKeys,
    incomplete: bool,
) -> dict[str, Any]:
    """A `Quality`; `backlog` in bytes (None = unknown here), `refusals` newest first."""
    return {
        **msgspec.structs.asdict(found),
        "range": period(found.range, context.timezone),
        "timeline": [
            {**msgspec.structs.asdict(bucket), "time": local_time(bucket.time, context.timezone)}
            for bucket in found.timeline
        ],
        "last_event_at": moment_or_none(found.last_event_at),
        "log_backlog_bytes": backlog,
        "recent_refusals": [
            {**msgspec.structs.asdict(one), "occurred_at": moment(one.occurred_at)} for one in refusals[:_REFUSALS]
        ],
        "unknown_keys": {
            **msgspec.structs.asdict(unknown_keys),
            "last_at": moment_or_none(unknown_keys.last_at),
        },
        "refusals_incomplete": incomplete,
    }


def query_response(result: Result, context: Context, elapsed_ms: float) -> dict[str, Any]:
    """A `QueryResponse`."""
    compared = result.comparison_range
    return {
        "columns": result.columns,
        "rows": result.rows,
        "totals": {"metrics": result.totals, "comparison": result.comparison_totals},
        "range": period(result.range, context.timezone),
        "comparison_range": None if compared is None else period(compared, context.timezone),
        "meta": meta(
            context,
            elapsed_ms,
            row_count=result.row_count,
            approximate=result.approximate,
            partial=result.partial,
        ),
    }
