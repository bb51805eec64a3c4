"""The shapes of the read API; OpenAPI, and from it the dashboard's types, are generated from these."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PlainSerializer, Tag

Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")] | int | float | None


class Schema(BaseModel):
    """Unknown keys are refused, so that a misspelt option is an error and not a silence."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class FieldFilter(Schema):
    """A condition on one dimension; `values` are alternatives."""

    field: str = Field(max_length=100, examples=["country"])
    op: Literal["is", "is_not", "contains", "not_contains", "starts_with", "matches"] = "is"
    values: list[str] = Field(min_length=1, max_length=200)


class AndFilter(Schema):
    """All hold."""

    and_: list["Filter"] = Field(alias="and", min_length=1, max_length=50)


class OrFilter(Schema):
    """At least one holds."""

    or_: list["Filter"] = Field(alias="or", min_length=1, max_length=50)


class NotFilter(Schema):
    """It does not hold."""

    not_: "Filter" = Field(alias="not")


def _kind_of_filter(value: Any) -> str:
    """Which of the four a filter is meant to be, so that an error speaks of that one alone."""
    for kind in ("and", "or", "not"):
        if (isinstance(value, dict) and kind in value) or hasattr(value, f"{kind}_"):
            return f"<{kind}>"
    return "<field>"


Filter = Annotated[
    Annotated[FieldFilter, Tag("<field>")]
    | Annotated[AndFilter, Tag("<and>")]
    | Annotated[OrFilter, Tag("<or>")]
    | Annotated[NotFilter, Tag("<not>")],
    Discriminator(_kind_of_filter),
]

Preset = Literal[
    "today", "yesterday", "7d", "30d", "90d", "month", "last_month", "year", "12mo", "all", "realtime",
]  # fmt: skip


class PresetRange(Schema):
    """A range relative to now, in the site's time zone; 7d, 30d and 90d end with today."""

    preset: Preset


class CustomRange(Schema):
    """Whole days of the site's time zone, both inclusive."""

    from_: date = Field(alias="from")
    to: date


def _kind_of_range(value: Any) -> str:
    custom = isinstance(value, CustomRange) or (isinstance(value, dict) and not value.keys().isdisjoint({"from", "to"}))
    return "<custom>" if custom else "<preset>"


Range = Annotated[
    Annotated[PresetRange, Tag("<preset>")] | Annotated[CustomRange, Tag("<custom>")], Discriminator(_kind_of_range)
]


def _kind_of_comparison(value: Any) -> str:
    return "<custom>" if isinstance(value, CustomRange | dict) else "<named>"


NamedComparison = Literal["previous_period", "previous_year", "same_weekdays"]
Comparison = Annotated[
    Annotated[NamedComparison, Tag("<named>")] | Annotated[CustomRange, Tag("<custom>")],
    Discriminator(_kind_of_comparison),
]


class Order(Schema):
    """Sort by a metric or dimension of the query."""

    field: str
    direction: Literal["asc", "desc"] = "desc"


class QueryRequest(Schema):
    """One question: metrics, optionally broken down by dimensions."""

    site: str | None = Field(None, description="The site's public key; the only site when left out.")
    metrics: list[str] = Field(min_length=1, max_length=20)
    dimensions: list[str] = Field(default=[], max_length=4)
    filters: Filter | None = None
    range: Range = PresetRange(preset="30d")
    comparison: Comparison | None = None
    order: list[Order] = Field(default=[], max_length=4)
    limit: int = Field(100, ge=1, le=10_000)
    offset: int = Field(0, ge=0, le=1_000_000)


class SiteParams(Schema):
    """Which site a GET is about."""

    site: str | None = Field(None, max_length=128, description="The site's public key; the only site when left out.")


class RangeParams(SiteParams):
    """A range as query parameters: a preset, or both days; 30d when neither is given."""

    preset: Preset | None = None
    from_: date | None = Field(None, alias="from", description="First day, in the site's time zone.")
    to: date | None = Field(None, description="Last day, included.")


class SummaryParams(RangeParams):
    """What `GET /summary` takes; `filters` is a Filter as JSON."""

    comparison: NamedComparison | None = None
    filters: str | None = Field(None, max_length=20_000, description="A filter as in a query, as JSON.")


class Column(Schema):
    """One column of a result."""

    name: str
    kind: Literal["dimension", "metric"]
    label: str
    unit: Literal["count", "percent", "currency", "seconds", "milliseconds", "score", "text", "time"]


class Period(Schema):
    """Half-open: from <= t < to, with the zone's offset."""

    from_: datetime = Field(alias="from", serialization_alias="from")
    to: datetime
    model_config = ConfigDict(populate_by_name=True)


class Row(Schema):
    """One row; `comparison` has the same metrics for the comparison period, null without one."""

    dimensions: list[str | None]
    metrics: list[Number]
    comparison: list[Number] | None = None


