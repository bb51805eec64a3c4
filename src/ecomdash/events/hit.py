"""The fields every event has on the wire, and the types its fields are made of."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from ecomdash.events import limits

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_CHARS)]
Text = Annotated[str, Meta(max_length=limits.TEXT_CHARS)]
Url = Annotated[str, Meta(max_length=limits.URL_CHARS)]
Agent = Annotated[str, Meta(max_length=limits.AGENT_CHARS)]
Pixels = Annotated[int, Meta(ge=0, le=limits.DIMENSION_PIXELS)]
Milliseconds = Annotated[int, Meta(ge=0, le=limits.DURATION_MS)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]  # alone, the $ lets a line end pass
Timestamp = Annotated[int, Meta(ge=0, le=32_503_680_000_000)]  # milliseconds since the epoch, up to the year 3000
PropertyKey = Annotated[str, Meta(min_length=1, max_length=limits.PROPERTY_KEY_CHARS)]
PropertyValue = Annotated[str, Meta(max_length=limits.PROPERTY_TEXT_CHARS)] | int | float | bool | None
Properties = Annotated[dict[PropertyKey, PropertyValue], Meta(max_length=limits.PROPERTIES)]
Money = Decimal  # major units, exact; finiteness and size are checked in the collector


class Hit(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="event_type"):
    """One event as a browser or a server sends it; `event_type` names the concrete struct.

    Times are milliseconds since the epoch by the sender's clock; `sent_at` is that clock at sending and lets the
    collector correct it. `visitor_id` and `session_id` are honoured only where the site's consent mode allows.
    Identifiers may be whole numbers too, which are kept as text. `viewport_width` tells the kind of screen; the other
    three sizes are taken and not kept. GA4's `page_location`, `page_title` and `page_referrer` are taken for `url`,
    `title` and `referrer`.
    """

    site_key: Id | None = None
    event_id: Id | None = None
    occurred_at: Timestamp | None = None
    sent_at: Timestamp | None = None
    visitor_id: Id | None = None
    session_id: Id | None = None
    consent_given: bool | None = None
    url: Url | None = None
    path: Url | None = None
    title: Text | None = None
    referrer: Url | None = None
    user_agent: Agent | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None
    timezone: Annotated[str, Meta(max_length=64)] | None = None
    viewport_width: Pixels | None = None
    viewport_height: Pixels | None = None
    screen_width: Pixels | None = None
    screen_height: Pixels | None = None
    properties: Properties | None = None
