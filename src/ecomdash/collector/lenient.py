"""A second, forgiving reading of an event that did not decode: GA4's names, and numbers where identifiers are text."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from ecomdash.collector.faults import UNREADABLE, Fault
from ecomdash.events import ga4
from ecomdash.events.commerce import Commerce, Item
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import TYPES

_Fields = dict[str, Raw]
_decode_fields = msgspec.json.Decoder(_Fields).decode
_decode_items = msgspec.json.Decoder(list[_Fields]).decode
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode

_INTEGER = re.compile(rb"-?\d{1,64}")
_COUNT = re.compile(rb'"? *(-?\d{1,9})(?:\.0*)? *"?')
_NULL = b"null"


class Reading(Struct):
    """The event's JSON as it is meant; `sent_as` gives the sender's names of fields that have another name here."""

    body: bytes
    sent_as: dict[str, str]


def translate(body: bytes) -> Reading | None:
    """The event's JSON in the words of the events here; None when there is nothing to translate.

    No value passes through a binary number, so that amounts stay exact. Raises Fault when a field is given by both its
    names with different values.
    """
    try:
        fields = _decode_fields(body)
        name = str(_decode(fields["event_type"]))
        kind = TYPES.get(ga4.EVENT_TYPES.get(name, name))
        items = _items(fields) if kind is not None and issubclass(kind, Commerce) else None
    except (KeyError, *UNREADABLE):
        return None
    if kind is None:
        return None
    before = dict(fields)
    known = set(kind.__struct_fields__)
    if name in ga4.EVENT_TYPES:
        fields["event_type"] = Raw(_encode(ga4.EVENT_TYPES[name]))
    sent_as = _rename(fields, known)
    _as_meant(fields, known, ga4.LEFT_OUT if issubclass(kind, Commerce) else frozenset())
    if items is not None:
        fields["items"] = Raw(_encode(items))
    return Reading(_encode(fields), sent_as) if items is not None or fields != before else None


def _items(fields: _Fields) -> list[_Fields] | None:
    """The event's items as they are meant, None when they have or need no such reading."""
    if "items" not in fields:
        return None
    try:
        items = _decode_items(fields["items"])
    except UNREADABLE:  # told by the strict reading
        return None
    changed = [_as_meant(item, set(Item.__struct_fields__), ga4.LEFT_OUT_OF_ITEMS) for item in items]
    return items if any(changed) else None


def _rename(fields: _Fields, known: set[str]) -> dict[str, str]:
    """Give fields their name here, in place; names here -> the sender's names."""
    sent_as: dict[str, str] = {}
    for alias, name in ga4.PAGE.items():
        if alias in fields:
            value = fields.pop(alias)
            if bytes(value) != _NULL:
                fields[name] = value
                sent_as[name] = alias
    for alias, name in ga4.ALIASES.items():
        if name not in known or alias not in fields:
            continue
        value = fields.pop(alias)
        if not _given(fields, name):
            fields[name] = value
            sent_as[name] = alias
        elif bytes(value) != _NULL and _text(value) != _text(fields[name]):
            detail = f"`{alias}` and `{name}` are two names of one field and were given different values; send one."
            raise Fault(RejectReason.INVALID_FIELD, detail, alias)
    for alias, name in ga4.STAND_INS.items():
        if name in known and alias in fields and not _given(fields, name):
            fields[name] = fields.pop(alias)
            sent_as[name] = alias
    return sent_as


def _as_meant(fields: _Fields, known: set[str], left_out: frozenset[str]) -> bool:
    """Leave out what has no place here and turn numbers and text into each other, in place; whether it did."""
    before = len(fields)
    for name in left_out - known:
        fields.pop(name, None)
    changed = len(fields) < before
    for names, read in ((ga4.NUMBERS_AS_TEXT & known, _number_as_text), (ga4.TEXT_AS_NUMBERS & known, _text_as_number)):
        for name in names:
            changed |= _turn(fields, name, read)
    return changed


def _turn(fields: _Fields, name: str, read: Callable[[bytes], bytes | None]) -> bool:
    value = fields.get(name)
    turned = None if value is None else read(bytes(value))
    if turned is not None:
        fields[name] = Raw(turned)
    return turned is not None


def _number_as_text(value: bytes) -> bytes | None:
    return b'"%b"' % value if _INTEGER.fullmatch(value) else None


def _text_as_number(value: bytes) -> bytes | None:
    found = _COUNT.fullmatch(value)
    return None if found is None else b"%d" % int(found[1])


def _given(fields: _Fields, name: str) -> bool:
    return name in fields and bytes(fields[name]) != _NULL


def _text(value: Raw) -> str:
    found: Any = _decode(value)
    return str(found)
