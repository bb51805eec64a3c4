"""Arrow schemas of the tables, so that a batch's columns reach an engine without a row in between."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from ecomdash.events.batch import Columns

_TYPES: dict[type[sa.types.TypeEngine[Any]], Callable[[Any], pa.DataType]] = {
    sa.Uuid: lambda _: pa.uuid(),
    sa.DateTime: lambda _: pa.timestamp("us"),
    sa.Boolean: lambda _: pa.bool_(),
    sa.SmallInteger: lambda _: pa.int16(),
    sa.BigInteger: lambda _: pa.int64(),
    sa.Integer: lambda _: pa.int32(),
    sa.REAL: lambda _: pa.float32(),
    sa.Numeric: lambda money: pa.decimal128(money.precision, money.scale),
    sa.JSON: lambda _: pa.string(),
    sa.String: lambda _: pa.string(),
}


def _arrow_type(column: sa.Column[Any]) -> pa.DataType:
    for kind in type(column.type).__mro__:
        if kind in _TYPES:
            return _TYPES[kind](column.type)
    raise TypeError(f"{column}: no Arrow type for {column.type!r}")


def arrow_table(table: sa.Table, columns: Columns) -> pa.Table:
    """The columns as Arrow, typed as `table` says.

    Raises KeyError for a column the table does not have, ValueError for columns of different length and
    pyarrow.ArrowInvalid for a value that does not fit.
    """
    return pa.table({name: pa.array(values, _arrow_type(table.c[name])) for name, values in columns.items()})
