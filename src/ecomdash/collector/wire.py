"""Reads a body: events that can be had, and for each of the others why not."""

from contextlib import suppress

import msgspec
from msgspec import Struct

from ecomdash.collector import keys
from ecomdash.collector.characters import with_whole_characters
from ecomdash.collector.faults import UNREADABLE, Fault, fault_of
from ecomdash.collector.lenient import translate
from ecomdash.events import limits
from ecomdash.events.hit import Id, PropertyValue, Timestamp
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import TYPES, AnyHit


class Wire(Struct):
    """A body that could be read; each entry is an event or the reason why it is none."""

    entries: list[AnyHit | Fault]
    site_key: str | None = None
    sent_at: int | None = None


class _Batch(Struct, forbid_unknown_fields=True, omit_defaults=True):
    events: list[AnyHit]
    site_key: Id | None = None
    sent_at: Timestamp | None = None


class _Key(Struct):
    site_key: Id | None = None


class _Type(Struct):
    event_type: str = ""


class _RawProperties(Struct):
    properties: dict[str, msgspec.Raw]


class _RawBatch(Struct, forbid_unknown_fields=True):
    events: list[msgspec.Raw]
    site_key: Id | None = None
    sent_at: Timestamp | None = None


_decode_hit = msgspec.json.Decoder(AnyHit).decode
_decode_batch = msgspec.json.Decoder(_Batch).decode
_decode_raw_batch = msgspec.json.Decoder(_RawBatch).decode
_decode_key = msgspec.json.Decoder(_Key).decode
_decode_type = msgspec.json.Decoder(_Type).decode
_decode_properties = msgspec.json.Decoder(_RawProperties).decode
_decode_property = msgspec.json.Decoder(PropertyValue).decode

_TRANSLATED = {RejectReason.INVALID_FIELD, RejectReason.UNKNOWN_FIELD}
_SOME_PROPERTY = "properties[...]"


def read_event(body: bytes) -> Wire:
    """The one event of the body. Raises Fault when there is none to be had."""
    _check_size(body)
    body = with_whole_characters(body)
    try:
        hit = _hit(body)
        if keys.may_repeat(body, hit):
            keys.check(body)
    except Fault as fault:
        raise _told(fault, body) from None
    return Wire([hit])


def read_batch(body: bytes) -> Wire:
    """The events of the body, the bad ones as faults. Raises Fault when the body as a whole is refused."""
    _check_size(body)
    body = with_whole_characters(body)
    try:
        batch = _decode_batch(body)
    except UNREADABLE:
        return _read_slowly(body)
    if len(batch.events) > limits.BATCH_EVENTS or not batch.events or keys.may_repeat(body, batch):
        return _read_slowly(body)
    return Wire(batch.events, batch.site_key, batch.sent_at)  # type: ignore[arg-type]  # a list of hits alone


def _read_slowly(body: bytes) -> Wire:
    try:
        return _read_one_by_one(body)
    except Fault as fault:
        raise _told(fault, body) from None


def _told(fault: Fault, body: bytes) -> Fault:
    """The fault of an event or a body, with its site and type so that a person may find it; where they can be read."""
    with suppress(*UNREADABLE):
        fault.site_key = _decode_key(body).site_key
    with suppress(*UNREADABLE):
        kind = _decode_type(body).event_type
        fault.event_type = kind if kind in TYPES else ""  # others are the sender's own words
    return fault


def _read_one_by_one(body: bytes) -> Wire:
    try:
        batch = _decode_raw_batch(body)
    except UNREADABLE as error:
        raise fault_of(error) from None
    _check_count(len(batch.events))
    keys.check_outermost(body)
    return Wire([_entry(bytes(raw)) for raw in batch.events], batch.site_key, batch.sent_at)


def _entry(body: bytes) -> AnyHit | Fault:
    try:
        hit = _hit(body)
        keys.check(body)
    except Fault as fault:
        return _told(fault, body)
    return hit


def _hit(body: bytes) -> AnyHit:
    try:
        return _strictly(body)
    except Fault as fault:
        if fault.reason not in _TRANSLATED or (reading := translate(body)) is None:
            raise
    try:
        return _strictly(reading.body)
    except Fault as fault:
        if (name := reading.sent_as.get(fault.field)) is not None:  # the sender knows it by another name
            fault.detail, fault.field = fault.detail.replace(f"`{fault.field}`", f"`{name}`"), name
        raise


def _strictly(body: bytes) -> AnyHit:
    try:
        hit: AnyHit = _decode_hit(body)
    except UNREADABLE as error:
        fault = fault_of(error, "The event")
        if fault.field == _SOME_PROPERTY:
            fault.field = _bad_property(body)
            fault.detail = fault.detail.replace(_SOME_PROPERTY, fault.field)
        raise fault from None
    return hit


def _bad_property(body: bytes) -> str:
    """The path of the first property whose value cannot be one; the decoder does not say which it was."""
    try:
        properties = _decode_properties(body).properties
    except UNREADABLE:  # nested too deeply to be stepped over
        return "properties"
    for name, value in properties.items():
        try:
            _decode_property(value)
        except UNREADABLE:
            return f"properties.{name[:64]}"
    return "properties"


def _check_size(body: bytes) -> None:
    if not body.strip():
        raise Fault(RejectReason.MALFORMED, "The body is empty; it must be a JSON object.")
    if len(body) > limits.BODY_BYTES:
        raise Fault(RejectReason.TOO_LARGE, f"The body may have {limits.BODY_BYTES:,} bytes.")


def _check_count(events: int) -> None:
    if events == 0:
        raise Fault(RejectReason.MALFORMED, "The batch holds no events.", "events")
    if events > limits.BATCH_EVENTS:
        raise Fault(RejectReason.TOO_MANY_EVENTS, f"A batch may hold {limits.BATCH_EVENTS} events.", "events", events)
