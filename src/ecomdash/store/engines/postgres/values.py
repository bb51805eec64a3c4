"""Values between Python and the server: times as integers both ways, ids as bytes, text without what it cannot hold."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import sqlalchemy as sa
from asyncpg.pgproto.pgproto import UUID  # asyncpg's own, made from bytes without Python code

from ecomdash.events.batch import Columns

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables' times are UTC without zone
_MICROSECOND = timedelta(microseconds=1)
_FROM_2000 = 946_684_800_000_000  # the server counts from 2000-01-01
_JSONB = b"\1"  # the version of its binary form, which is text
_NUL, _SHOWN = "\0", "\ufffd"  # PostgreSQL's text cannot hold the one; the other stands for what cannot be shown


async def set_codecs(connection: asyncpg.Connection) -> None:
    """Let the connection take and give times as microseconds since 1970 and JSON as compact text."""
    await connection.set_type_codec(
        "timestamp", schema="pg_catalog", encoder=_time_out, decoder=lambda found: found[0] + _FROM_2000, format="tuple"
    )
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_json_out, decoder=_json_in, format="binary")


def _time_out(time: int | datetime) -> tuple[int]:
    if isinstance(time, int):
        return (time - _FROM_2000,)
    return ((time - _EPOCH) // _MICROSECOND - _FROM_2000,)


def _json_out(text: str) -> bytes:
    return _JSONB + text.encode()


def _json_in(found: bytes) -> str:
    return msgspec.json.format(found[1:], indent=-1).decode()


def values(table: sa.Table, columns: Columns) -> list[Sequence[Any]]:
    """The columns as lists that the driver takes."""
    return [_prepared(table.c[name].type)(column) if name in table.c else column for name, column in columns.items()]


def _prepared(kind: sa.types.TypeEngine[Any]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    if isinstance(kind, sa.Uuid):
        return lambda column: [UUID(each) for each in column]
    if isinstance(kind, sa.JSON):
        return lambda column: [each and _json_without_nul(each) for each in column]
    return _without_nul if isinstance(kind, sa.String) else lambda column: column


def _without_nul(column: Sequence[str]) -> Sequence[str]:
    return without_nul(list(column)) if _NUL in "".join(column) else column


def _json_without_nul(text: str) -> str:
    """JSONB can no more hold an escaped NUL than text can."""
    return msgspec.json.encode(without_nul(msgspec.json.decode(text))).decode() if "\\u0000" in text else text


def without_nul(value: Any) -> Any:
    """The value with U+FFFD for each NUL in its texts, also in those of a list or an object."""
    match value:
        case str():
            return value.replace(_NUL, _SHOWN)
        case list():
            return [without_nul(each) for each in value]
        case dict():
            return {without_nul(key): without_nul(each) for key, each in value.items()}
    return value
