"""How events travel between processes: small msgpack entries, numbered by their sender so that none counts twice."""

import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import DecodeError, Struct
from msgspec.msgpack import Decoder, Encoder

from ecomdash.clock import US_PER_DAY
from ecomdash.live.protocol import LiveEvent

EVENTS: Final = 500  # of one entry: some 50 KB, and a sixth of that packed
BYTES: Final = 8_000_000  # no entry of ours is larger, whatever the paths and names
_PACKED: Final = 0x78  # what deflated bytes begin with, and an entry does not
_WORTH_PACKING: Final = 1_000  # bytes
_SENDERS: Final = 10_000  # remembered; each start of a loader is one


class Damaged(ValueError):  # noqa: N818 - names what happened
    """An entry is none of ours."""


class Entry(Struct, frozen=True, array_like=True, kw_only=True):
    """Events of one site. `sender` is random for each start of a process, `number` counts its entries from 1.

    `fresh` means that the window of every site is emptied first.
    """

    sender: int
    number: int
    site_id: int
    events: list[LiveEvent]
    fresh: bool = False


_encoder: Final = Encoder()
_decoder: Final = Decoder(Entry)


def portions(events: Sequence[LiveEvent]) -> Iterator[list[LiveEvent]]:
    """The events in parts that fit an entry."""
    for first in range(0, len(events), EVENTS):
        yield list(events[first : first + EVENTS])


def encode(entry: Entry) -> bytes:
    """The entry's bytes."""
    return _encoder.encode(entry)


def pack(payload: bytes) -> bytes:
    """The same entry in fewer bytes, for the way."""
    return zlib.compress(payload, 1) if len(payload) > _WORTH_PACKING else payload


def _unpack(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    payload = stream.decompress(packed, BYTES)
    if not stream.eof:
        raise Damaged("cut short, or too large")
    return payload


def decode(payload: object, now: int) -> Entry:
    """The entry of these bytes, packed or not, at a time of `now` (microseconds UTC). Raises Damaged."""
    if not isinstance(payload, bytes) or len(payload) > BYTES:
        raise Damaged("no payload, or one too large")
    try:
        entry = _decoder.decode(_unpack(payload) if payload[:1] == bytes([_PACKED]) else payload)
    except (DecodeError, UnicodeDecodeError, zlib.error) as error:
        raise Damaged(str(error)) from error
    for event in entry.events:
        if not 0 <= event.occurred_at <= now + US_PER_DAY:
            raise Damaged("an impossible time")
        if event.value is not None and not event.value.is_finite():
            raise Damaged("an impossible value")
    return entry


class Numbers:
    """Which entries were taken already: a sender repeats, in order, what it does not know to have arrived."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()

    def is_new(self, entry: Entry) -> bool:
        """Whether this is the first time the entry is seen; it is remembered."""
        if entry.number <= self._last.get(entry.sender, 0):
            return False
        self._last[entry.sender] = entry.number
        self._last.move_to_end(entry.sender)
        if len(self._last) > _SENDERS:
            self._last.popitem(last=False)
        return True