class Totals(Schema):
    """The metrics over the whole result, not the sum of the rows (visitors of two pages may be the same person)."""

    metrics: list[Number]
    comparison: list[Number] | None = None


class Meta(Schema):
    """How the answer came about."""

    timezone: str
    currency: str
    elapsed_ms: float
    row_count: int = Field(description="Rows before limit and offset.")
    approximate: list[str] = Field(default=[], description="Metrics that are estimates here; empty means all exact.")
    partial: bool = Field(False, description="The range reaches into the present, so its last bucket is not over.")


class QueryResponse(Schema):
    """The answer; rows are in the asked order, time rows complete (empty buckets are zero)."""

    columns: list[Column]
    rows: list[Row]
    totals: Totals
    range: Period
    comparison_range: Period | None
    meta: Meta


class PageRow(Schema):
    page: str
    pageviews: int
    visitors: int


class ReferrerRow(Schema):
    referrer: str
    visits: int


class CountryRow(Schema):
    country: str
    visitors: int


class DeviceRow(Schema):
    device: str
    visitors: int
    sessions: int


class SummaryTotals(Schema):
    """The totals of a range."""

    pageviews: int
    visitors: int
    sessions: int
    average_session_duration: Number = Field(description="Seconds engaged, over sessions where measured; null if none.")
    bounce_rate: Number = Field(description="Percent of sessions.")
    conversion_rate: Number = Field(description="Percent of sessions with an order.")
    revenue: Number = Field(description="Booked, in the site's currency.")
    orders: int


class Summary(SummaryTotals):
    """Totals of a range, its top tables, and the totals of the range it is compared with."""

    range: Period
    currency: str
    top_pages: list[PageRow]
    top_referrers: list[ReferrerRow]
    top_countries: list[CountryRow]
    devices: list[DeviceRow]
    comparison_range: Period | None
    comparison: SummaryTotals | None
    meta: Meta


class RecentConversion(Schema):
    occurred_at: datetime
    order_id: str
    revenue: Number
    currency: str
    country: str
    source: str
    items: int
    simulated: bool


class MinuteCount(Schema):
    minute: datetime
    pageviews: int
    visitors: int


class NamedCount(Schema):
    name: str
    visitors: int


class RecentEvent(Schema):
    """One line of the live feed; `name` is what it is about, `currency` is '' where it is the site's."""

    occurred_at: datetime
    event_type: str
    name: str
    path: str
    country: str
    device: str
    source: str
    value: Number
    currency: str
    simulated: bool


class Realtime(Schema):
    """Who is in the shop now; also every message of the WebSocket."""

    at: datetime
    active_visitors: int = Field(description="Unique visitors of the last 30 seconds.")
    visitors: int = Field(description="Unique visitors of the last 5 minutes.")
    pageviews: int = Field(description="Pageviews of the last 5 minutes.")
    top_pages: list[NamedCount] = Field(description="By visitors of the last 5 minutes.")
    top_sources: list[NamedCount]
    top_countries: list[NamedCount]
    recent_conversions: list[RecentConversion]
    recent_events: list[RecentEvent]
    pageviews_per_minute: list[MinuteCount] = Field(description="The last 30 minutes, oldest first, zeros included.")
    simulated: bool = Field(description="Whether simulated traffic of the demo is among this.")


class OutcomeRow(Schema):
    outcome: Literal["stored", "dropped", "rejected"]
    reason: str
    label: str
    events: int


class OutcomeBucket(Schema):
    time: datetime
    stored: int
    dropped: int
    rejected: int


class BotRow(Schema):
    bot: str
    events: int


class RecentRefusal(Schema):
    """Events that were refused alike; tells the names of fields and never what stood in them."""

    occurred_at: datetime = Field(description="When the last of them came.")
    event_type: str = Field(description="Empty where it could not be read.")
    reason: str = Field(description="A reason of `outcomes`.")
    field: str = Field(description="A path into the event such as `items[0].price`; empty where no field is at fault.")
    detail: str = Field(description="What was wrong, as the answer to the request said it.")
    events: int = Field(description="How many, since the first of them that is remembered.")


class UnknownKeys(Schema):
    """Events whose site key is none of this server's, or that came without one; they belong to no site."""

    events: int = Field(description="In the last 24 hours, whatever the range asked for.")
    last_at: datetime | None
    key_hint: str | None = Field(description="The first 8 characters of the latest such key; null when it had none.")


class Property(Schema):
    """A custom property that events carry; it can be filtered and broken down by as `property:<key>`."""

    key: str
    events: int = Field(description="How many events of the range carry it.")


