"""How one record lies in a segment: mark, length, CRC-32C (RFC 3720, Castagnoli), payload; found again after damage."""

import struct
from collections.abc import Iterator

import google_crc32c

MARK = b"\xecDL1"  # no UTF-8 text holds it, so that a search for it seldom stops inside a payload
HEADER = struct.Struct("<4sII")
MAX_PAYLOAD = 16_000_000  # bytes; a longer length is damage, not data

_unpack = HEADER.unpack_from
_crc = google_crc32c.value


class PayloadTooLarge(ValueError):  # noqa: N818 - names the state, like its siblings in the protocol
    """The payload is longer than MAX_PAYLOAD bytes and could not be told from damage later."""


def frame(payload: bytes) -> bytes:
    """The record as it is written. Raises PayloadTooLarge."""
    if len(payload) > MAX_PAYLOAD:
        raise PayloadTooLarge(f"a record may have {MAX_PAYLOAD} bytes, not {len(payload)}")
    return HEADER.pack(MARK, len(payload), _crc(payload)) + payload


def length_at(data: bytes, offset: int) -> int | None:
    """Bytes that the record at `offset` takes by its header; None where no header can be there."""
    if offset + HEADER.size > len(data):
        return None
    mark, length, _ = _unpack(data, offset)
    return HEADER.size + length if mark == MARK and length <= MAX_PAYLOAD else None


def payload_at(data: bytes, offset: int) -> bytes | None:
    """The payload of the record at `offset`; None where there is no whole and undamaged record."""
    if offset + HEADER.size > len(data):
        return None
    mark, length, crc = _unpack(data, offset)
    start = offset + HEADER.size
    if mark != MARK or length > MAX_PAYLOAD or start + length > len(data):
        return None
    payload = data[start : start + length]
    return payload if _crc(payload) == crc else None


def records(data: bytes, offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """(end, payload) of each record from `offset` on, up to the first that is not whole and undamaged."""
    while (payload := payload_at(data, offset)) is not None:
        offset += HEADER.size + len(payload)
        yield offset, payload


def next_record(data: bytes, offset: int) -> int | None:
    """Where the first undamaged record at or after `offset` begins; None when there is none."""
    while (offset := data.find(MARK, offset)) >= 0:
        if payload_at(data, offset) is not None:
            return offset
        offset += 1
    return None


def end_of_last(data: bytes, offset: int = 0) -> int:
    """Where the last undamaged record ends, damage in between skipped; `offset` when there is none after it."""
    end = offset
    found: int | None = offset
    while found is not None:
        for end, _ in records(data, found):
            found = end
        found = next_record(data, found)
    return end
