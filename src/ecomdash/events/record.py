"""What is written to the log: an accepted request, or a count of refused events. Holds no IP and no client id."""

from typing import get_args

import msgspec
from msgspec import Struct

from ecomdash.events.commerce import (
    AddPaymentInfo,
    AddShippingInfo,
    AddToCart,
    AddToWishlist,
    BeginCheckout,
    Purchase,
    Refund,
    RemoveFromCart,
    SelectItem,
    SelectPromotion,
    ViewCart,
    ViewItem,
    ViewItemList,
    ViewPromotion,
)
from ecomdash.events.engagement import Custom, Engagement, FileDownload, FormSubmit, OutboundLink, Search
from ecomdash.events.page import PageNotFound, Pageview
from ecomdash.events.vitals import WebVitals

AnyHit = (
    Pageview | PageNotFound
    | Engagement | Custom | OutboundLink | FileDownload | FormSubmit | Search
    | ViewItemList | SelectItem | ViewItem | AddToWishlist | AddToCart | RemoveFromCart | ViewCart | BeginCheckout
    | AddShippingInfo | AddPaymentInfo | ViewPromotion | SelectPromotion | Purchase | Refund
    | WebVitals
)  # fmt: skip


TYPES: dict[str, type[AnyHit]] = {str(struct.__struct_config__.tag): struct for struct in get_args(AnyHit)}


def type_of(hit: AnyHit) -> str:
    """Its `event_type`."""
    return str(hit.__struct_config__.tag)


class AcceptedHit(Struct, array_like=True):
    """One event after the collector: times in microseconds UTC, ids 64-bit signed (0 = none given), event_id 16 bytes.

    `hit` is redacted and carries no site_key, event_id, visitor_id, session_id, occurred_at or sent_at any more;
    its `customer_id`, where it has one, is already hashed (decimal text of a signed 64-bit number). `anonymous_id` is
    the visitor id that the sender would have had without consent (0 = none, or it is `visitor_id` itself); it is
    never stored.
    """

    event_id: bytes
    occurred_at: int
    visitor_id: int
    client_session: int
    hit: AnyHit
    anonymous_id: int = 0


class Accepted(Struct, array_like=True, tag="a"):
    """One accepted request. `hints` holds low-entropy client hints by header name; country is ISO 3166-1 alpha-2 or ''.

    `trusted` says that a secret key vouched for it (older events are allowed). `origin` is what sent it:
    browser, server, import or simulated.
    """

    site_id: int
    received_at: int
    user_agent: str
    hints: dict[str, str]
    country: str
    region: str
    city: str
    trusted: bool
    origin: str
    hits: list[AcceptedHit]


class Refused(Struct, array_like=True, tag="r"):
    """`count` events of a site (0 = unknown site) were refused for `reason` about `received_at` (microseconds)."""

    site_id: int
    received_at: int
    reason: str
    count: int


Record = Accepted | Refused

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def encode(record: Record) -> bytes:
    """The record as the log stores it (MessagePack)."""
    return _encoder.encode(record)


def decode(data: bytes) -> Record:
    """The record that `encode` wrote; raises msgspec.DecodeError or ValidationError for anything else."""
    record: Record = _decoder.decode(data)
    return record