class Quality(Schema):
    """What became of every event that reached this server."""

    range: Period
    stored: int
    dropped: int
    rejected: int
    outcomes: list[OutcomeRow]
    timeline: list[OutcomeBucket]
    bots: list[BotRow]
    lag_ms: Number = Field(description="Average time from arrival to the tables over the range.")
    last_event_at: datetime | None
    log_backlog_bytes: int | None = Field(
        description="Accepted, not in the tables yet; null where the log is elsewhere."
    )
    recent_refusals: list[RecentRefusal] = Field(
        description="At most 20, newest first, whatever the range; kept in the server's memory until it stops."
    )
    unknown_keys: UnknownKeys = Field(description="Kept in the server's memory until it stops.")
    refusals_incomplete: bool = Field(
        description="Other collector processes (ECOMDASH_COLLECTORS) take events too; what they refuse is counted in "
        "`outcomes` but missing from `recent_refusals` and `unknown_keys`."
    )


class MetricInfo(Schema):
    name: str
    label: str
    unit: str
    description: str
    higher_is_better: bool | None
    dimensions: list[str] = Field(description="Dimensions it can be broken down by.")


class DimensionInfo(Schema):
    name: str
    label: str
    description: str
    group: str


class EventTypeInfo(Schema):
    name: str
    family: str
    description: str


class Catalog(Schema):
    """Every metric, dimension and event type this server knows; the dashboard's labels come from here."""

    metrics: list[MetricInfo]
    dimensions: list[DimensionInfo]
    event_types: list[EventTypeInfo]
    version: str


class SiteIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    domains: list[str] = Field(default=[], max_length=50)
    timezone: str = "UTC"
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    consent_mode: Literal["required", "implied", "never-store"] = "required"
    respect_gpc: bool = True
    respect_dnt: bool = False
    query_params: list[str] = Field(default=[], max_length=50)
    vitals: bool = True
    automated_browsers: bool = Field(False, description="Count headless browsers too, for a shop under test.")
    rates: dict[str, Decimal] = {}


class SitePatch(Schema):
    """What is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=120)
    domains: list[str] | None = Field(None, max_length=50)
    timezone: str | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    consent_mode: Literal["required", "implied", "never-store"] | None = None
    respect_gpc: bool | None = None
    respect_dnt: bool | None = None
    query_params: list[str] | None = Field(None, max_length=50)
    vitals: bool | None = None
    automated_browsers: bool | None = None
    rates: dict[str, Decimal] | None = None


class SiteOut(SiteIn):
    id: int
    key: str
    created_at: datetime
    snippet: str = Field(description="The script tag to paste.")
    first_event_at: datetime | None = None
    last_event_at: datetime | None = None
    events_known: bool = Field(
        default=True,
        description="False while the event store does not answer: both times are then null, whatever came.",
    )


class UserIn(Schema):
    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=10, max_length=200)
    role: Literal["owner", "admin", "viewer"] = "viewer"


class UserOut(Schema):
    id: int
    email: str
    role: Literal["owner", "admin", "viewer"]
    created_at: datetime
    last_login_at: datetime | None


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    scope: Literal["read", "ingest", "admin"] = "read"


class TokenOut(Schema):
    id: int
    name: str
    scope: Literal["read", "ingest", "admin"]
    created_at: datetime
    last_used_at: datetime | None
    token: str | None = Field(None, description="Shown once, when it is made.")


class AuditEntry(Schema):
    at: datetime
    actor: str
    action: str
    subject: str


class Credentials(Schema):
    email: str = Field(max_length=254)
    password: str = Field(max_length=200)


class Setup(Schema):
    """First run: the owner's account and the first site."""

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=10, max_length=200)
    site: SiteIn
    setup_token: str | None = Field(
        None, max_length=100, description="The token printed when the server started; see Me.setup_token_required."
    )


class Me(Schema):
    """Who is asking, and what the dashboard should show them first."""

    authenticated: bool
    needs_setup: bool
    setup_token_required: bool = Field(
        False, description="Set-up from where this request came needs the token that the server printed at start."
    )
    demo: bool
    demo_progress: float | None = Field(None, description="0 to 1 while the demo history is being made, else null.")
    demo_traffic: bool
    user: UserOut | None
    version: str


class Health(Schema):
    """Whether this server works; `status` is failing when a check failed (the answer is then 503)."""

    status: Literal["ok", "failing"]
    version: str
    checks: dict[str, str] = Field(description="ok, or what is wrong, by part: store, sites, log, loader.")
    log_backlog_bytes: int | None = Field(
        description="Accepted, not in the tables yet; null where the log is elsewhere."
    )


class FieldError(Schema):
    """One wrong field; `pointer` is a JSON pointer (RFC 6901) into the body, null for query and path parameters."""

    field: str
    detail: str
    pointer: str | None = None
    index: int | None = Field(None, description="Of the event in a batch.")


class Problem(Schema):
    """RFC 9457 problem document; `errors` points at each wrong field."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
