"""What is remembered of refused events, so that who integrates a shop can see what was wrong."""

from msgspec import Struct


class Refusal(Struct, frozen=True):
    """Events of one site that were refused alike; `occurred_at` is the last one's arrival (microseconds UTC).

    `event_type` is '' where none of the known types could be read, `field` is a path into the event such as
    `items[0].price`, or ''. Holds no value of any field; what is personal in the name of one is redacted.
    """

    occurred_at: int
    event_type: str
    reason: str
    field: str
    detail: str
    events: int = 1


class UnknownKeys(Struct, frozen=True):
    """Events of the last 24 hours that came with a site key of no site, or with none.

    `last_at` in microseconds UTC. `key_hint` is the beginning of the latest such key, where it looks like one.
    """

    events: int = 0
    last_at: int | None = None
    key_hint: str | None = None
