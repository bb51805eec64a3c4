"""Finds a key that stands twice in one JSON object, which decoders pass over in silence."""

import json
from collections import Counter
from typing import Any

import msgspec

from ecomdash.collector.faults import UNREADABLE, Fault, fault_of
from ecomdash.events.outcome import RejectReason

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

_Pairs = list[tuple[str, Any]]


def may_repeat(body: bytes, read: msgspec.Struct) -> bool:
    """Whether an object of `body` may have the same key twice; cheap, and for ordinary bodies wrong only towards yes.

    Writing what was `read` again leaves one of each key, so that fewer `":` remain. Keys with their default value are
    left out too, so then the same is asked of the plain JSON. Escapes and spaces may also change the number, whence
    "may"; a sender who hides a repeated key by them has its last value count, as in JavaScript.
    """
    keys = body.count(b'":')
    if keys == _encode(read).count(b'":'):
        return False
    try:
        again = _encode(_decode(body))
    except UNREADABLE:
        return True
    return keys != again.count(b'":')


def check(body: bytes) -> None:
    """Raise the fault of a key that stands twice in an object of any depth; `body` must have been read before."""
    found: list[str] = []
    try:
        json.loads(body, object_pairs_hook=lambda pairs: found.extend(_repeated(pairs)))
    except UNREADABLE as error:
        raise fault_of(error) from None
    _raise(found)


def check_outermost(body: bytes) -> None:
    """The same for the outermost object alone, whatever is within it."""
    last: list[_Pairs] = []

    def note(pairs: _Pairs) -> None:
        last[:] = [pairs]  # the outermost object is the last to be complete

    try:
        json.loads(body, object_pairs_hook=note)
    except UNREADABLE:  # too deep, or a number too long, in one of the events: found again when that is read
        return
    _raise([name for pairs in last for name in _repeated(pairs)])


def _repeated(pairs: _Pairs) -> list[str]:
    counts = Counter(name for name, _ in pairs)
    return [name for name, count in counts.items() if count > 1] if len(counts) < len(pairs) else []


def _raise(names: list[str]) -> None:
    if names:
        name = names[0][:64]
        raise Fault(RejectReason.MALFORMED, f"The field `{name}` stands there twice.", name)
